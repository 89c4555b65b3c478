"""Webhooks: only what the provider signed is heard, once, and it moves nothing by itself."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from services.orders.tests.make import WEBHOOK, Shop, signed

CARD = "pm_card_threeDSecure2Required"
EVENT = {"id": "evt_12345678", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}
BODY = msgspec.json.encode(EVENT)


async def rows(shop: Shop, table: str) -> int:
    return await shop.orders.db.one(int, f"SELECT count(*) FROM {table}") or 0  # noqa: S608 (a name of ours)


async def send(shop: Shop, body: bytes, header: str | None) -> Any:
    signature = {} if header is None else {"Stripe-Signature": header}
    return await shop.orders.http.post(WEBHOOK, body, Content_Type="application/json", **signature)


async def test_what_nobody_signed_is_refused_and_leaves_nothing(shop: Shop) -> None:
    now = shop.orders.clock.now()
    good = signed(BODY, now)
    headers = {
        "none": None,
        "empty": "",
        "another secret": signed(BODY, now, secret="whsec_other"),
        "too old": signed(BODY, now - timedelta(seconds=301)),
        "from the future": signed(BODY, now + timedelta(seconds=302)),
        "the old scheme only": signed(BODY, now, scheme="v0"),
        "another body": signed(BODY + b" ", now),
        "no time": good.partition(",")[2],
        "two times": f"t=1,{good}",
        "a time that is no number": good.replace("t=", "t=x"),
        "an endless time": good.replace("t=", "t=" + "9" * 5000),
        "digits of another script": good.replace("t=", "t=٣"),
        "no signature": good.partition(",")[0],
        "half a signature": good[:-1],
        "not ASCII": f"t={int(now.timestamp())},v1=é",
    }
    for what, header in headers.items():
        answer = await send(shop, BODY, header)
        assert (answer.status, answer.problem) == (400, "signature-invalid"), what
    reserialised = msgspec.json.format(BODY, indent=1)
    assert (await send(shop, reserialised, good)).problem == "signature-invalid"
    assert await rows(shop, "webhook_events") == 0


async def test_one_good_signature_among_several_is_enough(shop: Shop) -> None:
    """While a secret is rolled, the provider signs with the old and the new one."""
    now = shop.orders.clock.now()
    other = signed(BODY, now, secret="whsec_other").partition(",")[2]
    answer = await send(shop, BODY, f"{signed(BODY, now)},{other},v0=abc")
    assert (answer.status, answer.json["verdict"]) == (200, "ignored")
    turned = await send(shop, BODY, f"t={int(now.timestamp())},{other},{signed(BODY, now).partition(',')[2]}")
    assert (turned.status, turned.json["verdict"]) == (200, "duplicate")


@pytest.mark.parametrize("seconds", [-299, 299])
async def test_clocks_may_differ_a_little(shop: Shop, seconds: int) -> None:
    answer = await send(shop, BODY, signed(BODY, shop.orders.clock.now() + timedelta(seconds=seconds)))
    assert answer.status == 200


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (b"{", 400, "malformed-request"),
        (b"[]", 422, "invalid"),
        (b'{"id": "", "type": "x", "data": {"object": {}}}', 422, "invalid"),
        (b'{"id": "evt_1", "type": "x"}', 422, "invalid"),
        (b'{"id": "evt_\\u0000", "type": "x", "data": {"object": {}}}', 422, "invalid"),
        (b'{"id": "evt_1", "id": "evt_2", "type": "x", "data": {"object": {}}}', 422, "invalid"),
        (b" " * (64 * 1024 + 1), 413, "body-too-large"),
    ],
)
async def test_what_is_no_event_is_refused(shop: Shop, body: bytes, status: int, problem: str) -> None:
    answer = await send(shop, body, signed(body, shop.orders.clock.now()))
    assert (answer.status, answer.problem) == (status, problem)


@pytest.mark.parametrize(
    "subject",
    [
        {"object": "customer", "id": "cus_1"},
        {"object": "payment_intent", "id": "pi_1"},
        {"object": "payment_intent", "id": 1, "status": "succeeded", "amount": "x", "currency": None},
    ],
)
async def test_what_is_about_something_else_is_ignored(shop: Shop, subject: dict[str, Any]) -> None:
    answer = await shop.tell(subject)
    assert (answer.status, answer.json["verdict"]) == (200, "ignored")
    assert await rows(shop, "payment_differences") == 0


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"amount": 1998}, "amount_differs"),
        ({"amount": 2**53}, "amount_differs"),
        ({"currency": "usd"}, "currency_differs"),
        ({"metadata": {}}, "unknown_order"),
        ({"metadata": {"order_id": str(uuid4()), "operation_id": str(uuid4())}}, "unknown_order"),
        ({"metadata": {"order_id": "x", "operation_id": "\ufffd"}}, "unknown_order"),
    ],
)
async def test_a_signed_lie_is_kept_and_confirms_nothing(
    shop: Shop, changed: dict[str, Any], verdict: str
) -> None:
    await shop.fault("authorize", "timeout_after")
    order = (await shop.place(await shop.stocked(5))).json
    intent = await shop.intent(order["id"])
    before = await shop.orders.published()
    answer = await shop.tell(intent, status="requires_capture", **changed)
    assert (answer.status, answer.json["verdict"]) == (200, verdict)
    assert (await shop.order(order["id"]))["payment_status"] == "pending"
    assert await shop.orders.published() == before
    staff = shop.orders.as_account(uuid4(), "orders:read")
    [kept] = (await staff.get("/v1/admin/payments/differences?state=open")).json["items"]
    assert (kept["kind"], kept["reference"], kept["source"]) == (verdict, intent["id"], "webhook")


async def test_another_orders_payment_pays_for_nothing(shop: Shop) -> None:
    paid = (await shop.place(await shop.stocked(5))).json
    await shop.fault("authorize", "reset_before", times=50)
    unpaid = (await shop.place(await shop.stocked(5))).json
    metadata = (await shop.intent(paid["id"]))["metadata"] | {"order_id": unpaid["id"]}
    answer = await shop.tell(await shop.intent(paid["id"]), metadata=metadata)
    assert answer.json["verdict"] == "unknown_order"
    assert (await shop.order(unpaid["id"]))["status"] == "awaiting_payment"


async def test_a_call_of_unknown_outcome_is_resolved_at_once(shop: Shop) -> None:
    await shop.fault("authorize", "error_500_after")
    order = (await shop.place(await shop.stocked(5))).json
    assert order["payment_status"] == "pending"
    answer = await shop.tell(await shop.intent(order["id"]))
    assert answer.json["verdict"] == "behind"
    while (await shop.order(order["id"]))["status"] != "confirmed":  # no clock was turned
        await asyncio.sleep(0.01)
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}


async def test_a_hundred_of_one_event_have_one_effect(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5), payment_method=CARD)).json
    await shop.bank(order, "complete")
    intent = await shop.intent(order["id"])
    answers = await asyncio.gather(*(shop.tell(intent, event_id="evt_same") for _ in range(100)))
    assert {answer.status for answer in answers} == {200}
    assert sorted(answer.json["verdict"] for answer in answers) == ["behind"] + ["duplicate"] * 99
    while (await shop.order(order["id"]))["status"] != "confirmed":
        await asyncio.sleep(0.01)
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    assert len(await shop.orders.published("orders.order_confirmed.v1")) == 1
    assert await rows(shop, "webhook_events") == 1


async def test_what_is_known_already_changes_nothing_in_any_order(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    intent, before = await shop.intent(order["id"]), await shop.orders.published()
    for status in ("succeeded", "requires_capture", "requires_action", "requires_confirmation", "succeeded"):
        assert (await shop.tell(intent, status=status)).json["verdict"] == "agrees", status
    assert await shop.orders.published() == before
    assert await rows(shop, "payment_differences") == 0


@pytest.fixture
def confirmed(told: Shop) -> Any:
    """Waits until an order is what it should be; nothing but webhooks and workers move it."""

    async def wait(order_id: str, status: str = "confirmed") -> dict[str, Any]:
        async with asyncio.timeout(20):
            while (found := await told.order(order_id))["status"] != status:
                await asyncio.sleep(0.02)
        assert await told.unbalanced() == []
        return found

    return wait


async def test_the_provider_tells_who_has_proven_themselves(told: Shop, confirmed: Any) -> None:
    order = (await told.place(await told.stocked(5), payment_method=CARD)).json
    await told.bank(order, "complete")
    assert (await confirmed(order["id"]))["payment_status"] == "paid"
    assert await told.money(order["id"]) == {"authorize": 1999, "capture": 1999}


@pytest.mark.parametrize("fault", ["duplicated", "reordered", "dropped"])
async def test_however_its_messages_come_the_end_is_the_same(told: Shop, confirmed: Any, fault: str) -> None:
    variant = await told.stocked(9)
    await told.fault("webhook", fault, times=5)
    waiting = (await told.place(variant, payment_method=CARD)).json
    bought = (await told.place(variant)).json
    await told.bank(waiting, "complete")
    assert (bought["status"], (await confirmed(waiting["id"]))["payment_status"]) == ("confirmed", "paid")
    for order in (waiting, bought):
        assert await told.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    assert await told.level(variant) == (9, 2)
    assert len(await told.orders.published("orders.order_confirmed.v1")) == 2
    assert await rows(told, "payment_differences") == 0


@pytest.mark.parametrize("is_captured", [False, True])
async def test_success_that_comes_after_the_orders_end_goes_back(
    told: Shop, confirmed: Any, is_captured: bool
) -> None:
    """After a failed proof the provider lets the customer try another card, for an order that is gone."""
    order = (await told.place(await told.stocked(5), payment_method=CARD)).json
    await told.bank(order, "fail")
    await confirmed(order["id"], "cancelled")
    intent = await told.intent(order["id"])
    provider = told.payments.acting("sk_test_orders")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    capture = b"&capture_method=automatic" if is_captured else b""
    path = f"/v1/payment_intents/{intent['id']}/confirm"
    paid = await provider.send("POST", path, b"payment_method=pm_card_visa" + capture, headers=form)
    assert paid.json["status"] == ("succeeded" if is_captured else "requires_capture")
    back = (
        {"authorize": 1999, "capture": 1999, "refund": 1999}
        if is_captured
        else {
            "authorize": 1999,
            "void": 1999,
        }
    )
    async with asyncio.timeout(20):
        while await told.orders.published("orders.stray_payment_returned.v1") == []:
            await asyncio.sleep(0.05)
    assert await told.money(order["id"]) == back
    [event] = await told.orders.published("orders.stray_payment_returned.v1")
    assert (event["order_id"], event["was_captured"]) == (order["id"], is_captured)
    assert event["amount"] == {"amount": 1999, "currency": "EUR"}
    staff = told.orders.as_account(uuid4(), "orders:read")
    [difference] = (await staff.get("/v1/admin/payments/differences")).json["items"]
    assert difference["state"] == "repaired"
