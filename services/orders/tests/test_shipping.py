"""Shipping: how an order can be sent, what that costs, and that it goes back by itself."""

from typing import Any
from uuid import uuid4

import pytest

from services.orders.tests.make import ADDRESS, Shop, pieces
from services.orders.tests.pricing import POST, amounts, heard_of, made, method, preview, pricer, stored

ADMIN = "/v1/admin/shipping-methods"


async def test_staff_edits_the_version_it_has_seen(shop: Shop) -> None:
    staff, method_id = pricer(shop), await method(shop)
    read = await staff.get(f"{ADMIN}/{method_id}")
    assert (read.json["terms"]["amount"], read.headers["etag"]) == (495, '"1"')
    path, terms = f"{ADMIN}/{method_id}", POST | {"amount": 595}
    unseen = await staff.put(path, terms)
    assert (unseen.status, unseen.problem) == (428, "precondition-required")
    edited = await staff.put(path, terms, **{"If-Match": '"1"'})
    assert (edited.status, edited.json["terms"]["amount"], edited.headers["etag"]) == (200, 595, '"2"')
    stale = await staff.put(path, terms, **{"If-Match": '"1"'})
    assert (stale.status, stale.problem) == (412, "precondition-failed")
    assert (await staff.get(f"{ADMIN}/{uuid4()}")).problem == "shipping-method-not-found"


async def test_staff_pages_through_all_methods(shop: Shop) -> None:
    ids = [await method(shop) for _ in range(3)]
    first = (await pricer(shop).get(f"{ADMIN}?limit=2")).json
    rest = (await pricer(shop).get(f"{ADMIN}?limit=2&cursor={first['next']}")).json
    assert [each["id"] for each in first["items"] + rest["items"]] == ids
    assert rest["next"] is None


async def test_only_who_may_decides(shop: Shop) -> None:
    others = shop.orders.as_account(uuid4(), "taxes:write", "promotions:write", "orders:read")
    for who in (shop.customer, others):
        assert (await who.get(ADMIN)).status == 403
        assert (await who.post(ADMIN, POST, key=str(uuid4()))).status == 403
    assert (await shop.orders.http.post(ADMIN, POST, key=str(uuid4()))).status == 401
    assert await stored(shop, "shipping_methods") == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": -1},
        {"amount": 1.5},
        {"amount": "1"},
        {"amount": 10**12 + 1},
        {"currency": "eur"},
        {"currency": "EUR\n"},
        {"countries": ["es"]},
        {"name": ""},
        {"name": " "},
        {"name": "x" * 121},
        {"amount": None},
        {"by_weight": [{"up_to_grams": 1, "amount": 1}]},
        {"amount": None, "by_weight": [{"up_to_grams": 0, "amount": 1}]},
        {"amount": None, "by_weight": [{"up_to_grams": 2, "amount": 1}, {"up_to_grams": 1, "amount": 1}]},
        {"amount": None, "by_weight": [{"up_to_grams": 2, "amount": 1}] * 2},
        {"colour": "red"},
    ],
)
async def test_what_makes_no_sense_is_refused(shop: Shop, changed: dict[str, Any]) -> None:
    answer = await pricer(shop).post(ADMIN, POST | changed, key=str(uuid4()))
    assert (answer.status, answer.problem) == (422, "invalid")
    assert await stored(shop, "shipping_methods") == 0


async def test_everybody_sees_what_goes_to_a_country(shop: Shop) -> None:
    post = await method(shop, free_from=5000)
    await method(shop, countries=["FR"])
    world = await method(shop, countries=[], amount=None, by_weight=[{"up_to_grams": 500, "amount": 1500}])
    await method(shop, is_active=False)
    found = (await shop.orders.http.get("/v1/shipping-methods?country=ES")).json["items"]
    assert [each["id"] for each in found] == [post, world]
    assert found[0]["price"] == {"amount": 495, "currency": "EUR"}
    assert found[0]["free_from"] == {"amount": 5000, "currency": "EUR"}
    assert (found[1]["price"], found[1]["by_weight"]) == (None, [{"up_to_grams": 500, "amount": 1500}])
    for wrong in ("", "?country=es", "?country=ESP", "?country=%00%00"):
        assert (await shop.orders.http.get(f"/v1/shipping-methods{wrong}")).status in (400, 422)


async def test_where_there_is_a_way_an_order_names_one(shop: Shop) -> None:
    variant, post = await shop.stocked(5), await method(shop)
    refused = await shop.place(variant, key="how-to-send-it")
    assert (refused.status, refused.problem) == (422, "shipping-method-required")
    assert await shop.level(variant) == (5, 0)
    assert await stored(shop, "orders") == 0
    placed = await shop.place(variant, key="how-to-send-it", shipping_method=post)
    assert placed.status == 201
    elsewhere = await shop.place(variant, shipping_address=ADDRESS | {"country": "PT"})
    assert (elsewhere.status, elsewhere.json["total"]["amount"]) == (201, 1999)


async def test_the_whole_total_is_paid_and_shown(shop: Shop) -> None:
    variant, post = await shop.stocked(5), await method(shop)
    order = (await shop.place(variant, shipping_method=post)).json
    assert order["total"] == {"amount": 2494, "currency": "EUR"}
    assert amounts(order["costs"], "subtotal", "discount", "tax", "total") == [1999, 0, 0, 2494]
    assert (order["costs"]["shipping"]["name"], order["costs"]["shipping"]["method_id"]) == ("Post", post)
    assert order["lines"][0]["costs"]["total"]["amount"] == 1999
    assert (await shop.money(order["id"]))["capture"] == 2494
    await pricer(shop).put(f"{ADMIN}/{post}", POST | {"amount": 1, "name": "New"}, **{"If-Match": "*"})
    assert (await shop.customer.get(f"/v1/orders/{order['id']}")).json == order


async def test_the_expected_total_counts_shipping(shop: Shop) -> None:
    variant, post = await shop.stocked(5), await method(shop)
    expected = {"amount": 1999, "currency": "EUR"}
    refused = await shop.place(variant, shipping_method=post, expected_total=expected)
    assert (refused.status, refused.problem) == (409, "total-changed")
    assert refused.json["total"]["amount"] == 2494
    assert amounts(refused.json["costs"]["shipping"], "gross", "total") == [495, 495]
    assert refused.json["lines"][0]["costs"]["total"]["amount"] == 1999
    assert await shop.level(variant) == (5, 0)
    placed = await shop.place(variant, shipping_method=post, expected_total=expected | {"amount": 2494})
    assert placed.status == 201


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"is_active": False}, "unknown"),
        ({"countries": ["FR"]}, "country"),
        ({"currency": "USD"}, "currency"),
        ({"amount": None, "by_weight": [{"up_to_grams": 999, "amount": 1}]}, "too_heavy"),
    ],
)
async def test_a_way_that_does_not_fit_is_refused_before_anything_is_held(
    shop: Shop, changed: dict[str, Any], why: str
) -> None:
    variant, post = await shop.stocked(5), await method(shop, **changed)
    await heard_of(shop, variant, 1999, weight=1000)
    for answer in (
        await shop.place(variant, shipping_method=post),
        await preview(shop, variant, shipping_method=post),
    ):
        assert (answer.status, answer.problem) == (422, "shipping-method-unavailable")
        assert answer.json["why"] == why
    assert await stored(shop, "orders") == 0


async def test_an_unknown_way_is_refused(shop: Shop) -> None:
    refused = await shop.place(await shop.stocked(5), shipping_method=str(uuid4()))
    assert (refused.problem, refused.json["why"]) == ("shipping-method-unavailable", "unknown")


async def test_what_only_the_hold_knows_cannot_be_sent_ends_the_order(shop: Shop) -> None:
    """The copy has not heard of the product: catalog answers a currency that the method does not have."""
    variant, post = await shop.stocked(5), await method(shop, currency="USD")
    refused = await shop.place(variant, shipping_method=post)
    assert (refused.status, refused.problem) == (409, "total-changed")
    assert refused.json["shipping"] == {"why": "currency", "currency": "USD"}
    assert await shop.level(variant) == (5, 0)
    order_id = refused.json["order_id"]
    assert (await shop.settle(order_id))["status"] == "cancelled"
    assert await shop.money(order_id) == {}


async def test_the_weight_that_catalog_answers_counts(shop: Shop) -> None:
    steps = [{"up_to_grams": 1000, "amount": 500}, {"up_to_grams": 3000, "amount": 900}]
    post = await method(shop, amount=None, by_weight=steps)
    sku, price = uuid4().hex[:12], {"amount": 1000, "currency": "EUR"}
    variant = {"sku": sku, "name": "Heavy", "price": price, "stock": 9, "weight_grams": 600}
    product = {"handle": sku, "name": "Stone", "description": "Heavy", "variants": [variant]}
    answer = await shop.staff.post("/v1/admin/products", product, key=str(uuid4()))
    variant_id = answer.json["variants"][0]["id"]
    for quantity, cost in ((1, 500), (2, 900), (5, 900)):
        lines = [{"variant_id": variant_id, "quantity": quantity}]
        order = (await shop.place(lines=lines, shipping_method=post)).json
        assert order["costs"]["shipping"]["total"]["amount"] == cost


async def test_lines_go_back_without_shipping_and_shipping_by_itself(shop: Shop) -> None:
    variant, post = await shop.stocked(5), await method(shop)
    lines = [{"variant_id": str(variant), "quantity": 2}]
    order_id = (await shop.place(lines=lines, shipping_method=post)).json["id"]
    await shop.keep(f"orders/{order_id}/cancellations", pieces(1))
    part = {"amount": {"amount": 200, "currency": "EUR"}, "reason": "Late"}
    await shop.keep(f"orders/{order_id}/shipping-refunds", part)
    path = f"/v1/admin/orders/{order_id}/shipping-refunds"
    too_much = {"amount": {"amount": 296, "currency": "EUR"}, "reason": "Late"}
    refused = await shop.keeper.post(path, too_much, key=str(uuid4()))
    assert (refused.status, refused.problem) == (409, "shipping-refund-too-large")
    assert refused.json["refundable"] == {"amount": 295, "currency": "EUR"}
    rest = await shop.keep(f"orders/{order_id}/shipping-refunds", {"reason": "Late"})
    assert (rest["cause"], rest["amount"]["amount"]) == ("shipping", 295)
    assert (await shop.keeper.post(path, {"reason": "Late"}, key=str(uuid4()))).status == 409
    await shop.pay_back()
    assert (await shop.money(order_id))["refund"] == 1999 + 495
    await shop.delivered(order_id, 1)
    asked = await shop.ask(f"orders/{order_id}/returns", pieces(1) | {"reason": "Too small"})
    await shop.keep(f"returns/{asked['id']}/approve")
    await shop.keep(
        f"returns/{asked['id']}/receive",
        {"lines": [{"line": 1, "quantity": 1, "condition": "as_new", "restock": True}]},
    )
    await shop.pay_back()
    assert (await shop.money(order_id))["refund"] == 2 * 1999 + 495
    assert (await shop.order(order_id))["payment_status"] == "refunded"


async def test_a_cancelled_order_gives_everything_back(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5), shipping_method=await method(shop))).json
    await shop.ask(f"orders/{order['id']}/cancel")
    assert (await shop.settle(order["id"]))["payment_status"] == "refunded"
    assert (await shop.money(order["id"]))["refund"] == 2494


async def test_nothing_goes_back_for_what_cost_nothing_to_send(shop: Shop) -> None:
    order = await shop.bought(1)
    path = f"/v1/admin/orders/{order['id']}/shipping-refunds"
    assert (await shop.keeper.post(path, {"reason": "Late"}, key=str(uuid4()))).status == 409
    assert (await shop.customer.post(path, {"reason": "Late"}, key=str(uuid4()))).status == 403
    wrong = {"amount": {"amount": 1, "currency": "USD"}, "reason": "Late"}
    assert (await shop.keeper.post(path, wrong, key=str(uuid4()))).problem == "wrong-currency"


async def test_a_repeat_makes_one_method(shop: Shop) -> None:
    staff = pricer(shop)
    first, again = [await staff.post(ADMIN, POST, key="one-method-1") for _ in range(2)]
    assert (first.status, again.content) == (201, first.content)
    assert await stored(shop, "shipping_methods") == 1
    assert (await staff.post(ADMIN, POST)).problem == "idempotency-key-missing"
    assert await made(shop, "shipping-methods", **POST) != first.json["id"]
