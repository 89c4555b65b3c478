"""The whole purchase through the gateway, to `confirmed`: JWT, reservation, provider over HTTP, events."""

import asyncio
import time
from typing import Any
from uuid import uuid4

from journeys.people import People, Person

CONCURRENCY = (1, 8, 32)
SECONDS = 8.0


async def run(people: People) -> list[dict[str, Any]]:
    return [await _row(people, concurrency) for concurrency in CONCURRENCY]


async def _row(people: People, concurrency: int) -> dict[str, Any]:
    variants = [await people.stocked(100_000), await people.stocked(100_000)]
    buyers = [await people.customer() for _ in range(min(concurrency, 8))]
    until = time.perf_counter() + SECONDS
    runs = await asyncio.gather(
        *(_shop(buyers[number % len(buyers)], variants, until) for number in range(concurrency))
    )
    waits = sorted(wait for one in runs for wait in one)
    return {
        "concurrency": concurrency,
        "orders/s": len(waits) / SECONDS,
        "p50 ms": waits[len(waits) // 2],
        "p99 ms": waits[int(len(waits) * 0.99)],
    }


async def _shop(buyer: Person, variants: list[str], until: float) -> list[float]:
    waits = []
    while (started := time.perf_counter()) < until:
        answer = await buyer.buy(*variants, key=str(uuid4()))
        if answer.status == 201:
            waits.append((time.perf_counter() - started) * 1000)
    return waits
