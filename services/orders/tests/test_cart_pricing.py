"""What a cart costs with shipping, tax and promotions, and that its order costs the same."""

from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Answer, message
from orders.subscribed import StockChanged
from services.orders.tests.make import ADDRESS, Shop
from services.orders.tests.pricing import amounts, method, promotion, rate, uses

GOOD: dict[str, Any] = {"payment_method": "pm_card_visa", "shipping_address": ADDRESS}


async def guest_order(shop: Shop, path: str, token: str, email: str, **changed: Any) -> Answer:
    wish = GOOD | {"cart_id": path.rpartition("/")[2], "email": email} | changed
    return await shop.orders.http.post("/v1/guest-orders", wish, key=str(uuid4()), Cart_Token=token)


async def test_a_cart_shows_what_its_order_will_cost(shop: Shop) -> None:
    shirt, _ = await shop.offered(amount=1000)
    mug, _ = await shop.offered(amount=499)
    post = await method(shop)
    await rate(shop, 210_000)
    await promotion(shop, code="TEN", basis_points=1000)
    path, token = await shop.cart(shirt, mug, quantity=3)
    query = f"?shipping_country=ES&shipping_method={post}&promotion_codes=ten&promotion_codes=nope"
    cart = (await shop.orders.http.get(path + query, Cart_Token=token)).json
    assert amounts(cart["costs"], "subtotal", "discount", "total") == [4497, 450, 4047 + 495]
    assert (cart["total"], cart["refused_codes"]) == (
        cart["costs"]["total"],
        [{"code": "NOPE", "why": "unknown"}],
    )
    assert sum(line["costs"]["total"]["amount"] for line in cart["lines"]) == 4047
    wish = {"shipping_method": post, "promotion_codes": ["Ten"], "expected_total": cart["total"]}
    bought = await guest_order(shop, path, token, "a@example.com", **wish)
    assert bought.status == 201, bought
    assert bought.json["total"] == cart["total"]
    without = (await shop.orders.http.get(path, Cart_Token=token)).json
    assert without["total"]["amount"] == 4497, "nothing of it was kept"


async def test_what_cannot_be_bought_is_not_counted(shop: Shop) -> None:
    there, _ = await shop.offered(amount=1000)
    gone, _ = await shop.offered(amount=5000)
    path, _ = await shop.cart(gone, there, by=shop.customer)
    await shop.orders.deliver(message(StockChanged(variant_id=gone, available=0), of=gone, version=2))
    cart = (await shop.customer.get(path)).json
    assert [line["costs"] is None for line in cart["lines"]] == [True, False]
    assert cart["total"]["amount"] == 1000


async def test_a_method_that_does_not_serve_is_a_problem_and_so_is_a_bad_query(shop: Shop) -> None:
    variant, _ = await shop.offered()
    path, _ = await shop.cart(variant, by=shop.customer)
    post = await method(shop)
    refused = await shop.customer.get(f"{path}?shipping_country=FR&shipping_method={post}")
    assert (refused.status, refused.problem) == (422, "shipping-method-unavailable")
    for query in (
        "shipping_country=spain",
        "shipping_method=x",
        "promotion_codes=%00",
        "promotion_codes=a",
    ):
        assert (await shop.customer.get(f"{path}?{query}")).status == 422, query
    wish = GOOD | {"cart_id": path.rpartition("/")[2]}
    needed = await shop.customer.post("/v1/orders", wish, key=str(uuid4()))
    assert (needed.status, needed.problem) == (422, "shipping-method-required")
    assert (await shop.customer.get(path)).json["status"] == "active"


async def test_a_guests_use_of_a_promotion_counts_for_the_address(shop: Shop) -> None:
    variant, _ = await shop.offered()
    once = await promotion(shop, code="ONCE", usage_limit_per_customer=1)
    carts = [await shop.cart(variant) for _ in range(3)]
    code = {"promotion_codes": ["ONCE"]}
    assert (await guest_order(shop, *carts[0], "a@example.com", **code)).status == 201
    again = await guest_order(shop, *carts[1], "A@example.com", **code)
    assert (again.problem, again.json["codes"][0]["why"]) == ("promotion-code-refused", "used_up")
    assert (await guest_order(shop, *carts[2], "b@example.com", **code)).status == 201
    assert await uses(shop, once) == 2


async def test_a_declined_cart_gives_its_use_back(shop: Shop) -> None:
    variant, _ = await shop.offered()
    once = await promotion(shop, code="LAST", usage_limit=1)
    path, token = await shop.cart(variant)
    wish = {"promotion_codes": ["LAST"], "payment_method": "pm_card_visa_chargeDeclined"}
    for _ in range(2):
        assert (await guest_order(shop, path, token, "a@example.com", **wish)).status == 402
    assert await uses(shop, once) == 0
    bought = await guest_order(shop, path, token, "a@example.com", promotion_codes=["LAST"])
    assert bought.status == 201
    held = await shop.orders.db.all(UUID, "SELECT order_id FROM promotion_uses")
    assert held == [UUID(bought.json["id"])]
