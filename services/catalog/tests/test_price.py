"""Prices: one function says what a line costs, for shoppers, for search, for events and for the hold."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from catalog.price import Money, Price, Sale, next_change, price_line, why_wrong
from catalog.product import workers
from catalog.product.commands import Shop
from chassis.testing import Answer, Running
from services.catalog.tests import make

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PRODUCTS = "/v1/admin/products"
SALE = Sale(800, NOON, NOON + HOUR)


@pytest.mark.parametrize(
    ("price", "at", "amount", "compare_at"),
    [
        (Price(1000, "EUR"), NOON, 1000, None),
        (Price(1000, "EUR", compare_at_amount=1500), NOON, 1000, 1500),
        (Price(1000, "EUR", sale=SALE), NOON - HOUR, 1000, None),
        (Price(1000, "EUR", sale=SALE), NOON, 800, 1000),
        (Price(1000, "EUR", 1500, SALE), NOON, 800, 1500),
        (Price(1000, "EUR", sale=SALE), NOON + HOUR, 1000, None),
        (Price(1000, "EUR", sale=Sale(0, NOON)), NOON + 1000 * HOUR, 0, 1000),
    ],
)
def test_a_line_costs_what_is_on(price: Price, at: datetime, amount: int, compare_at: int | None) -> None:
    line = price_line(price, now=at, quantity=3)
    assert (line.unit, line.total) == (Money(amount, "EUR"), Money(3 * amount, "EUR"))
    assert line.compare_at == (None if compare_at is None else Money(compare_at, "EUR"))


def test_the_next_change_is_the_nearest_end_of_a_sale() -> None:
    prices = [Price(1000, "EUR", sale=SALE), Price(1000, "USD", sale=Sale(900, NOON + 2 * HOUR))]
    moments = [next_change(prices, now=NOON + hours * HOUR) for hours in (-1, 0, 1, 2)]
    assert moments == [NOON, NOON + HOUR, NOON + 2 * HOUR, None]


@pytest.mark.parametrize(
    "prices",
    [
        [Price(1, "EUR"), Price(2, "EUR")],
        [Price(1000, "EUR", compare_at_amount=1000)],
        [Price(1000, "EUR", sale=Sale(1000, NOON))],
        [Price(1000, "EUR", sale=Sale(1, NOON, NOON))],
    ],
)
def test_prices_that_contradict_each_other_are_wrong(prices: list[Price]) -> None:
    assert why_wrong(prices)
    assert why_wrong([Price(1000, "EUR", 1001, SALE)]) is None


async def on_sale(catalog: Running, **sale: Any) -> make.Made:
    now = catalog.clock.now()
    planned = {"amount": 1500, "starts_at": now + HOUR, "ends_at": now + 2 * HOUR} | sale
    body = make.product_body(9)
    body["variants"][0] |= {
        "price": {"amount": 2000, "currency": "EUR"},
        "sale": planned,
        "other_prices": [{"amount": 2200, "currency": "USD"}],
    }
    answer = await make.create(make.manager(catalog), body)
    assert answer.status == 201, answer
    [variant] = answer.json["variants"]
    return make.Made(answer.json["id"], [variant["id"]], [variant["sku"]])


async def seen(catalog: Running, made: make.Made) -> dict[str, Any]:
    shown = (await catalog.http.get(f"/v1/products/{made.id}")).json["variants"][0]
    [found] = (await catalog.http.get("/v1/products?sort=price")).json["items"]
    [announced, *_] = reversed(await catalog.published("catalog.product_changed.v1"))
    assert found["variants"][0] == shown
    assert announced["variants"][0]["price"] == shown["price"]
    held = await make.hold(catalog, uuid4(), (made.variants[0], 1))
    assert held.json["lines"][0]["unit_price"] == shown["price"]
    return dict(shown)


async def pass_time(catalog: Running, **duration: float) -> None:
    """Turn the clock and let the worker do what is due; a minute of real time would empty the cache."""
    catalog.clock.advance(**duration)
    cache = catalog.service.provide["cache"]
    while await workers.change_next(catalog.db, cache, Shop("EUR", "https://shop.example.com/v1/media")):
        pass


async def test_a_sale_begins_and_ends_by_itself_everywhere_at_once(catalog: Running) -> None:
    made = await on_sale(catalog)
    before = await seen(catalog, made)
    assert (before["price"]["amount"], before["compare_at"]) == (2000, None)
    await pass_time(catalog, hours=1)
    during = await seen(catalog, made)
    assert (during["price"]["amount"], during["compare_at"]["amount"]) == (1500, 2000)
    assert during["lowest_price_30_days"] == {"amount": 2000, "currency": "EUR"}
    await pass_time(catalog, hours=1)
    after = await seen(catalog, made)
    assert (after["price"]["amount"], after["compare_at"], after["lowest_price_30_days"]) == (
        2000,
        None,
        None,
    )
    history = (await make.manager(catalog).get(f"{PRODUCTS}/{made.id}/prices")).json["items"]
    euros = [row["amount"] for row in history if row["currency"] == "EUR"]
    assert euros == [2000, 1500, 2000]


async def test_an_order_may_name_its_currency(catalog: Running) -> None:
    made = await on_sale(catalog)
    body = {
        "lines": [{"variant_id": made.variants[0], "quantity": 2}],
        "expires_at": catalog.clock.now() + HOUR,
    }
    saga = make.saga(catalog)
    held = await saga.put(f"/internal/reservations/{uuid4()}", body | {"currency": "USD"})
    assert held.json["lines"][0]["unit_price"] == {"amount": 2200, "currency": "USD"}
    before = await make.counts(catalog)
    refused = await saga.put(f"/internal/reservations/{uuid4()}", body | {"currency": "GBP"})
    assert (refused.status, refused.problem, refused.json["skus"]) == (422, "no-price", made.skus)
    assert await make.counts(catalog) == before


async def reprice(catalog: Running, made: make.Made, amount: int, **fields: Any) -> Answer:
    staff, path = make.manager(catalog), f"{PRODUCTS}/{made.id}"
    body = (await staff.get(path)).json
    body["variants"][0] |= {"price": {"amount": amount, "currency": "EUR"}} | fields
    del body["id"], body["version"]
    return await staff.put(path, body, If_Match="*")


async def test_the_lowest_price_is_that_of_the_30_days_before_the_reduction(catalog: Running) -> None:
    """Directive 98/6/EC, article 6a: not the lowest ever, not that of the reduction itself."""
    made = await make.product(catalog, 5)
    for days, amount in ((0, 3000), (10, 1000), (5, 2500), (28, 2800)):
        catalog.clock.advance(days=days)
        assert (await reprice(catalog, made, amount)).status == 200
    reduced = await reprice(catalog, made, 2000, compare_at_amount=2800)
    assert reduced.status == 200, reduced
    shown = (await catalog.http.get(f"/v1/products/{made.id}")).json["variants"][0]
    assert shown["lowest_price_30_days"]["amount"] == 1000  # it ended 28 days ago
    catalog.clock.advance(days=3)
    assert (await reprice(catalog, made, 1900, compare_at_amount=2800)).status == 200
    shown = (await catalog.http.get(f"/v1/products/{made.id}")).json["variants"][0]
    assert shown["lowest_price_30_days"]["amount"] == 2000


async def test_prices_that_contradict_each_other_are_refused(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    before = await make.counts(catalog)
    now = catalog.clock.now()
    for wrong in ({"compare_at_amount": 5}, {"sale": {"amount": 2000, "starts_at": now, "ends_at": None}}):
        answer = await reprice(catalog, made, 2000, **wrong)
        assert (answer.status, answer.problem, answer.json["sku"]) == (422, "price-invalid", made.skus[0])
    assert await make.counts(catalog) == before


async def test_a_product_is_for_sale_from_its_moment_on(catalog: Running) -> None:
    made = await make.product(catalog, 5, available_from=catalog.clock.now() + HOUR)
    path = f"/v1/products/{made.id}"
    assert (await catalog.http.get(path)).problem == "product-not-found"
    assert (await catalog.http.get("/v1/products")).json["items"] == []
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).problem == "unknown-variant"
    [announced] = await catalog.published("catalog.product_changed.v1")
    assert announced["status"] == "scheduled"
    await pass_time(catalog, hours=1)
    assert (await catalog.http.get(path)).status == 200
    assert len((await catalog.http.get("/v1/products")).json["items"]) == 1
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).status == 200
    assert (await catalog.published("catalog.product_changed.v1"))[-1]["status"] == "active"
    await make.check_books(catalog)
