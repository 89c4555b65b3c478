"""An order is one trace, whoever drives it."""

import secrets

from services.orders.tests.make import ADDRESS, Shop


async def test_a_worker_goes_on_in_the_trace_of_the_purchase(shop: Shop) -> None:
    await shop.fault("authorize", "timeout_before")
    trace_id = secrets.token_hex(16)
    wish = {
        "lines": [{"variant_id": str(await shop.stocked(5)), "quantity": 1}],
        "payment_method": "pm_card_visa",
        "shipping_address": ADDRESS,
    }
    traceparent = f"00-{trace_id}-{secrets.token_hex(8)}-00"
    placed = await shop.customer.post("/v1/orders", wish, key="key-12345678", traceparent=traceparent)
    assert placed.status == 202, placed
    assert (await shop.settle(placed.json["id"]))["status"] == "confirmed"
    kept = await shop.orders.db.all(str, "SELECT split_part(traceparent, '-', 2) FROM events ORDER BY at")
    assert len(kept) >= 4
    assert set(kept) == {trace_id}
