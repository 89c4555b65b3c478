"""Resident memory of every process, idle after some work. PostgreSQL is not counted in the sum."""

from typing import Any

from journeys.people import People


async def run(people: People) -> list[dict[str, Any]]:
    rows = [
        {"part": name, "MB": _megabytes(people, name)} for name in people.stack.parts if name != "postgres"
    ]
    return [*rows, {"part": "sum", "MB": sum(row["MB"] for row in rows)}]


def _megabytes(people: People, name: str) -> int:
    record = people.stack.record(name)
    return record.memory // 2**20 if record else 0
