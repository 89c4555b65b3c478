"""No input causes a 500, and a refusal says which parameter is wrong."""

from typing import Any

import pytest
import stripe

GOOD = {"amount": "1999", "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"}


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"amount": "0"}, "parameter_invalid_integer", "amount"),
        ({"amount": "49"}, "amount_too_small", "amount"),
        ({"amount": "100000000"}, "amount_too_large", "amount"),
        ({"amount": "-1"}, "parameter_invalid_integer", "amount"),
        ({"amount": "1e3"}, "parameter_invalid_integer", "amount"),
        ({"amount": "12.0"}, "parameter_invalid_integer", "amount"),
        ({"amount": " 12"}, "parameter_invalid_integer", "amount"),
        ({"amount": "9" * 40}, "parameter_invalid_integer", "amount"),
        ({"amount": "٣٣٣"}, "parameter_invalid_integer", "amount"),
        ({"amount": ""}, "parameter_invalid_integer", "amount"),
        ({"amount": None}, "parameter_missing", "amount"),
        ({"currency": None}, "parameter_missing", "currency"),
        ({"currency": "euro"}, None, "currency"),
        ({"currency": "\x00"}, None, "currency"),
        ({"confirm": "maybe"}, None, "confirm"),
        ({"capture_method": "later"}, None, "capture_method"),
        ({"payment_method": "pm_none"}, "resource_missing", "payment_method"),
        ({"payment_method": ""}, "resource_missing", "payment_method"),
        ({"payment_method_types[]": "bitcoin"}, None, "payment_method_types[0]"),
        ({"return_url": "https://a\r\nX-Evil: 1"}, None, "return_url"),
        ({"return_url": "javascript:alert(1)"}, None, "return_url"),
        ({"metadata": "x"}, None, "metadata[order_id]"),
        ({"shipping": "x"}, None, "shipping"),
        ({"metadata[a][b]": "x"}, None, "metadata"),
        ({f"metadata[{'k' * 41}]": "x"}, None, f"metadata[{'k' * 41}]"),
        ({"metadata[k]": "x" * 501}, None, "metadata[k]"),
        ({f"metadata[{number}]": "x" for number in range(51)}, None, "metadata"),
        ({"speed": "1"}, "parameter_unknown", "speed"),
        ({"automatic_payment_methods[speed]": "1"}, "parameter_unknown", "automatic_payment_methods[speed]"),
        ({"amount[x]": "1"}, None, "amount[x]"),
        ({"[amount]": "1"}, None, "[amount]"),
        ({"a[b": "1"}, None, "a[b"),
        ({"a" + "[b]" * 6: "1"}, None, "a" + "[b]" * 6),
        ({f"p{number}": "1" for number in range(300)}, None, None),
    ],
)
async def test_a_wrong_parameter_is_named(
    payments: Any, order: str, change: dict[str, str | None], code: str | None, param: str | None
) -> None:
    params = {name: value for name, value in (GOOD | change).items() if value is not None}
    params["metadata[order_id]"] = order
    status, body, headers = await payments.post("/v1/payment_intents", params)
    assert status == 400, body
    error = body["error"]
    assert (error["type"], error.get("code"), error.get("param")) == ("invalid_request_error", code, param)
    assert headers["Request-Id"].startswith("req_")
    assert await payments.effects(order) == []


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"amount": 1999}', "application/json", 400),
        (b"amount=1999&amount=1", "application/x-www-form-urlencoded", 400),
        (b"amount=%ff", "application/x-www-form-urlencoded", 400),
        (b"amount=\xff", "application/x-www-form-urlencoded", 400),
        (b"%zz=%zz&&==&;", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    payments: Any, body: bytes, content_type: str, status: int
) -> None:
    answered, answer, _ = await payments.post("/v1/payment_intents", body, Content_Type=content_type)
    assert answered == status, answer
    assert answer["error"]["type"] == "invalid_request_error"


async def test_what_does_not_exist_is_404(payments: Any) -> None:
    for call in (
        payments.intents.retrieve_async("pi_none"),
        payments.intents.capture_async("pi_none"),
        payments.intents.cancel_async("pi_none%2f.."),
        payments.refunds.retrieve_async("re_none"),
        payments.refunds.create_async({"payment_intent": "pi_none"}),
        payments.refunds.create_async({"charge": "ch_none"}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as missing:
            await call
        assert (missing.value.http_status, missing.value.code) == (404, "resource_missing")
    for path in ("/v1/nothing", "/v1", "/v1/payment_intents/a/b/c", "/nothing", "/sandbox", "//"):
        status, _, _ = await payments.post(path)
        assert status == 404, path


async def test_lists_and_refunds_check_their_parameters(payments: Any, order: str) -> None:
    for wrong in (
        {"limit": 0}, {"limit": 101}, {"limit": "ten"}, {"created": "now"}, {"created": {"after": 1}},
        {"starting_after": "pi_none"}, {"created": {"gte": 10**30}},
    ):  # fmt: skip
        with pytest.raises(stripe.InvalidRequestError):
            await payments.intents.list_async(wrong)
        with pytest.raises(stripe.InvalidRequestError):
            await payments.refunds.list_async(wrong)
        with pytest.raises(stripe.InvalidRequestError):
            await payments.client.v1.disputes.list_async(wrong)
    intent = await payments.captured(order)
    for wrong_refund in (
        {}, {"payment_intent": intent.id, "charge": intent.latest_charge},
        {"payment_intent": intent.id, "amount": 0}, {"payment_intent": intent.id, "amount": -5},
        {"payment_intent": intent.id, "reason": "regret"}, {"payment_intent": intent.id, "currency": "usd"},
    ):  # fmt: skip
        with pytest.raises(stripe.InvalidRequestError):
            await payments.refunds.create_async(wrong_refund)
    assert len(await payments.effects(order)) == 2


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer sk_live_1", "Basic !!!", "Basic c2tfbGl2ZV94Og==", "Digest x", "\xff"],
)
async def test_only_test_keys_are_accepted(payments: Any, authorization: str) -> None:
    status, body, headers = await payments.post("/v1/payment_intents", GOOD, Authorization=authorization)
    assert (status, body["error"]["type"]) == (401, "invalid_request_error")
    assert "WWW-Authenticate" in headers


async def test_basic_authentication_and_long_keys(payments: Any, order: str) -> None:
    basic = {"Authorization": "Basic c2tfdGVzdF94Og=="}
    assert (await payments.post("/v1/payment_intents", GOOD, Idempotency_Key=order, **basic))[0] == 200
    assert (await payments.post("/v1/payment_intents", GOOD, Idempotency_Key="k" * 255))[0] == 200
    assert (await payments.post("/v1/payment_intents", GOOD, Idempotency_Key="k" * 256))[0] == 400
    assert (await payments.post("/v1/payment_intents", GOOD, Idempotency_Key=""))[0] == 400


@pytest.mark.parametrize(
    "fault",
    [
        b"", b"{", b"[]", b'{"kind": "slow", "speed": 1}', b'{"kind": "rude"}',
        b'{"kind": "slow", "times": 0}', b'{"kind": "slow", "seconds": -1}', b"\xff",
        b'{"kind": "slow", "seconds": 1e999}', b'{"kind": "slow", "operation": "breathe"}', b"[" * 50_000,
    ],
)  # fmt: skip
async def test_a_wrong_fault_is_refused(payments: Any, fault: bytes) -> None:
    status, body, _ = await payments.post("/sandbox/faults", fault)
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")
    assert await payments.get("/sandbox/faults") == {"faults": []}


@pytest.mark.parametrize(
    "arguments",
    [
        ["payments"], ["payments", "--ledger", "x.sqlite", "--port", "70000"],
        ["payments", "--ledger", "x.sqlite", "--host", "192.0.2.1"],
        ["payments", "--ledger", "x.sqlite", "--webhook-url", "http://127.0.0.1:1"],
        ["payments", "--ledger", "x.sqlite", "--webhook-url", "file:///x", "--webhook-secret", "s"],
        ["payments", "--ledger", "/proc/none/x.sqlite"], ["mail", "--folder", "/proc/none"],
        ["mail"], ["mail", "--folder", "x", "--host", "mail.example"], ["nothing"],
    ],
)  # fmt: skip
def test_a_wrong_command_line_does_not_start(start: Any, arguments: list[str]) -> None:
    refused = start(*arguments)
    assert refused.ready == ""
    assert refused.stop() in (1, 2)
