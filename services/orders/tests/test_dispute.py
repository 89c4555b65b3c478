"""Disputes: heard by webhook, asked about, shown to staff; nothing of the money goes back meanwhile."""

import asyncio
import itertools
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Answer
from orders.dispute.model import Dispute, DisputeStatus, Told
from orders.dispute.workers import look_next
from services.orders.tests.make import Shop

EURO = {"amount": 100, "currency": "EUR"}
NOW = datetime(2026, 11, 24, tzinfo=UTC)


async def disputed(shop: Shop, order_id: str, reason: str = "fraudulent") -> dict[str, Any]:
    intent = await shop.intent(order_id)
    answer = await shop.payments.post("/sandbox/disputes", {"payment_intent": intent["id"], "reason": reason})
    assert answer.status == 200, answer
    dispute: dict[str, Any] = answer.json
    return dispute


async def decided(shop: Shop, dispute: dict[str, Any], status: str) -> dict[str, Any]:
    answer = await shop.payments.post(f"/sandbox/disputes/{dispute['id']}", {"status": status})
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


async def look(shop: Shop) -> None:
    provider = shop.orders.service.provide["provider"]
    while await look_next(shop.orders.db, provider):
        pass


async def entries(shop: Shop) -> list[str]:
    return await shop.orders.db.all(
        str, "SELECT kind || ' ' || amount FROM dispute_entries ORDER BY kind DESC"
    )


async def goodwill(shop: Shop, order_id: str) -> Answer:
    body = {"amount": EURO, "reason": "Sorry"}
    return await shop.keeper.post(f"/v1/admin/orders/{order_id}/refunds", body, key=str(uuid4()))


async def announced(shop: Shop) -> list[tuple[str, str]]:
    types = ("orders.dispute_opened.v1", "orders.dispute_closed.v1")
    return [
        (event["type"].split(".")[1], event.get("reason") or event.get("outcome"))
        for event in await shop.orders.published(*types)
    ]


@pytest.mark.parametrize(
    ("outcome", "review", "moved"),
    [
        ("won", None, ["withdrawn 3998", "reinstated 3998"]),
        ("lost", "disputed (fraudulent), and lost", ["withdrawn 3998"]),
    ],
)
async def test_staff_is_shown_a_dispute_and_what_became_of_it(
    shop: Shop, outcome: str, review: str | None, moved: list[str]
) -> None:
    order = await shop.bought(2)
    dispute = await disputed(shop, order["id"])
    for _ in range(2):
        assert (await shop.tell(dispute)).json == {"verdict": "behind"}
        await look(shop)
    assert (await shop.order(order["id"]))["needs_review"] == "disputed (fraudulent)"
    assert await entries(shop) == ["withdrawn 3998"]
    await shop.tell(await decided(shop, dispute, outcome))
    await look(shop)
    assert (await shop.order(order["id"]))["needs_review"] == review
    assert await entries(shop) == moved
    assert await announced(shop) == [("dispute_opened", "fraudulent"), ("dispute_closed", outcome)]
    assert await shop.unbalanced() == []


async def test_while_it_is_open_nothing_goes_back(shop: Shop) -> None:
    order = await shop.bought(2)
    dispute = await disputed(shop, order["id"])
    await shop.tell(dispute)
    await look(shop)
    refused = await goodwill(shop, order["id"])
    assert (refused.status, refused.problem) == (409, "payment-disputed")
    cancelled = {"lines": [{"line": 1, "quantity": 1}]}
    await shop.keep(f"orders/{order['id']}/cancellations", cancelled)
    await shop.pay_back()
    assert await shop.refunds(order["id"]) == [("lines_cancelled", "pending", 1999)]
    assert "refund" not in await shop.money(order["id"])
    await shop.tell(await decided(shop, dispute, "won"))
    await look(shop)
    await shop.pay_back()
    assert await shop.refunds(order["id"]) == [("lines_cancelled", "succeeded", 1999)]
    assert (await goodwill(shop, order["id"])).status == 201


async def test_the_last_webhook_first_and_only_once_is_enough(shop: Shop) -> None:
    order = await shop.bought(1)
    closed = await decided(shop, await disputed(shop, order["id"]), "won")
    await shop.tell(closed)
    await look(shop)
    assert await announced(shop) == [("dispute_opened", "fraudulent"), ("dispute_closed", "won")]
    assert await entries(shop) == ["withdrawn 1999", "reinstated 1999"]
    assert (await shop.order(order["id"]))["needs_review"] is None


async def test_the_providers_own_webhooks_are_enough(told: Shop) -> None:
    order = await told.bought(1)
    dispute = await disputed(told, order["id"])
    async with asyncio.timeout(20):
        while (await told.order(order["id"]))["needs_review"] != "disputed (fraudulent)":
            await asyncio.sleep(0.02)
        await decided(told, dispute, "won")
        while await announced(told) != [("dispute_opened", "fraudulent"), ("dispute_closed", "won")]:
            await asyncio.sleep(0.02)


async def compare(shop: Shop) -> None:
    """A run of the comparison with the provider's list."""
    shop.orders.clock.advance(minutes=11)
    await shop.orders.service.provide["reconciler"].compare_next()


async def test_one_whose_webhooks_were_lost_is_found_in_the_list(told: Shop) -> None:
    order = await told.bought(1)
    await told.fault("webhook", "dropped", times=2)
    await disputed(told, order["id"])
    while (await told.payments.get("/sandbox/faults")).json["faults"]:
        await asyncio.sleep(0.02)
    assert (await told.order(order["id"]))["needs_review"] is None
    await compare(told)
    async with asyncio.timeout(20):
        while (await told.order(order["id"]))["needs_review"] != "disputed (fraudulent)":
            await asyncio.sleep(0.02)
    assert await announced(told) == [("dispute_opened", "fraudulent")]


async def test_the_list_and_the_webhook_are_one_however_often_they_come(shop: Shop) -> None:
    order = await shop.bought(1)
    dispute = await disputed(shop, order["id"])
    rows = "SELECT (to_jsonb(d) - 'next_at')::text FROM disputes d WHERE reference = $1"
    await asyncio.gather(compare(shop), *(shop.tell(dispute) for _ in range(3)))
    await look(shop)
    [found] = await shop.orders.db.all(str, rows, dispute["id"])
    for _ in range(2):
        await compare(shop)
        assert not await look_next(shop.orders.db, shop.orders.service.provide["provider"])
    await shop.tell(dispute)
    await look(shop)
    assert await shop.orders.db.all(str, rows, dispute["id"]) == [found]
    assert await announced(shop) == [("dispute_opened", "fraudulent")]
    assert await entries(shop) == ["withdrawn 1999"]


async def test_that_one_has_ended_is_found_out_though_its_webhook_was_lost(shop: Shop) -> None:
    order = await shop.bought(1)
    dispute = await disputed(shop, order["id"])
    await compare(shop)
    await look(shop)
    await decided(shop, dispute, "won")
    await look(shop)
    assert await announced(shop) == [("dispute_opened", "fraudulent")]
    shop.orders.clock.advance(days=1)
    await look(shop)
    assert await announced(shop) == [("dispute_opened", "fraudulent"), ("dispute_closed", "won")]
    shop.orders.clock.advance(days=9)
    assert not await look_next(shop.orders.db, shop.orders.service.provide["provider"])


async def test_a_webhook_alone_moves_nothing(shop: Shop) -> None:
    """Whatever it says: the provider is asked, and knows of no such dispute."""
    order = await shop.bought(1)
    intent = await shop.intent(order["id"])
    forged = {"id": "dp_forged", "object": "dispute", "payment_intent": intent["id"], "status": "lost"}
    await shop.tell(forged)
    await look(shop)
    assert (await shop.order(order["id"]))["needs_review"] is None
    assert await shop.orders.db.all(str, "SELECT status FROM disputes") == ["stray"]
    assert (await goodwill(shop, order["id"])).status == 201


@pytest.mark.parametrize("name", [5, None, "", "x" * 256, {}])
async def test_a_dispute_without_a_name_is_nothing(shop: Shop, name: Any) -> None:
    answer = await shop.tell({"id": name, "object": "dispute"})
    assert answer.json == {"verdict": "ignored"}
    assert await shop.orders.db.all(str, "SELECT status FROM disputes") == []


def test_whatever_comes_in_which_order_it_opens_and_closes_once() -> None:
    told = [
        Told("dp_1", status, 100, "eur", "fraudulent") for status in ("needs_response", "under_review", "won")
    ]
    for order in itertools.permutations(told * 2):
        dispute, order_id = Dispute(uuid4(), "dp_1", DisputeStatus.HEARD), UUID(int=1)
        events = [event for each in order for event in dispute.follow(each, order_id, NOW)]
        assert [event.wire_name().split(".")[1] for event in events] == ["dispute_opened", "dispute_closed"]
        assert dispute.status == DisputeStatus.WON
