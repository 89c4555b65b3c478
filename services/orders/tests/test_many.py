"""The same wish many times, and many answers of the provider that got lost. MANY=1000 takes a few minutes."""

import asyncio
import os
from uuid import uuid4

from chassis.testing import Answer
from services.orders.tests.make import Shop

MANY = int(os.environ.get("MANY", "50"))
AT_ONCE = 50


async def test_one_key_is_one_order_however_often_it_comes(shop: Shop) -> None:
    variant, asking = await shop.stocked(MANY), asyncio.Semaphore(AT_ONCE)

    async def ask() -> Answer:
        async with asking:
            return await shop.place(variant, key="key-12345678")

    answers = await asyncio.gather(*(ask() for _ in range(MANY)))
    assert {answer.status for answer in answers} <= {201, 202}
    [order_id] = {answer.json["id"] for answer in answers}
    await shop.settle(order_id)
    assert await shop.orders.db.one(int, "SELECT count(*) FROM orders") == 1
    assert await shop.money(order_id) == {"authorize": 1999, "capture": 1999}
    assert await shop.level(variant) == (MANY, 1)


async def test_a_charge_whose_answer_was_lost_is_one_charge(shop: Shop) -> None:
    variant, asking = await shop.stocked(MANY), asyncio.Semaphore(AT_ONCE)
    await shop.fault("authorize", "reset_after", times=MANY)

    async def ask() -> str:
        async with asking:
            buyer = uuid4()
            await shop.may_buy(buyer)
            answer = await shop.place(variant, by=shop.orders.as_account(buyer))
            assert answer.status in (201, 202), answer
            return str(answer.json["id"])

    placed = set(await asyncio.gather(*(ask() for _ in range(MANY))))
    for order_id in placed:
        assert (await shop.settle(order_id))["status"] == "confirmed"
    ledger = (await shop.payments.get("/sandbox/ledger")).json
    of_ours = [entry for entry in ledger if entry["metadata"].get("order_id") in placed]
    for kind in ("authorize", "capture"):
        assert sorted(entry["metadata"]["order_id"] for entry in of_ours if entry["kind"] == kind) == sorted(
            placed
        )
    assert len(placed) == MANY
    assert await shop.level(variant) == (MANY, MANY)
