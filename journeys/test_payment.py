"""A card that asks for its owner, and a purchase that asks for another login, through the whole system."""

import asyncio
from typing import Any

import msgspec

from journeys.people import People, until


async def test_whoever_proves_themselves_at_their_bank_has_bought(people: People) -> None:
    """The provider tells by a webhook through the gateway; nobody asks it for the first five seconds."""
    customer, variant = await people.customer(), await people.stocked(5)
    waiting = await customer.buy(variant, card="pm_card_threeDSecure2Required", key="buy-12345678")
    assert (waiting.status, waiting.json["payment_status"]) == (202, "requires_action")
    path = waiting.json["next_action"]["redirect_url"].removeprefix(people.payments.url)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await people.payments.send("POST", path, b"outcome=complete", headers=form)).status == 200

    async def confirmed() -> Any:
        order = (await customer.http.get(f"/v1/orders/{waiting.json['id']}")).json
        return order["status"] == "confirmed" and order

    async with asyncio.timeout(4.5):
        order = await until(confirmed)
    assert (order["payment_status"], order["next_action"]) == ("paid", None)
    assert await people.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    assert (
        await customer.buy(variant, card="pm_card_threeDSecure2Required", key="buy-12345678")
    ).status == 201


async def test_what_nobody_signed_does_not_pass_as_a_webhook(people: People) -> None:
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {}}}
    for header in ({}, {"Stripe-Signature": "t=1,v1=00"}, {"Authorization": "Bearer nonsense"}):
        answer = await people.nobody.post("/v1/webhooks/stripe", event, **header)
        assert (answer.status, answer.problem) == (400, "signature-invalid")
    large = msgspec.json.encode(event | {"padding": "x" * 64 * 1024})
    answer = await people.nobody.post("/v1/webhooks/stripe", large, Content_Type="application/json")
    assert answer.status == 413


async def test_a_large_order_asks_for_a_stronger_login(people: People) -> None:
    customer, variant = await people.customer(), await people.stocked(5, amount=500_00)

    async def previewed() -> bool:
        lines = {"lines": [{"variant_id": variant, "quantity": 1}]}
        return (await customer.http.post("/v1/orders/preview", lines)).status == 200

    await until(previewed)
    refused = await customer.buy(variant)
    assert (refused.status, refused.problem) == (401, "insufficient-user-authentication")
    assert 'acr_values="2", max_age="600"' in refused.headers["www-authenticate"]
    assert await people.level(variant) == (5, 0)
