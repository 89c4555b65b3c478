"""`python -m bench [name …]`: run the benchmarks on a stack of their own and print what they found."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from bench import desk, edge, finding, latency, logins, memory, purchase, reads
from bench.plot import bars
from chassis.process import temporary_folder
from journeys.people import People
from zoco import seed
from zoco.ports import Ports
from zoco.stack import Stack

# In this order: the last one leaves the services as separate processes.
BENCHMARKS = {
    "memory": memory.run,
    "reads": reads.run,
    "edge": edge.run,
    "finding": finding.run,
    "desk": desk.run,
    "logins": logins.run,
    "purchase": purchase.run,
    "latency": latency.run,
}
RESULTS = Path(__file__).parent / "results"


async def measure(names: list[str]) -> dict[str, Any]:
    """Each benchmark's rows. One stack for all of them, durable, as `make up` has it, in a folder on disk."""
    with temporary_folder() as folder:
        stack = Stack(folder / ".zoco", Ports.free(), attached=True)
        # All load comes from one address: what is measured is the work, not the throttling.
        stack.extra["users"] = {"THROTTLE_FACTOR": "100000"}
        stack.extra["orders"] = {"ORDERS_AT_ONCE": "100"}  # what is refused: `make chaos PROFILE=overload`
        try:
            await stack.up()
            await seed.sow(stack)
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
                people = People(stack, session)
                return {name: await BENCHMARKS[name](people) for name in names}
        finally:
            await stack.down()


def show(results: dict[str, Any]) -> None:
    for name, rows in results.items():
        table = Table(title=name)
        for column in rows[0]:
            table.add_column(column, justify="left" if column == next(iter(rows[0])) else "right")
        for row in rows:
            table.add_row(
                *(f"{value:.1f}" if isinstance(value, float) else str(value) for value in row.values())
            )
        Console().print(table)


def main() -> None:
    names = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        raise SystemExit(
            f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}"
        )
    results = asyncio.run(measure(names))
    show(results)
    RESULTS.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    (RESULTS / f"{stamp}.json").write_text(json.dumps(results, indent=1) + "\n")
    (RESULTS / f"{stamp}.svg").write_text(bars(results))
    Console().print(f"wrote bench/results/{stamp}.json and .svg")


main()
