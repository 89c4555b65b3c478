"""An import whose process is killed goes on in the next one, and nothing of it happens twice or by half."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.process import PartFailed
from chassis.testing import Parts, Peer, Running, as_process
from services.catalog.tests import make
from services.catalog.tests.conftest import Serve
from services.catalog.tests.importing import HEADER, begun, counted

PRODUCTS = 300
HALF = "SELECT count(*) FROM (SELECT product_id FROM variants GROUP BY 1 HAVING count(*) <> 2) AS half"
CONTENT = (
    HEADER + "".join(f"p{n},Product {n},Size,S,P{n}-S,3,9,\np{n},,,M,P{n}-M,4,9,\n" for n in range(PRODUCTS))
).encode()


@pytest.fixture
async def peer(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Peer]:
    async with contextlib.AsyncExitStack() as stack:
        yield await as_process(running_parts, "catalog", stack, environment)


async def until(running: Running, path: str, state: str) -> Any:
    async with asyncio.timeout(60):
        while True:
            job = (await make.manager(running).get(path)).json
            if job["state"] == state:
                return job
            await asyncio.sleep(0.05)


async def check_whole(running: Running, path: str) -> None:
    """Everything is in the shop once: products, both variants of each, and their stock."""
    done = await until(running, path, "done")
    assert counted(done) == (PRODUCTS, 0, 0, 0)
    assert await running.db.one(int, "SELECT count(*) FROM products") == PRODUCTS
    assert await running.db.one(int, "SELECT sum(on_hand)::bigint FROM stock_levels") == 7 * PRODUCTS
    assert await running.db.one(int, "SELECT count(*) FROM staff_edits") == PRODUCTS
    await make.check_books(running)


async def dies(peer: Peer, place: str) -> None:
    with contextlib.suppress(PartFailed):  # it may be gone before anybody finds it ready
        await peer.start(FAILPOINT=place)
        assert await peer.gone() == -signal.SIGKILL


@pytest.mark.parametrize("place", ["import-claimed", "import-put-in", "import-committed"])
async def test_a_process_that_dies_at_any_place_is_resumed(serve: Serve, peer: Peer, place: str) -> None:
    async with serve() as running:
        path = await begun(running, CONTENT)
        await make.manager(running).post(f"{path}/check", {})
        await dies(peer, place)
        await peer.start()
        await until(running, path, "checked")
        os.kill(peer.child.pid, signal.SIGTERM)
        await peer.gone()
        await make.manager(running).post(f"{path}/run")
        await dies(peer, place)
        await peer.start()
        await check_whole(running, path)


async def test_kills_at_any_moment_leave_whole_products(serve: Serve, peer: Peer) -> None:
    async with serve() as running:
        path = await begun(running, CONTENT)
        await make.manager(running).post(f"{path}/check", {})
        await peer.start()
        await until(running, path, "checked")
        await make.manager(running).post(f"{path}/run")
        for wanted in (40, 120, 200):
            async with asyncio.timeout(60):
                while await running.db.one(int, "SELECT count(*) FROM products") < wanted:  # type: ignore[operator]
                    await asyncio.sleep(0.01)
            os.kill(peer.child.pid, signal.SIGKILL)
            await peer.gone()
            assert await running.db.one(int, HALF) == 0
            job = (await make.manager(running).get(path)).json
            assert job["created"] == await running.db.one(int, "SELECT count(*) FROM products")
            await peer.start()
        await check_whole(running, path)
