"""What tests of shipping, taxes and promotions need: staff who decide them, prices that orders heard of."""

from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Answer, Client, message
from orders.money import Money
from orders.subscribed import ProductChanged, ProductVariant
from services.orders.tests.make import Shop

POST = {"name": "Post", "currency": "EUR", "amount": 495, "countries": ["ES"]}


def pricer(shop: Shop) -> Client:
    return shop.orders.as_account(uuid4(), "shipping:write", "taxes:write", "promotions:write")


async def made(shop: Shop, path: str, **terms: Any) -> str:
    """The id of what staff made."""
    answer = await pricer(shop).post(f"/v1/admin/{path}", terms, key=str(uuid4()))
    assert answer.status == 201, answer
    return str(answer.json["id"])


async def method(shop: Shop, **changed: Any) -> str:
    terms = {name: value for name, value in (POST | changed).items() if value is not None}
    return await made(shop, "shipping-methods", **terms)


async def promotion(shop: Shop, **changed: Any) -> str:
    terms = {"name": "Ten percent", "kind": "percentage", "basis_points": 1000} | changed
    return await made(shop, "promotions", **terms)


async def rate(shop: Shop, rate_ppm: int, *, country: str = "ES", **changed: Any) -> str:
    terms = {"country": country, "tax_class": "standard", "starts_on": "2000-01-01", "rate_ppm": rate_ppm}
    return await made(shop, "tax-rates", **terms | changed)


async def uses(shop: Shop, promotion_id: str) -> int:
    """As the promotion says, which is how many orders have one."""
    found = await pricer(shop).get(f"/v1/admin/promotions/{promotion_id}")
    held = await shop.orders.db.one(
        int, "SELECT count(*) FROM promotion_uses WHERE promotion_id = $1", UUID(promotion_id)
    )
    assert found.json["uses"] == held
    return held or 0


async def heard_of(
    shop: Shop, variant_id: UUID, amount: int, *, weight: int | None = None, version: int = 1
) -> UUID:
    """Orders has a copy of the variant with this price; the id of its product in the copy."""
    product_id = UUID(int=variant_id.int ^ 1)
    variant = ProductVariant(variant_id, "SKU", "One size", Money(amount, "EUR"), weight)
    event = ProductChanged(product_id=product_id, name="Thing", status="active", variants=[variant])
    await shop.orders.deliver(message(event, of=product_id, version=version))
    return product_id


async def preview(shop: Shop, variant_id: UUID, quantity: int = 1, **changed: Any) -> Answer:
    wish = {"lines": [{"variant_id": str(variant_id), "quantity": quantity}], "shipping_country": "ES"}
    return await shop.customer.post("/v1/orders/preview", wish | changed)


async def stored(shop: Shop, table: str) -> int:
    return await shop.orders.db.one(int, f"SELECT count(*) FROM {table}") or 0  # noqa: S608


def amounts(costs: dict[str, Any], *names: str) -> list[int]:
    return [costs[name]["amount"] for name in names]
