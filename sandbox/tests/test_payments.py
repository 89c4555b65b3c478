"""What money does, driven by Stripe's own SDK."""

import asyncio
import time
from typing import Any

import pytest
import stripe


async def test_an_authorized_payment_is_captured_once(payments: Any, order: str) -> None:
    intent = await payments.authorized(order)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 1999, 0)

    captured = await payments.intents.capture_async(
        intent.id, {"amount_to_capture": 1999}, {"idempotency_key": f"{order}-capture"}
    )
    assert (captured.status, captured.amount_received) == ("succeeded", 1999)
    with pytest.raises(stripe.InvalidRequestError) as again:
        await payments.intents.capture_async(intent.id)
    assert again.value.code == "payment_intent_unexpected_state"
    error: Any = again.value.error
    assert error.payment_intent.status == "succeeded"
    assert await payments.effects(order) == [("authorize", 1999), ("capture", 1999)]
    assert (await payments.intents.retrieve_async(intent.id)).to_dict() == captured.to_dict()


async def test_a_capture_may_be_less_but_not_more_than_authorized(payments: Any, order: str) -> None:
    intent = await payments.authorized(order)
    for amount, code in ((2000, "amount_too_large"), (0, "parameter_invalid_integer")):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            await payments.intents.capture_async(intent.id, {"amount_to_capture": amount})
        assert (refused.value.code, refused.value.param) == (code, "amount_to_capture")

    captured = await payments.intents.capture_async(intent.id, {"amount_to_capture": 1500})
    assert captured.amount_received == 1500
    assert await payments.effects(order) == [("authorize", 1999), ("capture", 1500)]


async def test_fifty_captures_at_once_take_the_money_once(payments: Any, order: str) -> None:
    intent = await payments.authorized(order)
    captures = [payments.intents.capture_async(intent.id) for _ in range(50)]
    results = await asyncio.gather(*captures, return_exceptions=True)
    assert sum(isinstance(result, stripe.PaymentIntent) for result in results) == 1
    assert await payments.effects(order) == [("authorize", 1999), ("capture", 1999)]


async def test_a_cancelled_authorization_is_void_and_cannot_be_captured(payments: Any, order: str) -> None:
    intent = await payments.authorized(order)
    cancelled = await payments.intents.cancel_async(intent.id, {"cancellation_reason": "abandoned"})
    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")
    for late in (payments.intents.capture_async, payments.intents.cancel_async):
        with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
            await late(intent.id)
    assert await payments.effects(order) == [("authorize", 1999), ("void", 1999)]


@pytest.mark.parametrize(
    ("method", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
async def test_a_declined_card_holds_nothing(
    payments: Any, order: str, method: str, code: str, decline_code: str
) -> None:
    with pytest.raises(stripe.CardError) as declined:
        await payments.authorized(order, payment_method=method)
    error: Any = declined.value.error
    assert (declined.value.http_status, error.code, error.decline_code) == (402, code, decline_code)
    intent = await payments.intents.retrieve_async(error.payment_intent.id)
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error.decline_code == decline_code
    assert await payments.effects(order) == []

    confirmed = await payments.intents.confirm_async(intent.id, {"payment_method": "pm_card_mastercard"})
    assert (confirmed.status, confirmed.last_payment_error) == ("requires_capture", None)


async def test_a_capture_can_fail_and_the_hold_is_still_ours_to_drop(payments: Any, order: str) -> None:
    intent = await payments.authorized(order, payment_method="pm_card_captureFails")
    with pytest.raises(stripe.CardError, match="declined"):
        await payments.intents.capture_async(intent.id)
    assert (await payments.intents.cancel_async(intent.id)).status == "canceled"
    assert await payments.effects(order) == [("authorize", 1999), ("void", 1999)]


async def test_authentication_is_an_action_or_a_decline_as_asked(payments: Any, order: str) -> None:
    for ask in ({"error_on_requires_action": True}, {"off_session": True}):
        with pytest.raises(stripe.CardError) as declined:
            await payments.authorized(
                order, key=f"{order}-{ask}", payment_method="pm_card_authenticationRequired", **ask
            )
        assert declined.value.code == "authentication_required"

    intent = await payments.authorized(order, payment_method="pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert await payments.effects(order) == []


@pytest.mark.parametrize(
    ("outcome", "status"), [("complete", "requires_capture"), ("fail", "requires_payment_method")]
)
async def test_the_shopper_authenticates_on_the_banks_page(
    payments: Any, order: str, outcome: str, status: str
) -> None:
    intent = await payments.authorized(
        order, payment_method="pm_card_authenticationRequired", return_url=f"{payments.url}/health/live"
    )
    page = intent.next_action.redirect_to_url.url
    async with payments.session.get(page) as response:
        assert "1999 EUR" in await response.text()
    async with payments.session.post(page, data={"outcome": outcome}) as response:
        assert response.url.path == "/health/live"  # back to the shop
    assert (await payments.intents.retrieve_async(intent.id)).status == status
    async with payments.session.post(page, data={"outcome": "complete"}) as response:
        assert response.status == 400


async def test_an_intent_can_be_confirmed_later(payments: Any, order: str) -> None:
    intent = await payments.authorized(order, confirm=False)
    assert intent.status == "requires_confirmation"
    assert (await payments.intents.confirm_async(intent.id)).status == "requires_capture"
    with pytest.raises(stripe.InvalidRequestError) as again:
        await payments.intents.confirm_async(intent.id)
    assert again.value.code == "payment_intent_unexpected_state"
    assert await payments.effects(order) == [("authorize", 1999)]


async def test_automatic_capture_takes_the_money_at_once(payments: Any, order: str) -> None:
    intent = await payments.authorized(order, capture_method="automatic")
    assert (intent.status, intent.amount_received) == ("succeeded", 1999)
    assert await payments.effects(order) == [("authorize", 1999), ("capture", 1999)]


async def test_refunds_stop_at_what_was_captured(payments: Any, order: str) -> None:
    intent = await payments.captured(order)
    first = await payments.refunds.create_async(
        {"payment_intent": intent.id, "amount": 1000, "reason": "requested_by_customer"},
        {"idempotency_key": f"{order}-refund"},
    )
    assert (first.status, first.amount) == ("succeeded", 1000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        await payments.refunds.create_async({"payment_intent": intent.id, "amount": 1000})
    rest = await payments.refunds.create_async({"charge": intent.latest_charge})
    assert rest.amount == 999
    with pytest.raises(stripe.InvalidRequestError) as over:
        await payments.refunds.create_async({"payment_intent": intent.id, "amount": 1})
    assert over.value.code == "charge_already_refunded"
    assert (await payments.effects(order))[2:] == [("refund", 1000), ("refund", 999)]

    listed = await payments.refunds.list_async({"payment_intent": intent.id})
    assert [refund.id for refund in listed.data] == [rest.id, first.id]
    assert (await payments.refunds.retrieve_async(first.id)).to_dict() == first.to_dict()


async def test_what_was_not_captured_cannot_be_refunded(payments: Any, order: str) -> None:
    intent = await payments.authorized(order)
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        await payments.refunds.create_async({"payment_intent": intent.id})


async def test_the_list_pages_through_a_span_of_time(payments: Any, order: str) -> None:
    since = int(time.time())
    made = [await payments.authorized(order, key=f"{order}-{number}") for number in range(5)]
    first = await payments.intents.list_async({"created": {"gte": since}, "limit": 2})
    assert [intent.id for intent in first.data] == [made[4].id, made[3].id]
    assert first.has_more
    rest = await payments.intents.list_async(
        {"created": {"gte": since}, "limit": 3, "starting_after": made[3].id}
    )
    assert [intent.id for intent in rest.data] == [made[2].id, made[1].id, made[0].id]
    everything = [intent async for intent in first.auto_paging_iter()]
    assert {intent.id for intent in made} <= {intent.id for intent in everything}
    assert (await payments.intents.list_async({"created": {"gt": since + 1000}})).data == []


async def test_disputes_are_listed_as_payments_are(payments: Any, order: str) -> None:
    since, made = int(time.time()), []
    for number in range(3):
        intent = await payments.captured(f"{order}-{number}")
        async with payments.session.post(
            payments.url + "/sandbox/disputes", json={"payment_intent": intent.id}
        ) as answer:
            made.append(await answer.json())
    disputes = payments.client.v1.disputes
    first = await disputes.list_async({"created": {"gte": since}, "limit": 2})
    assert ([each.id for each in first.data], first.has_more) == ([made[2]["id"], made[1]["id"]], True)
    assert [each.id async for each in first.auto_paging_iter()][:3] == [each["id"] for each in made[::-1]]
    for one in ({"charge": made[0]["charge"]}, {"payment_intent": made[0]["payment_intent"]}):
        [only] = (await disputes.list_async(one)).data
        assert only.to_dict() == made[0]
    assert (await disputes.list_async({"created": {"gt": since + 1000}})).data == []


async def test_the_page_shows_what_an_order_was_charged(payments: Any) -> None:
    await payments.captured("<order & 1>")
    async with payments.session.get(payments.url + "/") as response:
        page = await response.text()
    assert "&lt;order &amp; 1&gt;" in page
    assert "<order" not in page
