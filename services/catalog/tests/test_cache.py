"""The read cache: it makes answers faster, never older than what their reader wrote, never different."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from catalog.cache import Cache, Entry
from chassis.testing import Answer, Parts, Running
from services.catalog.tests import make
from services.catalog.tests.conftest import OwnRedis, Serve, until

KEY = "catalog:product:4:few_left:{}"
RUBBISH = [
    b"",
    b"rubbish",
    b'{"version": 99, "body": "{}"}',
    b"99 " + b"0" * 40 + b" {}",
    b"999999999999999999999999 " + b"0" * 40 + b" {}",
    b"\xff\x00\n" * 1000,
]


def version(answer: Answer) -> int:
    assert answer.status == 200, answer
    return int(answer.headers["etag"].strip('"'))


async def rename(running: Running, product_id: UUID, name: str) -> Answer:
    staff, path = make.manager(running), f"/v1/admin/products/{product_id}"
    body = (await staff.get(path)).json
    del body["id"], body["version"]
    return await staff.put(path, body | {"name": name}, If_Match="*")


@pytest.fixture
async def client(running_parts: Parts) -> AsyncIterator[Any]:
    async with Redis.from_url(running_parts.redis_url) as client:
        yield client


@pytest.fixture
async def cache(running_parts: Parts) -> AsyncIterator[Cache]:
    async with Cache(running_parts.redis_url, prefix=f"test:{uuid4()}") as cache:
        yield cache


async def nothing() -> Entry | None:
    return None


async def test_a_second_read_comes_from_redis_for_about_a_minute(catalog: Running, client: Any) -> None:
    made = await make.product(catalog, 9, name="Before")
    path = f"/v1/products/{made.id}"

    async def kept() -> bool:
        return (await catalog.http.get(path)).status == 200 and await client.exists(KEY.format(made.id))

    await until(kept)
    assert 40_000 < await client.pttl(KEY.format(made.id)) <= 72_000
    async with catalog.db.transaction() as tx:
        await tx.execute("UPDATE products SET name = 'Behind its back' WHERE id = $1", made.id)

    async def old() -> bool:
        return (await catalog.http.get(path)).json["name"] == "Before"

    await until(old)


async def test_a_writer_reads_its_own_write_in_every_process(serve: Serve) -> None:
    async with serve() as one, serve() as two:
        made = await make.product(one, 50, name="0")
        path = f"/v1/products/{made.id}"
        for number, (here, there) in zip(range(1, 21), itertools.cycle([(one, two), (two, one)])):
            await asyncio.gather(here.http.get(path), there.http.get(path))
            assert (await rename(here, made.id, str(number))).status == 200
            for running in (there, here):
                assert (await running.http.get(path)).json["name"] == str(number)


async def test_no_version_goes_back_for_anybody(serve: Serve) -> None:
    async with serve() as one, serve() as two:
        made = await make.product(one, 500)
        path, writing = f"/v1/products/{made.id}", True

        async def read(running: Running) -> int:
            seen = [0]
            while writing:
                seen.append(version(await running.http.get(path)))
            assert seen == sorted(seen)
            return len(seen)

        async def write() -> None:
            nonlocal writing
            try:
                for number in range(30):
                    running = (one, two)[number % 2]
                    # Half are edits, half sell out and restock.
                    if number % 4 < 2:
                        await rename(running, made.id, f"Name {number}")
                    else:
                        await make.adjust(running, made.variants[0], -500 if number % 4 == 2 else 500)
            finally:
                writing = False

        await asyncio.gather(write(), *(read(running) for running in (one, two) * 3))
        assert version(await one.http.get(path)) == version(await two.http.get(path))


async def test_a_slow_reader_cannot_bring_an_old_value_back(cache: Cache) -> None:
    key, loading, written = uuid4(), asyncio.Event(), asyncio.Event()

    async def load_slowly() -> Entry | None:
        loading.set()
        await written.wait()
        return Entry(1, b"old")

    slow = asyncio.create_task(cache.get(key, load_slowly))
    await loading.wait()
    await cache.forget({key: 2})
    written.set()
    assert await slow == Entry(1, b"old")  # it asked before the write

    async def load_new() -> Entry | None:
        return Entry(2, b"new")

    assert await cache.get(key, load_new) == Entry(2, b"new")
    assert await cache.get(key, nothing) in (Entry(2, b"new"), None)


async def test_redis_itself_refuses_what_is_older(running_parts: Parts) -> None:
    """The slow reader and the one who asks later have no memory of the write: only Redis has."""
    async with contextlib.AsyncExitStack() as stack:
        prefix = f"test:{uuid4()}"
        writer, slow, later = [
            await stack.enter_async_context(Cache(running_parts.redis_url, prefix=prefix)) for _ in range(3)
        ]

        async def overtaken(late: int, *, by: Callable[[UUID], Awaitable[object]]) -> Entry | None:
            """What is kept after a reader of version `late` was overtaken."""
            key, loading, go_on = uuid4(), asyncio.Event(), asyncio.Event()

            async def load() -> Entry | None:
                loading.set()
                await go_on.wait()
                return Entry(late, b"late")

            reading = asyncio.create_task(slow.get(key, load))
            await loading.wait()
            await by(key)
            go_on.set()
            await reading
            return await later.get(key, nothing)

        async def read_3(key: UUID) -> None:
            async def load() -> Entry | None:
                return Entry(3, b"3")

            await writer.get(key, load)

        async def read_and_write_3(key: UUID) -> None:
            await read_3(key)
            await writer.forget({key: 3})

        assert await overtaken(2, by=read_3) == Entry(3, b"3")
        assert await overtaken(4, by=read_3) == Entry(4, b"late")
        assert await overtaken(2, by=lambda key: writer.forget({key: 3})) is None
        assert await overtaken(3, by=lambda key: writer.forget({key: 3})) == Entry(3, b"late")
        assert await overtaken(2, by=read_and_write_3) == Entry(3, b"3")


async def test_nobody_shares_a_load_that_began_before_they_asked(cache: Cache) -> None:
    key, version, loading, go_on = uuid4(), 1, asyncio.Event(), asyncio.Event()

    async def load() -> Entry | None:
        found = Entry(version, b"body")
        loading.set()
        await go_on.wait()
        return found

    early = asyncio.create_task(cache.get(key, load))
    await loading.wait()
    version = 2  # a commit elsewhere, whose writer now reads
    late = asyncio.create_task(cache.get(key, load))
    go_on.set()
    assert (await early, await late) == (Entry(1, b"body"), Entry(2, b"body"))


async def test_two_hundred_readers_are_two_loads_at_most(catalog: Running, redis: OwnRedis) -> None:
    loads = 0

    async def load() -> Entry | None:
        nonlocal loads
        loads += 1
        await catalog.db.one(str, "SELECT pg_sleep(0.5)::text")
        return Entry(1, b"body")

    for hurt in (lambda: None, redis.freeze, redis.kill):
        hurt()
        async with Cache(redis.url, prefix="test") as cache:
            loads, key = 0, uuid4()
            found = await asyncio.gather(*(cache.get(key, load) for _ in range(200)))
            assert set(found) == {Entry(1, b"body")}
            assert loads <= 2


Hurt = Callable[[UUID], Awaitable[None]]


async def story(running: Running, hurt: Hurt) -> list[Any]:
    """A product's life as shoppers see it, without what differs from one product to the next."""
    made = await make.product(running, 7, name="Lamp")
    path, told, tags = f"/v1/products/{made.id}", [], ['"0"']

    async def look() -> None:
        await hurt(made.id)
        for tag in ('"0"', tags[-1]):
            answer = await running.http.get(path, If_None_Match=tag)
            body = answer.json if answer.status == 200 else {}
            words = [variant["availability"] for variant in body.get("variants", [])]
            told.append((answer.status, body.get("name"), words, answer.headers.get("etag")))
        listed = (await running.http.get("/v1/products?limit=1&facets=true")).json
        told.append(("listed", [item["name"] for item in listed["items"]], listed["facets"], ""))
        tags.append(answer.headers.get("etag", '"0"'))

    async def write(status: int, answer: Awaitable[Answer]) -> None:
        await hurt(made.id)
        told.append((status, (await answer).status))
        await look()

    orders = [uuid4() for _ in range(3)]
    await look()
    await write(200, make.hold(running, orders[0], (made.variants[0], 3)))
    await write(200, rename(running, made.id, "Lantern"))
    await write(200, make.hold(running, orders[1], (made.variants[0], 4)))
    await write(409, make.hold(running, orders[2], (made.variants[0], 1)))
    await write(200, make.release(running, orders[1]))
    await write(201, make.adjust(running, made.variants[0], 100))
    await write(200, make.commit(running, orders[0]))
    staff_path = f"/v1/admin/products/{made.id}"
    body = (await make.manager(running).get(staff_path)).json
    del body["id"], body["version"]
    archived = make.manager(running).put(staff_path, body | {"status": "archived"}, If_Match='"2"')
    await write(200, archived)
    return told


async def unhurt(_: UUID) -> None:
    pass


async def test_every_hurt_gets_the_same_answers(serve: Serve, redis: OwnRedis) -> None:
    rubbish = itertools.cycle(RUBBISH)

    async def plant_rubbish(product_id: UUID) -> None:
        async with Redis.from_url(redis.url) as client:
            await client.set(KEY.format(product_id), next(rubbish))

    async def plant_a_list(product_id: UUID) -> None:
        async with Redis.from_url(redis.url) as client:
            await client.delete(KEY.format(product_id))
            await client.rpush(KEY.format(product_id), b"rubbish")

    async def flush(_: UUID) -> None:
        async with Redis.from_url(redis.url) as client:
            await client.flushall()

    async def freeze_and_thaw(_: UUID) -> None:
        # The write falls into the freeze, the read after it finds Redis awake, with what it had before.
        (redis.freeze if next(turns) else redis.thaw)()

    async def slow_down(_: UUID) -> None:
        async with Redis.from_url(redis.url) as client:
            await client.client_pause(80, all=True)

    turns = itertools.cycle([False, True])
    async with serve(REDIS_URL=redis.url) as running:
        healthy = await story(running, unhurt)
        assert [kind for kind in healthy if len(kind) == 2 and kind[0] != kind[1]] == []
        assert (404, None, [], None) in healthy
        for hurt in (plant_rubbish, plant_a_list, flush, slow_down, freeze_and_thaw):
            assert await story(running, hurt) == healthy, hurt.__name__
        redis.thaw()
        redis.freeze()
        assert await story(running, unhurt) == healthy, "frozen"
        redis.kill()
        assert await story(running, unhurt) == healthy, "dead"
        await redis.begin()
        assert await story(running, unhurt) == healthy, "back again"


async def test_rubbish_is_replaced_by_the_next_reader(catalog: Running, client: Any) -> None:
    made = await make.product(catalog, 9)
    key = KEY.format(made.id)
    for value in RUBBISH:
        await client.set(key, value)

        async def healed(value: bytes = value) -> bool:
            assert (await catalog.http.get(f"/v1/products/{made.id}")).status == 200
            return bool(await client.get(key) != value) and await client.pttl(key) > 0

        await until(healed)


async def test_what_a_process_keeps_itself_ends_when_another_writes(serve: Serve) -> None:
    async with serve() as one, serve() as two:
        made = await make.product(one, 9, name="Before")
        near = two.service.provide["cache"].near
        path = f"/v1/products/{made.id}"

        async def kept() -> bool:
            return (await two.http.get(path)).status == 200 and near(made.id) is not None

        await until(kept)
        listed = await two.http.get("/v1/products")
        assert (await rename(one, made.id, "After")).status == 200
        assert (await two.http.get(path)).json["name"] == "After"
        assert (await two.http.get("/v1/products")).json["items"][0]["name"] == "After"
        assert listed.json["items"][0]["name"] == "Before"


async def test_who_does_not_hear_keeps_nothing(serve: Serve, redis: OwnRedis) -> None:
    async with serve(REDIS_URL=redis.url) as running:
        made = await make.product(running, 9)
        cache, path = running.service.provide["cache"], f"/v1/products/{made.id}"

        async def keeps() -> bool:
            return (await running.http.get(path)).status == 200 and cache.near(made.id) is not None

        async def keeps_nothing() -> bool:
            return not await keeps()

        await until(keeps)
        redis.freeze()
        async with asyncio.timeout(3):
            await until(keeps_nothing)
        redis.thaw()
        await until(keeps)
        redis.kill()
        async with asyncio.timeout(3):
            await until(keeps_nothing)


async def test_what_a_process_keeps_is_a_second_old_at_most(catalog: Running) -> None:
    made = await make.product(catalog, 9)
    cache, path = catalog.service.provide["cache"], f"/v1/products/{made.id}"

    async def kept() -> bool:
        return (await catalog.http.get(path)).status == 200 and cache.near(made.id) is not None

    async def gone() -> bool:
        return cache.near(made.id) is None and (await catalog.http.get("/health/live")).status == 200

    await until(kept)
    began = time.monotonic()
    await until(gone)
    assert time.monotonic() - began < 1.5


async def test_a_frozen_redis_is_left_alone_after_a_few_tries(serve: Serve, redis: OwnRedis) -> None:
    async with serve(REDIS_URL=redis.url) as running:
        made = await make.product(running, 9)
        redis.freeze()
        async with asyncio.timeout(10):  # 600 waits of 50 ms would take 30 s
            for _ in range(300):
                assert (await running.http.get(f"/v1/products/{made.id}")).status == 200


async def test_where_a_read_was_answered_is_counted(running_parts: Parts) -> None:
    key, prefix, before = uuid4(), f"test:{uuid4()}", reads()

    async def load() -> Entry | None:
        return Entry(1, b"{}")

    for _ in range(2):  # each a process that knows nothing yet
        async with Cache(running_parts.redis_url, prefix=prefix) as cache:

            async def kept(cache: Cache = cache) -> bool:
                return await cache.get(key, load) is not None and cache.near(key) is not None

            await until(kept)
    near, held, missed = (now - then for now, then in zip(reads(), before, strict=True))
    assert (near >= 2, held >= 1, missed >= 1) == (True, True, True)


def reads() -> list[float]:
    """Near, in Redis, nowhere."""
    labels = ({"cache": "product", "place": place} for place in ("near", "redis", "missed"))
    return [REGISTRY.get_sample_value("cache_reads_total", each) or 0 for each in labels]
