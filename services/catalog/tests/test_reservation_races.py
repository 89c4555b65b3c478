"""Many at once. After each: the books balance, versions are gapless, nobody got what was not there."""

import asyncio
import os
import random
from uuid import UUID, uuid4

import pytest

from catalog.availability import Strategy
from catalog.reservation import workers
from chassis.testing import Answer, Running
from services.catalog.tests import make

BUYERS = 50
ROUNDS = int(os.environ.get("RACE_ROUNDS", "20"))
HOLDS = int(os.environ.get("RACE_HOLDS", "200"))


@pytest.mark.timeout(60 + 10 * ROUNDS)
async def test_fifty_buyers_for_the_last_unit_sell_it_once(catalog: Running) -> None:
    """In rounds, each with a fresh last unit: as many are sold as there were rounds."""
    sold = 0
    for _ in range(ROUNDS):
        made = await make.product(catalog, 1)
        answers = await asyncio.gather(
            *(make.hold(catalog, uuid4(), (made.variants[0], 1)) for _ in range(BUYERS))
        )
        assert make.statuses(answers) == {200: 1, 409: BUYERS - 1}
        assert {answer.problem for answer in answers if answer.status == 409} == {"out-of-stock"}
        assert await make.stock(catalog, made.variants[0]) == (1, 1)
        sold += 1
    assert sold == await catalog.db.one(int, "SELECT count(*) FROM reservations WHERE state = 'held'")
    await make.check_books(catalog)


async def test_lines_of_one_sku_are_one_wish_also_in_a_race(catalog: Running) -> None:
    """Nine are there, and each of ten buyers wants two and two of the same: two get them."""
    made = await make.product(catalog, 9)
    lines = [(made.variants[0], 2), (made.variants[0], 2)]
    answers = await asyncio.gather(*(make.hold(catalog, uuid4(), *lines) for _ in range(10)))
    assert make.statuses(answers) == {200: 2, 409: 8}
    assert await make.stock(catalog, made.variants[0]) == (9, 8)
    await make.check_books(catalog)


@pytest.mark.timeout(60 + HOLDS)
async def test_holds_of_opposite_orders_never_wait_for_each_other(catalog: Running) -> None:
    """Four variants in two products at two locations, asked for forwards and backwards, many at a time; what
    the words show changes with each. PostgreSQL counts its deadlocks."""
    made = [await make.product(catalog, 3, 3) for _ in range(2)]
    variants = [variant_id for each in made for variant_id in each.variants]
    body = {"key": "store", "name": "Store", "priority": 50}
    await make.manager(catalog).post("/v1/admin/locations", body, key="store-1234")
    for variant_id in variants:
        await make.adjust(catalog, variant_id, 3, location="store")
    gate = asyncio.Semaphore(10)

    async def buy_and_cancel(number: int) -> list[str]:
        order_id, lines = uuid4(), [(variant_id, 5) for variant_id in variants]
        async with gate:
            held = await make.hold(catalog, order_id, *(reversed(lines) if number % 2 else lines))
            released = await make.release(catalog, order_id)
        return [held.json.get("state") or held.problem, released.json["state"]]

    answers = [word for pair in await asyncio.gather(*map(buy_and_cancel, range(HOLDS))) for word in pair]
    assert set(answers) <= {"held", "out-of-stock", "released"}, set(answers)
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert await catalog.db.one(int, deadlocks) == 0
    assert [await make.stock(catalog, variant_id) for variant_id in variants] == [(6, 0)] * 4
    await make.check_books(catalog)


async def test_the_same_hold_fifty_times_at_once_is_one(catalog: Running) -> None:
    made = await make.product(catalog, 100)
    order_id = uuid4()
    answers = await asyncio.gather(
        *(make.hold(catalog, order_id, (made.variants[0], 2)) for _ in range(BUYERS))
    )
    assert make.statuses(answers) == {200: BUYERS}
    assert len({answer.content for answer in answers}) == 1
    assert await make.stock(catalog, made.variants[0]) == (100, 2)
    await make.check_books(catalog)


async def test_opposite_orders_of_lines_do_not_deadlock(catalog: Running) -> None:
    first, second = await make.product(catalog, 500, 500), await make.product(catalog, 500, 500)
    variants = [*first.variants, *second.variants]

    async def buy_and_cancel(number: int) -> list[Answer]:
        order_id, lines = uuid4(), [(variant_id, 1) for variant_id in variants]
        if number % 2:
            lines.reverse()
        return [await make.hold(catalog, order_id, *lines), await make.release(catalog, order_id)]

    answers = [a for pair in await asyncio.gather(*map(buy_and_cancel, range(60))) for a in pair]
    assert make.statuses(answers) == {200: 120}
    assert [await make.stock(catalog, variant_id) for variant_id in variants] == [(500, 0)] * 4
    await make.check_books(catalog)


async def test_words_of_several_products_change_at_once_without_deadlock(catalog: Running) -> None:
    """Each hold changes the word of two products, whose listings are locked after the levels."""
    left, right = await make.product(catalog, *[1] * 20), await make.product(catalog, *[1] * 20)

    async def buy(number: int) -> Answer:
        lines = [(left.variants[number], 1), (right.variants[number], 1)]
        return await make.hold(catalog, uuid4(), *(reversed(lines) if number % 2 else lines))

    assert make.statuses(await asyncio.gather(*map(buy, range(20)))) == {200: 20}
    for made in (left, right):
        answer = await catalog.http.get(f"/v1/products/{made.id}")
        assert {v["availability"] for v in answer.json["variants"]} == {"out_of_stock"}
    await make.check_books(catalog)


async def test_hold_commit_release_and_expiry_race_on_the_same_orders(catalog: Running) -> None:
    """Whatever wins, the answers agree with what is in the books afterwards."""
    made, chance = await make.product(catalog, 30, 30), random.Random(1)
    orders = [uuid4() for _ in range(20)]
    cache = catalog.service.provide["cache"]

    async def meddle(order_id: UUID) -> Answer | bool:
        action = chance.choice(["hold", "hold", "commit", "release", "expire", "adjust"])
        if action == "expire":
            return await workers.expire_next(catalog.db, cache, Strategy.FEW_LEFT)
        if action == "adjust":
            return await make.adjust(catalog, chance.choice(made.variants), chance.choice([-3, 2]))
        if action == "hold":
            lines = [(made.variants[0], 1), (made.variants[1], 2), (made.variants[0], 1)]
            # Every other hold is past its time at once, so that the sweeper has work.
            return await make.hold(catalog, order_id, *lines, minutes=order_id.int % 2 * 20)
        return await {"commit": make.commit, "release": make.release}[action](catalog, order_id)

    answers = await asyncio.gather(*(meddle(order_id) for order_id in orders * 8))
    http = [answer for answer in answers if isinstance(answer, Answer)]
    assert {answer.status for answer in http} <= {200, 201, 404, 409}, make.statuses(http)
    assert {a.problem for a in http if a.status == 409} <= {"out-of-stock", "stock-below-reserved"}
    await make.check_books(catalog)


async def test_a_release_overtaking_its_hold_keeps_nothing(catalog: Running) -> None:
    made = await make.product(catalog, 1000)
    orders = [uuid4() for _ in range(30)]
    calls = [make.hold(catalog, order_id, (made.variants[0], 3)) for order_id in orders]
    calls += [make.release(catalog, order_id) for order_id in orders]
    random.shuffle(calls)
    answers = await asyncio.gather(*calls)
    assert make.statuses(answers) == {200: 60}
    assert await make.stock(catalog, made.variants[0]) == (1000, 0)
    await make.check_books(catalog)


async def test_two_sweepers_share_the_work(catalog: Running) -> None:
    made = await make.product(catalog, 100)
    await asyncio.gather(*(make.hold(catalog, uuid4(), (made.variants[0], 2)) for _ in range(20)))
    catalog.clock.advance(hours=1)
    cache = catalog.service.provide["cache"]
    swept = await asyncio.gather(
        *(workers.expire_next(catalog.db, cache, Strategy.FEW_LEFT) for _ in range(40))
    )
    while await workers.expire_next(catalog.db, cache, Strategy.FEW_LEFT):
        swept.append(True)
    assert sum(swept) == 20
    assert await make.stock(catalog, made.variants[0]) == (100, 0)
    await make.check_books(catalog)


async def test_two_edits_of_one_version_are_one(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    staff, path = make.manager(catalog), f"/v1/admin/products/{made.id}"
    body = (await staff.get(path)).json
    del body["id"], body["version"]
    edits = (staff.put(path, body | {"name": f"Name {number}"}, If_Match='"1"') for number in range(20))
    answers = await asyncio.gather(*edits)
    assert make.statuses(answers) == {200: 1, 412: 19}
    [won] = [answer for answer in answers if answer.status == 200]
    assert (await staff.get(path)).content == won.content
    await make.check_books(catalog)


async def test_the_same_handle_and_sku_at_once_is_one_product(catalog: Running) -> None:
    body = make.product_body(5)
    others = [make.product_body(5) | {"variants": body["variants"]} for _ in range(10)]
    bodies = [*others, *(make.product_body(5) | {"handle": body["handle"]} for _ in range(10)), body]
    answers = await asyncio.gather(*(make.create(make.manager(catalog), b) for b in bodies))
    assert {a.problem for a in answers if a.status == 409} <= {"handle-taken", "sku-taken"}
    assert make.statuses(answers).keys() == {201, 409}
    assert await catalog.db.one(int, "SELECT count(*) - count(DISTINCT sku) FROM variants") == 0
    await make.check_books(catalog)
