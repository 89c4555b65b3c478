"""The whole purchase through the gateway, to `confirmed`: JWT, reservation, provider over HTTP, events."""

import asyncio
import random
import time
from typing import Any
from uuid import uuid4

from bench.cpu import cpu_ms
from journeys.people import People, Person

CONCURRENCY = (1, 8, 32)
SECONDS = 8.0
VARIANTS = 40  # two of them in every order: a shop's catalogue, not one hot product


async def run(people: People) -> list[dict[str, Any]]:
    return [await _row(people, concurrency) for concurrency in CONCURRENCY]


async def _row(people: People, concurrency: int) -> dict[str, Any]:
    variants = [await people.stocked(100_000) for _ in range(VARIANTS)]
    buyers = [await people.customer() for _ in range(min(concurrency, 8))]
    before = cpu_ms(people.stack)
    until = time.perf_counter() + SECONDS
    runs = await asyncio.gather(
        *(_shop(buyers[number % len(buyers)], variants, until) for number in range(concurrency))
    )
    waits = sorted(wait for one in runs for wait in one)
    after = cpu_ms(people.stack)
    spent = {name: round((after[name] - before[name]) / len(waits), 1) for name in after}
    return {
        "concurrency": concurrency,
        "orders/s": len(waits) / SECONDS,
        "p50 ms": waits[len(waits) // 2],
        "p99 ms": waits[int(len(waits) * 0.99)],
        "CPU ms/order": sum(spent.values()),
        "of it": ", ".join(f"{name} {ms}" for name, ms in spent.items() if ms >= 0.5),
    }


async def _shop(buyer: Person, variants: list[str], until: float) -> list[float]:
    waits = []
    while (started := time.perf_counter()) < until:
        answer = await buyer.buy(*random.sample(variants, 2), key=str(uuid4()))
        if answer.status == 201:
            waits.append((time.perf_counter() - started) * 1000)
    return waits
