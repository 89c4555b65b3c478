"""Who gets what answer on every route: each operation of the documents, for every kind of caller.

`authorization.md` holds what is expected. After a change of routes or policies, `python -m
attacks.authorization` writes it as it is now; whoever reads the difference decides whether it should be so.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec

from attacks.cast import Cast
from attacks.fuzz import a_stack
from chassis.testing import Answer
from journeys.people import People
from tools.operations import OPERATIONS
from zoco.environment import repository
from zoco.home import SERVICES

EXPECTED = Path(__file__).with_name("authorization.md")
DOCUMENTS = repository() / "contracts" / "openapi"
NONE = "01980000-0000-7000-8000-00000000dead"
METHODS = ("get", "post", "put", "patch", "delete")
# In the order in which they try: those who change something come last.
CALLERS = (
    *("nobody", "expired", "foreign service", "service", "other", "app", "one factor"),
    *("support_agent", "support_lead", "catalogue_manager", "order_manager", "admin", "owner"),
)
COLUMNS = (*CALLERS, "no such thing")
NAMES = {"unauthenticated": "401", "invalid-token": "401", "forbidden": "403"}


class Operation(msgspec.Struct, frozen=True):
    """One route of one service, with a request that its owner may send."""

    service: str
    method: str
    path: str
    policy: str
    parameters: list[dict[str, Any]] = []

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_internal(self) -> bool:
        return self.path.startswith("/internal/")

    @property
    def things(self) -> list[str]:
        return [parameter["name"] for parameter in self.parameters if parameter["in"] == "path"]


def operations() -> Iterator[Operation]:
    """Everything that any service answers to somebody."""
    for service in SERVICES:
        document = json.loads((DOCUMENTS / f"{service}.json").read_text())
        for path, item in document["paths"].items():
            for method in METHODS:
                if (found := item.get(method)) is not None:
                    yield Operation(
                        service, method.upper(), path, found["x-policy"], found.get("parameters", [])
                    )


def verdict(answer: Answer) -> str:
    """What the answer says of the one who asked."""
    if answer.status < 400:
        return "yes"
    if answer.problem == "insufficient-user-authentication":
        return "step up"
    return NAMES.get(answer.problem) or ("404" if answer.status == 404 else "yes")


async def row(cast: Cast, operation: Operation, door: str, columns: Sequence[str]) -> dict[str, str]:
    """A verdict for each of these columns."""
    things = await cast.things(operation.things, OPERATIONS.get(operation.name))
    asking = [caller for caller in CALLERS if caller in columns]
    found = {caller: await _ask(cast, operation, door, caller, things) for caller in asking}
    if COLUMNS[-1] in columns:
        allowed = next((caller for caller in reversed(asking) if found[caller] == "yes"), None)
        found[COLUMNS[-1]] = "–"
        if operation.things and allowed and not operation.is_internal:
            await cast.renew()  # whoever asked may be disabled by now
            found[COLUMNS[-1]] = await _ask(cast, operation, door, allowed, dict.fromkeys(things, NONE))
    return found


async def _ask(cast: Cast, operation: Operation, door: str, caller: str, things: dict[str, str]) -> str:
    path = operation.path
    for thing in operation.things:
        path = path.replace(f"{{{thing}}}", things[thing])
    example = OPERATIONS.get(operation.name)
    headers = {"Idempotency-Key": str(uuid4()), **(example.headers if example else {})}
    body = example.body if example else ({} if operation.method != "GET" else None)
    sent = None if body is None else json.loads(cast.real(json.dumps(body), things))
    where = cast.people.nobody if door == "gateway" else cast.people.direct(operation.service)
    who = where.acting(cast.token(caller, operation.service))
    answer = await who.send(operation.method, path, sent, headers=headers)
    assert answer.status < 500, (operation.name, caller, answer)
    return verdict(answer)


async def matrix(people: People, door: str, columns: Sequence[str] = COLUMNS) -> dict[str, dict[str, str]]:
    """Every operation's row. What only services call is looked for at the gateway too."""
    cast = await Cast.of(people)
    found = {}
    for operation in operations():
        await cast.renew()
        found[operation.name] = await row(cast, operation, door, columns)
    return found


def as_markdown(rows: dict[str, dict[str, str]]) -> str:
    heads = ("operation", *COLUMNS)
    lines = [" | ".join(heads), "|".join("---" for _ in heads)]
    lines += [" | ".join((name, *(cells[column] for column in COLUMNS))) for name, cells in rows.items()]
    introduction = EXPECTED.read_text().partition("\n| ")[0]
    return introduction + "\n" + "".join(f"| {line} |\n" for line in lines)


def expected() -> dict[str, dict[str, str]]:
    """The table as it stands in the repository."""
    found = {}
    for line in EXPECTED.read_text().splitlines():
        name, *cells = (cell.strip() for cell in line.strip("| ").split("|"))
        if line.startswith("| ") and "/" in name:
            found[name] = dict(zip(COLUMNS, cells, strict=True))
    return found


async def _write() -> None:
    async with a_stack() as stack, aiohttp.ClientSession() as session:
        EXPECTED.write_text(as_markdown(await matrix(People(stack, session), "service")))


if __name__ == "__main__":
    asyncio.run(_write())
