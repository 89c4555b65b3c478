"""From the commit of an event in orders to its effect in support and users, by the databases' own clock.

Measured with each service in one process (`serve`) and with `api` and `work` as separate processes.
"""

import asyncio
import functools
import statistics
from typing import Any
from uuid import uuid4

from chassis.process import Command, start
from journeys.people import People, Person, until

ORDERS = 60
WARM_UP = 10


async def run(people: People) -> list[dict[str, Any]]:
    together = await _rows(people, "serve")
    await _separate(people)
    return together + await _rows(people, "api + work")


async def _rows(people: People, how: str) -> list[dict[str, Any]]:
    buyer = await people.customer()
    variant = await people.stocked(1000)
    placed = [await _buy(buyer, variant) for _ in range(ORDERS)][WARM_UP:]
    return [await _row(people, how, consumer, placed) for consumer in ("support", "users")]


async def _buy(buyer: Person, variant: str) -> str:
    answer = await buyer.insist(variant, key=str(uuid4()))
    return str(answer.json["id"])


async def _row(people: People, how: str, consumer: str, placed: list[str]) -> dict[str, Any]:
    announced = {
        row["event_id"]: row["at"]
        for row in await people.rows(
            "orders",
            "SELECT event_id, at FROM events "
            "WHERE type = 'orders.order_confirmed.v1' AND aggregate_id = ANY($1)",
            placed,
        )
    }

    async def handled() -> Any:
        rows = await people.rows(
            consumer, "SELECT event_id, at FROM inbox WHERE event_id = ANY($1)", list(announced)
        )
        return len(rows) == len(announced) and rows

    rows = await until(handled)
    waits = sorted((row["at"] - announced[row["event_id"]]).total_seconds() * 1000 for row in rows)
    return {
        "processes": how,
        "consumer": consumer,
        "events": len(waits),
        "p50 ms": statistics.median(waits),
        "p90 ms": waits[int(len(waits) * 0.9)],
        "max ms": waits[-1],
    }


async def _separate(people: People) -> None:
    """Every service again, as two processes: the API on its port, the work on another."""
    stack = people.stack
    for name in ("users", "catalog", "orders", "support"):
        part = stack.parts[name]
        command = await part.command()
        await stack.kill(name)
        port = getattr(stack.wiring.ports, name)
        for role, own_port in (("api", port), ("work", port + 1000)):
            argv = [role if word == "serve" else word for word in command.argv]
            changed = Command(argv, command.environment | {"PORT": str(own_port)})
            start(changed, log=stack.home.path("logs", f"{name}-{role}.log"), die_with_parent=True)
    restarted = ("orders", "support")
    await asyncio.gather(*(until(functools.partial(_answers, people, name)) for name in restarted))


async def _answers(people: People, name: str) -> bool:
    try:
        return (await people.direct(name).get("/health/ready")).status == 200
    except OSError:
        return False
