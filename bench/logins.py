"""Logins per second, and what a flood of them does to a product read at the same time."""

import asyncio
import time
from typing import Any

from bench import load
from journeys.people import PASSWORD, People

SECONDS = 4.0


async def run(people: People) -> list[dict[str, Any]]:
    customer = await people.customer()
    [product, *_] = (await people.nobody.get("/v1/products")).json["items"]
    url = f"{people.stack.url}/v1/products/{product['id']}"
    quiet = await load.get(url, concurrency=1, seconds=SECONDS)
    rows = []
    for concurrency in (1, 8):
        reading = asyncio.create_task(load.get(url, concurrency=1, seconds=SECONDS))
        logins = await _flood(people, customer.email, concurrency)
        during = await reading
        rows.append(
            {
                "concurrency": concurrency,
                "logins/s": logins / SECONDS,
                "product p50 ms": during.percentile(0.5),
                "quiet p50 ms": quiet.percentile(0.5),
                "product p99 ms": during.percentile(0.99),
                "quiet p99 ms": quiet.percentile(0.99),
            }
        )
    return rows


async def _flood(people: People, email: str, concurrency: int) -> int:
    until = time.perf_counter() + SECONDS

    async def one() -> int:
        done = 0
        while time.perf_counter() < until:
            # Past the gateway, whose limit for logins would be measured instead.
            answer = await people.direct("users").post(
                "/v1/auth/login", {"email": email, "password": PASSWORD}
            )
            done += answer.status == 200
        return done

    return sum(await asyncio.gather(*(one() for _ in range(concurrency))))
