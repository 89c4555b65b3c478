"""Loads that are shared, and loads that begin a little before what is kept ends."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from catalog.cache import Cache, Entry
from catalog.flights import Flights
from catalog.language import Language
from catalog.pages import Key, Pages
from chassis.shortcut import Ready
from chassis.testing import Parts

PAGE = Key("/v1/products", b"", Language.EN)


@pytest.fixture
async def cache(running_parts: Parts) -> AsyncIterator[Cache]:
    async with Cache(running_parts.redis_url, prefix=f"test:{uuid4()}") as cache:
        yield cache


async def test_two_hundred_readers_of_a_page_are_two_loads(cache: Cache) -> None:
    pages, loads, go_on = Pages(cache), 0, asyncio.Event()

    async def load() -> Ready:
        nonlocal loads
        loads += 1
        await go_on.wait()
        return Ready(b"page", '"1"', ())

    readers = [asyncio.create_task(pages.make(PAGE, load)) for _ in range(200)]
    while not loads:
        await asyncio.sleep(0)
    late = [asyncio.create_task(pages.make(PAGE, load)) for _ in range(200)]
    go_on.set()
    found = await asyncio.gather(*readers, *late)
    assert {ready.body for ready in found} == {b"page"}
    assert loads == 2


async def test_a_page_that_cannot_be_made_tells_everybody_and_is_made_again(cache: Cache) -> None:
    pages, fails = Pages(cache), True

    async def load() -> Ready:
        if fails:
            raise ValueError
        return Ready(b"page", '"1"', ())

    told = await asyncio.gather(*(pages.make(PAGE, load) for _ in range(5)), return_exceptions=True)
    assert [type(each) for each in told] == [ValueError] * 5
    fails = False
    assert (await pages.make(PAGE, load)).body == b"page"


def test_early_is_seldom_long_before_the_end_and_sure_at_it() -> None:
    flights: Flights[str, int] = Flights()
    flights.seconds = 0.1
    assert sum(flights.is_early(5.0) for _ in range(10_000)) == 0
    assert 3_000 < sum(flights.is_early(0.1) for _ in range(10_000)) < 4_400  # 1/e
    assert all(flights.is_early(-0.001) for _ in range(1_000))
    assert 3_000 < sum(flights.is_early(1.1, rest=1.0) for _ in range(10_000)) < 4_400


async def test_what_ends_soon_is_loaded_again_while_it_is_still_answered(
    cache: Cache, running_parts: Parts
) -> None:
    key, loads = uuid4(), 0

    async def load() -> Entry | None:
        nonlocal loads
        loads += 1
        return Entry(loads, b"%d" % loads)

    async with Redis.from_url(running_parts.redis_url) as client, asyncio.timeout(20):
        [name] = [f"{cache._prefix}:{key}"]
        while not await client.exists(name):
            await cache.get(key, load)
        first = loads
        while loads == first:
            await client.pexpire(name, 400)
            cache._near.clear()
            found = await cache.get(key, load)
            assert found is not None
            assert found.version == first  # nobody waited for it
            for _ in range(20):
                await asyncio.sleep(0)
        while await client.pttl(name) < 30_000:
            await asyncio.sleep(0.01)
        assert loads == first + 1
