"""A large order, or one to a new address, needs a strong and recent login; nothing happens before."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from chassis.testing import Answer, Client, Parts, Peer, TurnedClock, message, serving
from orders.app import build
from orders.money import Money
from orders.settings import Settings
from orders.subscribed import ProductChanged, ProductVariant
from services.orders.tests.make import ADDRESS, Shop

LIMIT = 500_00
CHALLENGE = 'Bearer realm="zoco", error="insufficient_user_authentication", acr_values="2", max_age="600"'


def ago(shop: Shop, seconds: int, *, acr: str = "2", by: UUID | None = None) -> Client:
    """A customer who logged in so long ago."""
    claims = {"acr": acr, "auth_time": int(time.time()) - seconds}
    return shop.orders.as_account(by or shop.customer_id, **claims)


async def priced(shop: Shop, amount: int, *, currency: str = "EUR", copied: int | None = None) -> UUID:
    """A variant at this price, and orders' copy of the price (0: it has none yet)."""
    variant = await shop.stocked(5, amount=amount, currency=currency)
    copied = amount if copied is None else copied
    if copied:
        offer = ProductVariant(variant, "sku", "One size", Money(copied, currency))
        event = ProductChanged(product_id=variant, name="Thing", status="active", variants=[offer])
        await shop.orders.deliver(message(event, of=variant))
    return variant


async def assert_challenged(shop: Shop, answer: Answer, variant: UUID) -> None:
    assert (answer.status, answer.problem) == (401, "insufficient-user-authentication"), answer
    assert (answer.json["acr_values"], answer.json["max_age"]) == ("2", 600)
    assert answer.headers["www-authenticate"] == CHALLENGE
    assert await shop.level(variant) == (5, 0)
    assert await shop.orders.published() == []
    for table in ("orders", "idempotency_keys", "sagas"):
        count = f"SELECT count(*) FROM {table}"  # noqa: S608 (a name of ours)
        assert await shop.orders.db.one(int, count) == 0


@pytest.mark.parametrize(("seconds", "acr"), [(0, "1"), (0, "0"), (601, "2"), (86_400, "2"), (0, "3")])
async def test_a_weak_or_old_login_does_not_buy_at_the_limit(shop: Shop, seconds: int, acr: str) -> None:
    variant = await priced(shop, LIMIT)
    await assert_challenged(shop, await shop.place(variant, by=ago(shop, seconds, acr=acr)), variant)


async def test_one_minor_unit_below_the_limit_any_login_does(shop: Shop) -> None:
    variant = await priced(shop, LIMIT - 1)
    assert (await shop.place(variant, by=ago(shop, 86_400, acr="1"))).status == 201


@pytest.mark.parametrize("seconds", [0, 595, -30])
async def test_a_strong_and_recent_login_buys(shop: Shop, seconds: int) -> None:
    """Also by a clock that is half a minute ahead of ours."""
    variant = await priced(shop, LIMIT)
    assert (await shop.place(variant, by=ago(shop, seconds))).status == 201


async def test_a_token_that_says_nothing_of_its_login_is_not_enough(shop: Shop) -> None:
    variant = await priced(shop, LIMIT)
    old = shop.orders.as_account(shop.customer_id, acr="2", auth_time=0)
    await assert_challenged(shop, await shop.place(variant, by=old), variant)


async def test_the_same_key_succeeds_after_the_login(shop: Shop) -> None:
    variant = await priced(shop, LIMIT)
    refused = await shop.place(variant, by=ago(shop, 700), key="key-12345678")
    await assert_challenged(shop, refused, variant)
    bought = await shop.place(variant, by=ago(shop, 5), key="key-12345678")
    assert bought.status == 201
    again = await shop.place(variant, by=ago(shop, 700), key="key-12345678")
    assert (again.status, again.json["id"]) == (201, bought.json["id"])  # an answer is not a purchase


async def test_a_hundred_tries_with_a_stolen_token_leave_nothing(shop: Shop) -> None:
    variant = await priced(shop, LIMIT)
    thief = ago(shop, 3600)
    answers = await asyncio.gather(*(shop.place(variant, by=thief) for _ in range(100)))
    for answer in answers:
        await assert_challenged(shop, answer, variant)


async def test_lines_add_up_to_the_limit(shop: Shop) -> None:
    variant = await priced(shop, LIMIT // 2)
    line = {"variant_id": str(variant), "quantity": 1}
    answer = await shop.place(variant, lines=[line, line], by=ago(shop, 0, acr="1"))
    await assert_challenged(shop, answer, variant)


async def test_what_the_customer_expects_counts_when_the_copy_is_old(shop: Shop) -> None:
    variant = await priced(shop, LIMIT, copied=1)
    expected = {"amount": LIMIT, "currency": "EUR"}
    answer = await shop.place(variant, by=ago(shop, 700), expected_total=expected)
    await assert_challenged(shop, answer, variant)


@pytest.mark.parametrize("copied", [0, 1])
async def test_an_old_copy_is_no_way_around(shop: Shop, copied: int) -> None:
    variant = await priced(shop, LIMIT, copied=copied)
    answer = await shop.place(variant, by=ago(shop, 700))
    assert (answer.status, answer.problem) == (409, "total-changed")
    assert answer.json["total"] == {"amount": LIMIT, "currency": "EUR"}
    assert await shop.level(variant) == (5, 0)
    assert await shop.money(answer.json["order_id"]) == {}
    assert (await shop.place(variant, by=ago(shop, 5))).status == 201


async def test_a_currency_without_a_limit_has_none(shop: Shop) -> None:
    variant = await priced(shop, 100 * LIMIT, currency="SEK")
    assert (await shop.place(variant, by=ago(shop, 700, acr="1"))).status == 201


@pytest.fixture
async def careful(
    running_parts: Parts, environment: dict[str, str], catalog: Peer, payments_url: str
) -> AsyncIterator[Shop]:
    """A shop that also asks when an address is new."""
    clock = TurnedClock()
    settings = Settings.load(environment | {"STEP_UP_ON_NEW_ADDRESS": "true", "STEP_UP_FROM": "{}"})
    async with contextlib.AsyncExitStack() as stack:
        running = await stack.enter_async_context(
            serving(build(settings, clock), clock, running_parts.issuer)
        )
        yield await stack.enter_async_context(Shop.open(running, catalog, payments_url))


async def test_an_address_is_new_until_an_order_to_it_was_confirmed(careful: Shop) -> None:
    variant = await careful.stocked(5)
    weak = ago(careful, 0, acr="1")
    await assert_challenged(careful, await careful.place(variant, by=weak), variant)
    declined = await careful.place(variant, by=ago(careful, 0), payment_method="pm_card_visa_chargeDeclined")
    assert declined.status == 402
    assert (await careful.place(variant, by=weak)).status == 401
    assert (await careful.place(variant, by=ago(careful, 0))).status == 201
    assert (await careful.place(variant, by=weak)).status == 201
    shouted: dict[str, Any] = {**ADDRESS, "name": "Eva", "city": "MADRID"}
    assert (await careful.place(variant, by=weak, shipping_address=shouted)).status == 201
    elsewhere = ADDRESS | {"line1": "Calle Mayor 2"}
    assert (await careful.place(variant, by=weak, shipping_address=elsewhere)).status == 401


async def test_anothers_address_is_new(careful: Shop) -> None:
    variant = await careful.stocked(5)
    assert (await careful.place(variant, by=ago(careful, 0))).status == 201
    other = UUID(int=7)
    await careful.may_buy(other)
    answer = await careful.place(variant, by=ago(careful, 0, acr="1", by=other))
    assert answer.problem == "insufficient-user-authentication"
