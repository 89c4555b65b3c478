"""A page costs as many statements with sixty things on it as with two: PostgreSQL's own log counts them."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from chassis.testing import Answer, Client, Parts, Running
from services.catalog.tests import make
from services.catalog.tests.conftest import Serve
from services.catalog.tests.importing import HEADER, act, begun

MANY = 60
LISTS = {
    "products": "/v1/products?limit={}",
    "products with facets": "/v1/products?facets=true&limit={}",
    "search": "/v1/search?q=thing&facets=true&limit={}",
    "suggestions": "/v1/search/suggestions?q=thi&limit={}",
    "products as staff": "/v1/admin/products?limit={}",
    "edits": "/v1/admin/products/{product}/edits?limit={}",
    "movements": "/v1/admin/stock/{variant}/movements?limit={}",
    "imports": "/v1/admin/product-imports?limit={}",
    "problems": "{import}/problems?limit={}",
    "exports": "/v1/admin/product-exports?limit={}",
    "pictures": "/v1/admin/media?limit={}",
    "fetches": "/v1/admin/media-fetches?limit={}",
}


# The relay runs beside, and a new connection asks for the time and for types.
BESIDE = ("outbox", "clock_timestamp", "pg_catalog", "pg_type")


class Log:
    """What the server was asked since somebody looked."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = 0

    def look(self) -> None:
        self._seen = os.stat(self._file).st_size

    def statements(self) -> int:
        with self._file.open("rb") as opened:
            opened.seek(self._seen)
            asked = opened.read().decode(errors="replace").splitlines()
        return sum("execute " in line and not any(each in line for each in BESIDE) for line in asked)


@pytest.fixture
async def log(running_parts: Parts, environment: dict[str, str]) -> Log:
    """From now on everything that the catalogue's database is asked is written down."""
    name = environment["DATABASE_URL"].rpartition("/")[2]
    admin = await asyncpg.connect(running_parts.admin_dsn, ssl=False)
    try:
        await admin.execute(f"ALTER DATABASE \"{name}\" SET log_statement = 'all'")
    finally:
        await admin.close()
    return Log(running_parts.folder / "postgres.log")


async def filled(running: Running) -> dict[str, str]:
    """So many of everything; what the paths name."""
    staff = make.manager(running)
    made = await make.product(running, 1, name="Thing")
    for _ in range(MANY):
        await make.product(running, 1, name="Thing")
        assert (await make.adjust(running, made.variants[0], 1)).status == 201
        await staff.post("/v1/admin/media", {"size": 1})
        await staff.post("/v1/admin/product-exports", {"format": "json_lines"})
        await staff.post("/v1/admin/product-imports", {"format": "json_lines", "size": 1})
    wrong = "".join(f"bad-{number},Bad,,,B-{number},1,wrong,\n" for number in range(MANY))
    path = await begun(running, (HEADER + wrong).encode())
    await act(running, path, "check")
    await many_rows(running, made)
    return {"product": str(made.id), "variant": str(made.variants[0]), "import": path}


async def many_rows(running: Running, made: make.Made) -> None:
    async with running.db.transaction() as tx:
        await tx.execute(
            "INSERT INTO staff_edits (id, subject, action, actor, changes, at) "
            "SELECT gen_random_uuid(), 'product:' || $1::text, 'edit', 'x', '{}', $2 "
            "FROM generate_series(1, $3)",
            str(made.id),
            tx.now,
            MANY,
        )
        await tx.execute(
            "INSERT INTO media_fetches (id, product_id, url, state, due_at, created_at) "
            "SELECT gen_random_uuid(), $1, 'https://x.example.com/' || n, 'failed', $2, $2 "
            "FROM generate_series(1, $3) AS n",
            made.id,
            tx.now,
            MANY,
        )


def paths(things: dict[str, str], limit: int) -> Iterator[tuple[str, str]]:
    for name, path in LISTS.items():
        for thing, found in things.items():
            path = path.replace(f"{{{thing}}}", found)
        yield name, path.replace("{}", str(min(limit, 20) if "suggestions" in path else limit))


async def cheapest(staff: Client, path: str, log: Log) -> tuple[Answer, int]:
    """Of three: something else may run beside one of them."""
    counts = []
    for _ in range(3):
        log.look()
        answer = await staff.get(path)
        counts.append(log.statements())
    return answer, min(counts)


async def test_no_page_asks_more_when_it_grows(serve: Serve, log: Log) -> None:
    async with serve(REDIS_URL="redis://127.0.0.1:1") as running:  # nothing is kept
        things = await filled(running)
        staff = running.as_account(uuid4(), "products:write", "stock:read")
        found: dict[int, dict[str, int]] = {2: {}, MANY: {}}
        sizes: dict[int, dict[str, int]] = {2: {}, MANY: {}}
        for limit, asked in found.items():
            for name, path in paths(things, limit):
                answer, asked[name] = await cheapest(staff, path, log)
                assert answer.status == 200, (name, answer)
                sizes[limit][name] = len(answer.json["items"])
        assert found[2] == found[MANY]
        assert all(1 <= count <= 4 for count in found[MANY].values()), found
        assert all(sizes[MANY][name] > 2 * sizes[2][name] for name in LISTS), sizes
