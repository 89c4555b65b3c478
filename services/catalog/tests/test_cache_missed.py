"""What Redis missed of a write: it is remembered, and told until it has arrived."""

import asyncio
import contextlib
from uuid import uuid4

from redis.asyncio import Redis

from catalog.cache import Cache, Entry
from services.catalog.tests.conftest import OwnRedis, until


async def nothing() -> Entry | None:
    return None


async def test_a_write_that_redis_missed_is_remembered(redis: OwnRedis) -> None:
    key, version = uuid4(), 1

    async def load() -> Entry | None:
        return Entry(version, b"%d" % version)

    async with (
        asyncio.timeout(20),
        Redis.from_url(redis.url) as client,
        Cache(redis.url, prefix="test") as cache,
    ):

        async def has(value: bytes) -> bool:
            assert await cache.get(key, load) == Entry(version, b"%d" % version)
            return (await client.get(f"test:{key}") or b"").endswith(value)

        await until(lambda: has(b" 1"))
        redis.freeze()
        for _ in range(4):
            await cache.get(uuid4(), nothing)  # until it is left alone, and even the tombstone is not sent
        version = 2
        await cache.forget({key: 2})
        redis.thaw()
        while not await has(b" 2"):
            pass


async def test_the_writer_goes_on_when_everybody_has_heard(redis: OwnRedis) -> None:
    key, version = uuid4(), 1

    async def load() -> Entry | None:
        return Entry(version, b"%d" % version)

    async with Cache(redis.url, prefix="test") as writer, Cache(redis.url, prefix="test") as reader:

        async def kept() -> bool:
            return await reader.get(key, load) is not None and reader.near(key) is not None

        await until(kept)
        redis.freeze()
        version = 2
        writing = asyncio.create_task(writer.forget({key: 2}, everywhere=True))
        await asyncio.wait([writing], timeout=0.1)
        assert not writing.done()
        redis.thaw()
        await writing
        assert await reader.get(key, load) == Entry(2, b"2")


async def test_a_copy_from_before_the_write_does_not_outlive_redis_silence(redis: OwnRedis) -> None:
    key = uuid4()

    async def old() -> Entry | None:
        return Entry(1, b"1")

    async with contextlib.AsyncExitStack() as stack:
        writer, reader = [await stack.enter_async_context(Cache(redis.url, prefix="test")) for _ in range(2)]
        await reader.get(key, old)
        redis.freeze()
        await writer.forget({key: 2})
        redis.thaw()

        async def gone() -> bool:
            async with Redis.from_url(redis.url) as client:
                return bytes(await client.get(f"test:{key}") or b"").startswith(b"2 ")

        await until(gone)
