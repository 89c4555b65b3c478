"""One key, one result; and what that means when the network or the process dies."""

import asyncio
import signal
from typing import Any

import pytest
import stripe

FORM = {
    "amount": "1999",
    "currency": "eur",
    "capture_method": "manual",
    "confirm": "true",
    "payment_method": "pm_card_visa",
}


def form(order: str, **changes: str) -> dict[str, str]:
    return FORM | {"metadata[order_id]": order} | changes


async def raw(payments: Any, path: str, params: dict[str, str], key: str) -> tuple[int, bytes, Any]:
    headers = {"Authorization": "Bearer sk_test_sandbox", "Idempotency-Key": key}
    async with payments.session.post(payments.url + path, data=params, headers=headers) as response:
        return response.status, await response.read(), response.headers


@pytest.mark.parametrize("method", ["pm_card_visa", "pm_card_visa_chargeDeclined"])
async def test_a_repeat_is_answered_byte_for_byte(payments: Any, order: str, method: str) -> None:
    params = form(order, payment_method=method)
    first = await raw(payments, "/v1/payment_intents", params, order)
    again = await raw(payments, "/v1/payment_intents", dict(reversed(params.items())), order)
    assert again[:2] == first[:2]
    assert "Idempotent-Replayed" not in first[2]
    assert again[2]["Idempotent-Replayed"] == "true"
    assert again[2]["Original-Request"] == first[2]["Request-Id"] != again[2]["Request-Id"]
    assert len(await payments.effects(order)) == (1 if method == "pm_card_visa" else 0)


async def test_a_key_keeps_its_answer_when_the_state_has_moved_on(payments: Any, order: str) -> None:
    intent = await payments.authorized(order)
    await payments.intents.cancel_async(intent.id)
    assert (await payments.authorized(order)).to_dict() == intent.to_dict()


async def test_a_key_means_one_request(payments: Any, order: str) -> None:
    intent = await payments.authorized(order, key=order)
    other = await payments.authorized(order, key=f"{order}-other")
    with pytest.raises(stripe.IdempotencyError):
        await payments.authorized(order, key=order, amount=2000)
    with pytest.raises(stripe.IdempotencyError):
        await payments.intents.capture_async(intent.id, None, {"idempotency_key": order})
    await payments.intents.capture_async(intent.id, None, {"idempotency_key": f"{order}-capture"})
    with pytest.raises(stripe.IdempotencyError):
        await payments.intents.capture_async(other.id, None, {"idempotency_key": f"{order}-capture"})
    assert [kind for kind, _ in await payments.effects(order)] == ["authorize", "authorize", "capture"]


async def test_a_rejected_request_leaves_its_key_unused(payments: Any, order: str) -> None:
    for wrong in ({"amount": -1}, {"currency": "xxx"}, {"payment_method": "pm_none"}, {"speed": 1}):
        with pytest.raises(stripe.InvalidRequestError):
            await payments.authorized(order, **wrong)
    assert (await payments.authorized(order)).status == "requires_capture"


async def test_fifty_requests_with_one_key_are_one_authorization(payments: Any, order: str) -> None:
    answers = await asyncio.gather(
        *(raw(payments, "/v1/payment_intents", form(order), order) for _ in range(50))
    )
    assert {status for status, _, _ in answers} <= {200, 409}
    assert len({body for status, body, _ in answers if status == 200}) == 1
    assert await payments.effects(order) == [("authorize", 1999)]


async def test_a_key_still_in_use_is_a_conflict(payments: Any, order: str) -> None:
    await payments.break_next("authorize", "slow", seconds=2)
    slow = asyncio.create_task(payments.authorized(order))
    await payments.broke()
    with pytest.raises(stripe.APIError) as busy:
        await payments.authorized(order)
    error: Any = busy.value.error
    assert (busy.value.http_status, error.code) == (409, "idempotency_key_in_use")
    first = await slow
    assert (await payments.authorized(order)).id == first.id
    assert await payments.effects(order) == [("authorize", 1999)]


@pytest.mark.parametrize(("kind", "effects"), [("error_500", []), ("error_500_after", [("authorize", 1999)])])
async def test_a_saved_500_is_repeated_for_ever(
    payments: Any, order: str, kind: str, effects: list[tuple[str, int]]
) -> None:
    await payments.break_next("authorize", kind)
    first = await raw(payments, "/v1/payment_intents", form(order), order)
    again = await raw(payments, "/v1/payment_intents", form(order), order)
    assert first[0] == 500
    assert again[:2] == first[:2]
    assert await payments.effects(order) == effects
    assert (await payments.authorized(order, key=f"{order}-new")).status == "requires_capture"


@pytest.mark.parametrize("kind", ["timeout_after", "reset_after"])
async def test_an_answer_lost_on_the_way_is_found_by_the_same_key(
    payments: Any, order: str, kind: str
) -> None:
    await payments.break_next("authorize", kind, seconds=0.2)
    with pytest.raises(stripe.APIConnectionError):
        await payments.authorized(order)
    intent = await payments.authorized(order)
    assert intent.last_response.headers["Idempotent-Replayed"] == "true"

    await payments.break_next("capture", kind, seconds=0.2)
    capture = {"idempotency_key": f"{order}-capture"}
    with pytest.raises(stripe.APIConnectionError):
        await payments.intents.capture_async(intent.id, None, capture)
    assert (await payments.intents.capture_async(intent.id, None, capture)).status == "succeeded"
    assert await payments.effects(order) == [("authorize", 1999), ("capture", 1999)]


@pytest.mark.parametrize("kind", ["timeout_before", "reset_before"])
async def test_a_request_lost_on_the_way_did_nothing(payments: Any, order: str, kind: str) -> None:
    await payments.break_next("any", kind, seconds=0.2)
    with pytest.raises(stripe.APIConnectionError):
        await payments.authorized(order)
    assert await payments.effects(order) == []
    assert "Idempotent-Replayed" not in (await payments.authorized(order)).last_response.headers


async def test_the_same_key_is_answered_while_its_first_answer_hangs(payments: Any, order: str) -> None:
    await payments.break_next("authorize", "timeout_after", seconds=30)
    hanging = asyncio.create_task(payments.authorized(order))
    while not await payments.effects(order):
        pass
    assert (await payments.authorized(order)).status == "requires_capture"
    assert not hanging.done()
    hanging.cancel()


async def test_faults_are_used_up_and_only_by_their_operation(payments: Any, order: str) -> None:
    await payments.break_next("capture", "error_500", times=2)
    intent = await payments.authorized(order)
    for left in (1, 0):
        with pytest.raises(stripe.APIError):
            await payments.intents.capture_async(intent.id)
        assert [fault["times"] for fault in (await payments.get("/sandbox/faults"))["faults"]] == [left][
            :left
        ]
    assert (await payments.intents.capture_async(intent.id)).status == "succeeded"


async def test_what_was_answered_survives_sigkill(start_payments: Any, order: str) -> None:
    running, payments = start_payments()
    answered: list[str] = []
    enough = asyncio.Event()

    async def buy(number: int) -> None:
        try:
            while True:
                intent = await payments.authorized(order, key=f"{number}-{len(answered)}")
                answered.append(intent.id)
                if len(answered) == 100:
                    enough.set()
        except stripe.APIConnectionError:
            return

    buyers = [asyncio.create_task(buy(number)) for number in range(8)]
    await enough.wait()
    assert running.stop(by_kill=True) == -signal.SIGKILL
    await asyncio.gather(*buyers)

    _, payments = start_payments()
    ledger = await payments.get("/sandbox/ledger")
    assert set(answered) <= {effect["payment_intent"] for effect in ledger}
    assert len({effect["idempotency_key"] for effect in ledger}) == len(ledger)
    for effect in ledger:  # an effect without its saved answer would be a second one now
        repeated = await payments.authorized(order, key=effect["idempotency_key"])
        assert repeated.id == effect["payment_intent"]
    assert len(await payments.get("/sandbox/ledger")) == len(ledger)


async def test_one_ledger_has_one_sandbox(start_payments: Any) -> None:
    running, _ = start_payments()
    second, _ = start_payments()
    assert second.ready == ""
    assert second.stop() == 1
    assert running.stop() == 0


async def test_a_hanging_fault_does_not_delay_the_end(start_payments: Any, order: str) -> None:
    running, payments = start_payments()
    await payments.break_next("authorize", "timeout_before", seconds=3600)
    hanging = asyncio.create_task(payments.authorized(order))
    await payments.broke()
    async with asyncio.timeout(5):
        assert await asyncio.to_thread(running.stop) == 0
    with pytest.raises(stripe.APIConnectionError):
        await hanging
