"""A card whose owner must prove themselves to their bank: the order waits, for a while."""

import asyncio
from typing import Any

import pytest

from services.orders.tests.make import Shop

CARDS = ["pm_card_threeDSecure2Required", "pm_card_authenticationRequired"]
CARD = CARDS[0]


async def waiting(shop: Shop, **changed: Any) -> dict[str, Any]:
    """An order whose customer is with their bank."""
    answer = await shop.place(await shop.stocked(5), payment_method=CARD, **changed)
    assert answer.status == 202, answer
    order: dict[str, Any] = answer.json
    return order


@pytest.mark.parametrize("card", CARDS)
async def test_the_answer_says_at_once_where_to_prove_oneself_and_until_when(shop: Shop, card: str) -> None:
    variant = await shop.stocked(5)
    async with asyncio.timeout(1.5):  # nothing is gained by using up the two seconds
        answer = await shop.place(variant, payment_method=card, key="key-12345678")
    order = answer.json
    assert (answer.status, order["status"], order["payment_status"]) == (
        202,
        "awaiting_payment",
        "requires_action",
    )
    assert answer.headers["location"] == f"/v1/orders/{order['id']}"
    assert order["next_action"]["type"] == "redirect_to_url"
    assert order["next_action"]["client_secret"].startswith("pi_")
    assert order["next_action"]["expires_at"] > order["placed_at"]
    again = await shop.place(variant, payment_method=card, key="key-12345678")
    assert (again.status, again.content) == (202, answer.content)
    assert (await shop.customer.get(f"/v1/orders/{order['id']}")).json == order
    assert await shop.money(order["id"]) == {}
    [event] = await shop.orders.published("orders.payment_action_required.v1")
    assert event["amount"] == order["total"]


async def test_whoever_proves_themselves_has_bought(shop: Shop) -> None:
    order = await waiting(shop)
    await shop.bank(order, "complete")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("confirmed", "paid")
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    seen = (await shop.customer.get(f"/v1/orders/{order['id']}")).json
    assert seen["next_action"] is None


async def test_whoever_fails_to_is_declined(shop: Shop) -> None:
    variant = await shop.stocked(5)
    order = (await shop.place(variant, payment_method=CARD, key="key-12345678")).json
    await shop.bank(order, "fail")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["cancel_reason"]) == ("cancelled", "payment_declined")
    assert settled["payment_status"] == "failed"
    again = await shop.place(variant, payment_method=CARD, key="key-12345678")
    assert (again.status, again.problem, again.json["code"]) == (
        402,
        "payment-declined",
        "authentication_required",
    )
    assert await shop.money(order["id"]) == {}
    assert await shop.level(variant) == (5, 0)


async def test_whoever_does_not_come_back_in_time_has_bought_nothing(shop: Shop) -> None:
    variant = await shop.stocked(5)
    order = (await shop.place(variant, payment_method=CARD)).json
    shop.orders.clock.advance(minutes=15)
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["cancel_reason"]) == ("cancelled", "expired")
    assert settled["payment_status"] == "expired"
    assert await shop.level(variant) == (5, 0)
    answer = await shop.payments.get(f"/sandbox/actions/{await reference(shop, order)}")
    assert b"canceled" in answer.content  # a late customer finds nothing to prove any more
    [event] = await shop.orders.published("orders.payment_failed.v1")
    assert event["code"] == "expired"


async def test_the_hold_outlives_the_wait(shop: Shop) -> None:
    """Somebody who comes back in the last second still gets what was held."""
    variant = await shop.stocked(5)
    order = (await shop.place(variant, payment_method=CARD)).json
    shop.orders.clock.advance(minutes=14, seconds=55)
    await shop.bank(order, "complete")
    driver = shop.orders.service.provide["driver"]
    assert await driver.advance_next()
    assert (await shop.order(order["id"]))["status"] == "confirmed"
    assert await shop.level(variant) == (5, 1)


async def test_a_success_that_comes_with_the_deadline_is_let_go(shop: Shop) -> None:
    order = await waiting(shop)
    await shop.bank(order, "complete")
    shop.orders.clock.advance(minutes=16)
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "voided")
    assert await shop.money(order["id"]) == {"authorize": 1999, "void": 1999}


@pytest.mark.parametrize("proven", [False, True])
async def test_an_order_cancelled_while_its_customer_is_away_keeps_no_money(shop: Shop, proven: bool) -> None:
    variant = await shop.stocked(5)
    order = (await shop.place(variant, payment_method=CARD)).json
    if proven:
        await shop.bank(order, "complete")
    answer = await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    assert (answer.status, answer.json["status"]) == (200, "cancelling")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == (
        "cancelled",
        "voided" if proven else "expired",
    )
    assert await shop.money(order["id"]) == ({"authorize": 1999, "void": 1999} if proven else {})
    assert await shop.level(variant) == (5, 0)


async def test_a_provider_that_is_away_is_asked_again(shop: Shop) -> None:
    order = await waiting(shop)
    await shop.bank(order, "complete")
    await shop.fault("capture", "timeout_after")
    settled = await shop.settle(order["id"])
    assert settled["status"] == "confirmed"
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}


async def test_an_authorization_whose_answer_was_lost_waits_all_the_same(shop: Shop) -> None:
    await shop.fault("authorize", "error_500_after")
    order = (await shop.place(await shop.stocked(5), payment_method=CARD)).json
    driver = shop.orders.service.provide["driver"]
    for _ in range(3):  # the tries under the key that answers 500 for ever, then the records
        shop.orders.clock.advance(seconds=10)
        await driver.advance_next()
    order = (await shop.customer.get(f"/v1/orders/{order['id']}")).json
    assert order["payment_status"] == "requires_action"
    await shop.bank(order, "complete")
    assert (await shop.settle(order["id"]))["status"] == "confirmed"


async def test_staff_does_not_see_the_secret_of_a_payment(shop: Shop) -> None:
    order = await waiting(shop)
    assert (await shop.order(order["id"]))["next_action"] is None
    for event in await shop.orders.published():
        assert order["next_action"]["client_secret"] not in str(event)


async def reference(shop: Shop, order: dict[str, Any]) -> str:
    return str(order["next_action"]["redirect_url"].rpartition("/")[2])
