"""What an order costs, from what staff decides to what goes back, through the gateway."""

from typing import Any
from uuid import uuid4

from journeys.people import ADDRESS, People, Person, until

ANDORRA = ADDRESS | {"country": "AD"}  # where no other story sends anything


async def made(admin: Person, path: str, **terms: Any) -> str:
    answer = await admin.http.post(f"/v1/admin/{path}", terms, key=str(uuid4()))
    assert answer.status == 201, answer
    return str(answer.json["id"])


async def test_shipping_tax_and_a_code_are_paid_shown_and_given_back(people: People) -> None:
    admin, customer, variant = await people.staff("admin"), await people.customer(), await people.stocked(5)
    code = f"C-{uuid4().hex[:12]}"
    post = await made(admin, "shipping-methods", name="Post", currency="EUR", amount=990, countries=["AD"])
    await made(
        admin, "tax-rates", country="AD", tax_class="standard", starts_on="2026-01-01", rate_ppm=45_000
    )
    await made(
        admin, "promotions", name="Ten", kind="percentage", basis_points=1000, code=code, usage_limit=1
    )

    offered = (await people.nobody.get("/v1/shipping-methods?country=AD")).json["items"]
    assert [(each["id"], each["price"]["amount"]) for each in offered] == [(post, 990)]
    assert (await customer.buy(variant, shipping_address=ANDORRA)).problem == "shipping-method-required"
    expected = {"amount": 3998 - 400 + 990, "currency": "EUR"}
    where: dict[str, Any] = {"shipping_address": ANDORRA, "shipping_method": post}
    terms = where | {"promotion_codes": [code], "expected_total": expected}
    bought = await customer.buy(variant, quantity=2, **terms)
    assert (bought.status, bought.json["total"]) == (201, expected), bought
    costs = bought.json["costs"]
    assert (costs["discount"]["amount"], costs["shipping"]["total"]["amount"]) == (400, 990)
    assert costs["tax"]["amount"] == 155 + 43  # in 3598 and in 990, at 4.5 %
    again = await customer.buy(variant, quantity=2, **terms)
    assert (again.status, again.json["codes"][0]["why"]) == (422, "used_up")

    order_id = bought.json["id"]
    part = {"lines": [{"line": 1, "quantity": 1}]}
    path = f"/v1/orders/{order_id}/cancellations"
    less = await customer.http.post(path, part, key=str(uuid4()))
    assert less.json["refund"]["amount"] == 1799
    await customer.http.post(f"/v1/orders/{order_id}/cancel", key=str(uuid4()))

    async def cancelled() -> bool:
        found = await customer.http.get(f"/v1/orders/{order_id}")
        return bool(found.json["status"] == "cancelled")

    await until(cancelled)
    assert (await people.money(order_id))["refund"] == expected["amount"]
    assert (await customer.buy(variant, quantity=2, **terms)).status == 201
