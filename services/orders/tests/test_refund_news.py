"""Refunds that do not simply succeed: what the provider tells of them, and what staff decides."""

import asyncio
from typing import Any
from uuid import UUID

from orders.payment import commands as payments
from orders.payment.model import Kind, OperationState, Outcome
from orders.refund import commands, store
from services.orders.tests.make import Shop
from services.orders.tests.test_refund import give, refunded_elsewhere
from services.orders.tests.test_review import decide, staff


async def provider_refund(shop: Shop, order_id: str) -> dict[str, Any]:
    """The provider's newest refund of this order."""
    found = (await shop.payments.acting("sk_test_orders").get("/v1/refunds?limit=100")).json["data"]
    newest: dict[str, Any] = next(each for each in found if each["metadata"].get("order_id") == order_id)
    return newest


async def test_a_webhook_resolves_a_refund_whose_answer_was_lost(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.fault("refund", "reset_after")
    await give(shop, order["id"], 700)
    await give(shop, order["id"], 300)
    await shop.pay_back()
    assert [status for _, status, _ in await shop.refunds(order["id"])] == ["pending"] * 2
    told = await shop.tell(
        await provider_refund(shop, order["id"])
    )  # the clock stands: only this makes it due
    assert (told.status, told.json["verdict"]) == (200, "behind")
    async with asyncio.timeout(10):
        while (await shop.refunds(order["id"]))[0][1] != "succeeded":
            await asyncio.sleep(0.02)
    await shop.pay_back()
    assert [status for _, status, _ in await shop.refunds(order["id"])] == ["succeeded"] * 2
    assert (await shop.money(order["id"]))["refund"] == 1000
    assert await shop.unbalanced() == []
    assert len(await shop.orders.published("orders.refund_succeeded.v1")) == 2
    for_ours = await shop.tell(await provider_refund(shop, order["id"]))
    assert for_ours.json["verdict"] == "agrees"


async def refuse(shop: Shop) -> None:
    """The provider's final "no" to the refund that is due."""
    shop.orders.clock.advance(seconds=61)
    async with shop.orders.db.transaction() as tx:
        refund = await store.claim_due(tx, None)
    assert refund is not None
    call = await payments.next_call(shop.orders.db, refund.order_id, Kind.REFUND, refund_id=refund.id)
    async with shop.orders.db.transaction() as tx:
        await commands.record(tx, refund, call, Outcome(OperationState.FAILED, code="no"))


async def test_a_retry_gives_back_what_was_refused_and_the_cancellation_ends(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.fault("refund", "error_500", times=100)
    await shop.ask(f"orders/{order['id']}/cancel")
    async with asyncio.timeout(10):
        while not await shop.orders.db.one(int, "SELECT attempts FROM refunds"):
            await asyncio.sleep(0.02)
    await refuse(shop)
    await shop.mend()
    assert (await shop.settle(order["id"]))["status"] == "cancelling"
    assert (await decide(shop, order["id"], "retry")).json["needs_review"] is None
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
    assert await shop.refunds(order["id"]) == [
        ("order_cancelled", "failed", 1999),
        ("order_cancelled", "succeeded", 1999),
    ]
    assert (await shop.money(order["id"]))["refund"] == 1999


async def test_a_retry_makes_an_open_refund_again_at_once(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.fault("refund", "reset_before", times=100)
    await give(shop, order["id"], 700)
    for _ in range(13):
        await shop.pay_back()
        shop.orders.clock.advance(seconds=61)
    assert (await shop.order(order["id"]))["needs_review"].startswith("refund does not succeed")
    await shop.mend()
    assert (await decide(shop, order["id"], "retry")).json["needs_review"] is None
    assert (await shop.orders.db.one(int, "SELECT attempts FROM refunds") or 0) < 2  # a try is under way
    for _ in range(5):
        await shop.pay_back()
        shop.orders.clock.advance(seconds=61)
    assert await shop.refunds(order["id"]) == [("goodwill", "succeeded", 700)]
    assert (await shop.order(order["id"]))["needs_review"] is None
    assert (await shop.money(order["id"]))["refund"] == 700


async def test_an_order_that_only_a_question_kept_open_is_complete_when_it_is_dismissed(shop: Shop) -> None:
    order = await shop.bought(1)
    await refunded_elsewhere(shop, order["id"])
    await give(shop, order["id"], 700)
    await shop.pay_back()
    await shop.delivered(order["id"], 1)
    assert (await shop.order(order["id"]))["status"] == "confirmed"
    answer = await decide(shop, order["id"], "dismiss")
    assert (answer.status, answer.json["status"]) == (200, "completed")
    found = (await staff(shop).get(f"/v1/admin/orders/{order['id']}/timeline")).json["items"]
    [entry] = [each for each in found if each["what"] == "reviewed"]
    assert (entry["by"], entry["facts"]["action"]) == ("staff", "dismiss")
    own = (await shop.customer.get(f"/v1/orders/{order['id']}/timeline")).json["items"]
    assert "reviewed" not in [each["what"] for each in own]
    assert UUID(entry["actor_id"])
