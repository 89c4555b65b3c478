"""Promotions: what a code does, how often, and that a use comes back exactly once."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from orders.promotion import store
from services.orders.tests.make import Shop, pieces
from services.orders.tests.pricing import (
    amounts,
    heard_of,
    made,
    method,
    preview,
    pricer,
    promotion,
    stored,
    uses,
)

ADMIN = "/v1/admin/promotions"
TERMS: dict[str, Any] = {"name": "Ten percent", "kind": "percentage", "basis_points": 1000}
EUR_5 = {"amount": 500, "currency": "EUR"}


async def with_code(shop: Shop, variant: UUID, *codes: str, **changed: Any) -> Any:
    return await shop.place(variant, promotion_codes=list(codes), **changed)


async def test_a_code_makes_an_order_cheaper_and_the_order_says_so(shop: Shop) -> None:
    promotion_id = await promotion(shop, code="Save-10")
    variant = await shop.stocked(5)
    order = (await with_code(shop, variant, "sAVE-10", "SAVE-10")).json
    assert order["total"]["amount"] == 1799
    assert amounts(order["costs"], "subtotal", "discount", "total") == [1999, 200, 1799]
    [applied] = order["costs"]["promotions"]
    assert (applied["promotion_id"], applied["code"], applied["amount"]["amount"]) == (
        promotion_id,
        "Save-10",
        200,
    )
    assert (await shop.money(order["id"]))["capture"] == 1799
    assert (await shop.place(variant)).json["total"]["amount"] == 1999


async def test_what_was_paid_goes_back_and_not_the_discount(shop: Shop) -> None:
    await promotion(shop)
    order = await shop.bought(3, amount=333)
    assert order["total"]["amount"] == 899
    done = await shop.keep(f"orders/{order['id']}/cancellations", pieces(1))
    assert done["refund"]["amount"] == 299
    await shop.ask(f"orders/{order['id']}/cancel")
    await shop.settle(order["id"])
    assert (await shop.money(order["id"]))["refund"] == 899


async def test_a_free_order_needs_no_payment(shop: Shop) -> None:
    await promotion(shop, basis_points=10_000)
    order = (await shop.place(await shop.stocked(1))).json
    assert (order["status"], order["total"]["amount"]) == ("confirmed", 0)


async def test_free_shipping(shop: Shop) -> None:
    await made(shop, "promotions", name="Free shipping", kind="free_shipping", code="FREE")
    variant, post = await shop.stocked(5), await method(shop)
    order = (await with_code(shop, variant, "free", shipping_method=post)).json
    assert amounts(order["costs"], "discount", "total") == [495, 1999]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"is_active": False}, "unknown"),
    ({"starts_at": "2100-01-01T00:00:00Z"}, "unknown"),
    ({"ends_at": "2020-01-01T00:00:00+01:00"}, "unknown"),
    ({"minimum": {"amount": 2000, "currency": "EUR"}}, "minimum"),
    ({"minimum": {"amount": 1, "currency": "USD"}}, "currency"),
    ({"product_ids": [str(uuid4())]}, "products"),
    ({"kind": "free_shipping", "basis_points": None}, "no_shipping"),
]


@pytest.mark.parametrize(("changed", "why"), REFUSED)
async def test_a_code_that_does_not_apply_is_refused_and_nothing_changes(
    shop: Shop, changed: dict[str, Any], why: str
) -> None:
    terms = {name: value for name, value in (TERMS | changed).items() if value is not None}
    promotion_id = await made(shop, "promotions", code="SAVE", usage_limit=5, **terms)
    variant = await shop.stocked(5)
    await heard_of(shop, variant, 1999)
    refused = await with_code(shop, variant, "save")
    assert (refused.status, refused.problem) == (422, "promotion-code-refused")
    assert refused.json["codes"] == [{"code": "SAVE", "why": why}]
    assert (await stored(shop, "orders"), await uses(shop, promotion_id)) == (0, 0)
    shown = (await preview(shop, variant, promotion_codes=["save"])).json
    assert (shown["refused_codes"], shown["total"]["amount"]) == ([{"code": "SAVE", "why": why}], 1999)


async def test_it_begins_and_ends_to_the_second(shop: Shop) -> None:
    now = shop.orders.clock.now()
    times = {"starts_at": now + timedelta(seconds=1), "ends_at": now + timedelta(seconds=2)}
    await promotion(shop, **{name: at.isoformat() for name, at in times.items()})
    variant = await shop.stocked(5, amount=100)
    await heard_of(shop, variant, 100)
    totals = []
    for _ in range(3):
        totals.append((await preview(shop, variant)).json["total"]["amount"])
        shop.orders.clock.advance(seconds=1)
    assert totals == [100, 90, 100]


async def test_unknown_codes_are_named(shop: Shop) -> None:
    refused = await with_code(shop, await shop.stocked(5), "nope", "neither")
    assert [each["code"] for each in refused.json["codes"]] == ["NOPE", "NEITHER"]


@pytest.mark.parametrize("codes", [["ab"], ["a b c"], ["x" * 41], ["abc\n"], ["abc"] * 11, "abc", [1], None])
async def test_what_is_no_code_is_refused(shop: Shop, codes: Any) -> None:
    refused = await shop.place(await shop.stocked(5), promotion_codes=codes)
    assert (refused.status, refused.problem) == (422, "invalid")


async def test_the_first_order_is_the_first_that_was_not_cancelled(shop: Shop) -> None:
    await promotion(shop, code="FIRST", only_first_order=True)
    variant = await shop.stocked(5)
    declined = await with_code(shop, variant, "first", payment_method="pm_card_visa_chargeDeclined")
    assert declined.status == 402
    assert (await with_code(shop, variant, "first")).status == 201
    refused = await with_code(shop, variant, "first")
    assert refused.json["codes"] == [{"code": "FIRST", "why": "not_first_order"}]


async def parallel(shop: Shop, many: int, place: Callable[[Any], Any]) -> list[Any]:
    """So many customers at once, each with one order."""
    buyers = [uuid4() for _ in range(many)]
    for buyer in buyers:
        await shop.may_buy(buyer)
    return await asyncio.gather(*(place(shop.orders.as_account(buyer)) for buyer in buyers))


async def settle_all(shop: Shop) -> None:
    driver = shop.orders.service.provide["driver"]
    for _ in range(5):
        shop.orders.clock.advance(seconds=61)
        while await driver.advance_next():
            pass


async def test_fifty_orders_at_once_use_a_code_of_ten_ten_times(shop: Shop) -> None:
    promotion_id = await promotion(shop, code="TEN", usage_limit=10)
    variant = await shop.stocked(60)
    answers = await parallel(shop, 50, lambda who: with_code(shop, variant, "ten", by=who))
    refused = [answer for answer in answers if answer.status == 422]
    assert len(refused) == 40
    assert all(answer.json["codes"] == [{"code": "TEN", "why": "used_up"}] for answer in refused)
    await settle_all(shop)
    assert await uses(shop, promotion_id) == 10
    totals = await shop.orders.db.all(int, "SELECT total_amount FROM orders WHERE status = 'confirmed'")
    assert totals == [1799] * 10


async def test_what_applies_by_itself_is_used_as_often_as_it_may_be(shop: Shop) -> None:
    promotion_id = await promotion(shop, usage_limit=3)
    variant = await shop.stocked(60)
    await parallel(shop, 12, lambda who: shop.place(variant, by=who))
    await settle_all(shop)
    assert await uses(shop, promotion_id) == 3
    totals = await shop.orders.db.all(int, "SELECT total_amount FROM orders WHERE status = 'confirmed'")
    assert sorted(totals) == [1799] * 3 + [1999] * 9


async def test_a_customer_uses_it_as_often_as_one_may(shop: Shop) -> None:
    promotion_id = await promotion(shop, code="TWICE", usage_limit_per_customer=2)
    variant = await shop.stocked(60)
    answers = await asyncio.gather(*(with_code(shop, variant, "twice") for _ in range(8)))
    await settle_all(shop)
    assert sum(answer.status == 422 for answer in answers) == 6
    assert await uses(shop, promotion_id) == 2
    other = uuid4()
    await shop.may_buy(other)
    await with_code(shop, variant, "twice", by=shop.orders.as_account(other))
    assert await uses(shop, promotion_id) == 3


async def test_a_use_comes_back_once_when_the_order_is_cancelled(shop: Shop) -> None:
    promotion_id = await promotion(shop, code="ONCE", usage_limit=1)
    variant = await shop.stocked(5)
    order = (await with_code(shop, variant, "once")).json
    assert (await with_code(shop, variant, "once")).status == 422
    await asyncio.gather(
        *(shop.customer.post(f"/v1/orders/{order['id']}/cancel", key=str(uuid4())) for _ in "ab")
    )
    await shop.settle(order["id"])
    assert await uses(shop, promotion_id) == 0
    async with shop.orders.db.transaction() as tx:
        await store.release(tx, UUID(order["id"]), keep=[])
    assert await uses(shop, promotion_id) == 0
    assert (await with_code(shop, variant, "once")).status == 201


@pytest.mark.parametrize(
    "changed", [{"payment_method": "pm_card_visa_chargeDeclined"}, {"expected_total": EUR_5}, {"stock": 0}]
)
async def test_an_order_that_comes_to_nothing_uses_nothing(shop: Shop, changed: dict[str, Any]) -> None:
    promotion_id = await promotion(shop, code="SAVE", usage_limit=1)
    variant = await shop.stocked(changed.pop("stock", 5))
    refused = await with_code(shop, variant, "save", **changed)
    assert refused.status in (402, 409)
    assert await uses(shop, promotion_id) == 0


async def test_a_price_that_the_code_is_not_for_any_more_ends_the_order(shop: Shop) -> None:
    """Orders heard of 2999; catalog holds at 1999, and the customer counts on the code."""
    minimum = {"amount": 2500, "currency": "EUR"}
    promotion_id = await promotion(shop, code="SAVE", usage_limit=1, minimum=minimum)
    variant = await shop.stocked(5)
    await heard_of(shop, variant, 2999)
    refused = await with_code(shop, variant, "save")
    assert (refused.status, refused.problem) == (409, "total-changed")
    assert refused.json["codes"] == [{"code": "SAVE", "why": "minimum"}]
    assert refused.json["total"]["amount"] == 1999
    assert await uses(shop, promotion_id) == 0
    assert await shop.level(variant) == (5, 0)


async def test_what_applies_by_itself_and_does_not_is_given_back_at_once(shop: Shop) -> None:
    minimum = {"amount": 2500, "currency": "EUR"}
    promotion_id = await promotion(shop, usage_limit=1, minimum=minimum)
    order = (await shop.place(await shop.stocked(5))).json
    assert (order["total"]["amount"], await uses(shop, promotion_id)) == (1999, 0)


async def test_staff_edits_all_but_the_code(shop: Shop) -> None:
    staff, promotion_id = pricer(shop), await promotion(shop, code="Save")
    path = f"{ADMIN}/{promotion_id}"
    taken = await staff.post(ADMIN, TERMS | {"code": "sAVE"}, key=str(uuid4()))
    assert (taken.status, taken.problem) == (409, "promotion-code-taken")
    assert (await staff.put(path, TERMS | {"code": "Save"})).problem == "precondition-required"
    match = {"If-Match": '"1"'}
    for code in ("OTHER", None):
        assert (await staff.put(path, TERMS | {"code": code}, **match)).problem == "promotion-code-stays"
    edited = await staff.put(path, TERMS | {"code": "SAVE", "is_active": False}, **match)
    assert (edited.status, edited.headers["etag"], edited.json["terms"]["is_active"]) == (200, '"2"', False)
    assert (await staff.put(path, TERMS | {"code": "Save"}, **match)).problem == "precondition-failed"
    assert (await staff.get(f"{ADMIN}/{uuid4()}")).problem == "promotion-not-found"
    second = await promotion(shop)
    first_page = (await staff.get(f"{ADMIN}?limit=1")).json
    rest = (await staff.get(f"{ADMIN}?limit=1&cursor={first_page['next']}")).json
    assert [each["id"] for each in first_page["items"] + rest["items"]] == [second, promotion_id]


@pytest.mark.parametrize(
    "changed",
    [
        {"basis_points": 0},
        {"basis_points": 10_001},
        {"basis_points": None},
        {"amount": EUR_5},
        {"kind": "fixed_amount"},
        {"kind": "fixed_amount", "basis_points": None},
        {"kind": "fixed_amount", "basis_points": None, "amount": {"amount": 0, "currency": "EUR"}},
        {"kind": "free_shipping"},
        {"kind": "gift"},
        {"code": "a"},
        {"usage_limit": 0},
        {"usage_limit": 2**31},
        {"priority": -1},
        {"starts_at": "2026-01-01"},
        {"starts_at": "2026-01-01T00:00:00"},
        {"starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"},
        {"product_ids": ["x"]},
    ],
)
async def test_what_makes_no_sense_is_refused(shop: Shop, changed: dict[str, Any]) -> None:
    answer = await pricer(shop).post(ADMIN, TERMS | changed, key=str(uuid4()))
    assert (answer.status, answer.problem) == (422, "invalid")
    assert await stored(shop, "promotions") == 0


async def test_only_who_may_decides(shop: Shop) -> None:
    others = shop.orders.as_account(uuid4(), "shipping:write", "taxes:write", "orders:read")
    for who in (shop.customer, others):
        assert (await who.get(ADMIN)).status == 403
        assert (await who.post(ADMIN, TERMS, key=str(uuid4()))).status == 403
    assert await stored(shop, "promotions") == 0
