"""The cache is entered with tokens, also by who listens in it, and nobody else gets in."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from token_door import Lock, redis_door

from catalog import login
from catalog.cache import Cache, Entry
from chassis.process import free_port
from chassis.testing import REGION, Parts

CACHE = "zoco-cache"


@pytest.fixture
def lock() -> Lock:
    keys = {"key_id": REGION["AWS_ACCESS_KEY_ID"], "secret": REGION["AWS_SECRET_ACCESS_KEY"]}
    return Lock("elasticache", CACHE, **keys, shown=[])


@pytest.fixture
async def url(lock: Lock, running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[str]:
    port, behind = free_port(), int(running_parts.redis_url.rpartition(":")[2].partition("/")[0])
    async with redis_door(lock, behind, port=port):
        yield f"redis+iam://zoco-catalog@127.0.0.1:{port}/0?cache={CACHE}"


async def test_what_is_kept_and_what_is_heard_come_through_the_door(lock: Lock, url: str) -> None:
    prefix = f"catalog:{uuid4()}"
    async with Cache(url, prefix=prefix) as one, Cache(url, prefix=prefix) as other:
        async with asyncio.timeout(10):  # a busy machine may miss what takes more than the cache's patience
            while await _loads(one, other) != 1:
                await asyncio.sleep(0.05)
        await _until_heard(other, one, uuid4())
    assert len(lock.shown) >= 4  # two that ask, two that listen


async def _loads(one: Cache, other: Cache) -> int:
    """How often something is loaded that both ask for; once, when the second finds what the first kept."""
    key, loads = uuid4(), 0

    async def load() -> Entry:
        nonlocal loads
        loads += 1
        return Entry(1, b"kept")

    assert await one.get(key, load) == await other.get(key, load) == Entry(1, b"kept")
    return loads


async def _until_heard(other: Cache, one: Cache, key: UUID) -> None:
    version = 2
    async with asyncio.timeout(10):
        while other.changes == 0:
            await one.forget({key: version})
            version += 1
            await asyncio.sleep(0.05)


async def test_a_cache_that_refuses_is_a_cache_that_is_away(lock: Lock, url: str) -> None:
    lock.secret = "changed"

    async def load() -> Entry:
        return Entry(1, b"from the database")

    async with Cache(url, prefix="catalog:refused") as cache:
        assert await cache.get(uuid4(), load) == Entry(1, b"from the database")
    assert lock.shown == []


def test_an_address_with_a_password_stays_as_it_is() -> None:
    assert login.options("redis://:secret@host:6379/0") == {"url": "redis://:secret@host:6379/0"}
