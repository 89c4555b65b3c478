"""Any one process dies by SIGKILL in the middle of purchases and is started again: money and stock agree."""

import asyncio
from uuid import uuid4

import pytest

from journeys.people import People, until

PARTS = ["catalog", "orders", "users", "support", "payments", "aws", "redis", "postgres", "envoy", "keys"]
BUYERS = 6


@pytest.mark.parametrize("part", PARTS)
async def test_a_killed_process_loses_no_purchase(people: People, part: str) -> None:
    variant = await people.stocked(BUYERS - 1)
    buyer = await people.customer()
    keys = [f"{part}-{uuid4()}" for _ in range(BUYERS)]
    buying = [asyncio.create_task(buyer.insist(variant, key=key)) for key in keys]

    async def first_is_placed() -> object:
        return await people.rows("orders", "SELECT id FROM orders WHERE customer_id = $1", buyer.id)

    await until(first_is_placed)
    await people.stack.kill(part)
    await people.stack.start(part)
    answers = await asyncio.gather(*buying)
    assert sorted(answer.status for answer in answers) == [201] * (BUYERS - 1) + [409], answers
    assert await people.level(variant) == (BUYERS - 1, BUYERS - 1)
    for answer in answers:
        if answer.status == 201:
            assert await people.money(answer.json["id"]) == {"authorize": 1999, "capture": 1999}

    async def everybody_heard() -> object:
        rows = await people.rows(
            "support",
            "SELECT order_id FROM customer_orders WHERE customer_id = $1 AND status = 'confirmed'",
            buyer.id,
        )
        return len(rows) == BUYERS - 1

    await until(everybody_heard)
