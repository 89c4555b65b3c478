"""How a variant sells: beyond what is there, until when, what is said of it, and what shoppers are shown."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from catalog.availability import Availability, Policy, Shown, Strategy, Terms, show
from catalog.stock import workers
from chassis.testing import Answer, Running
from services.catalog.tests import make
from services.catalog.tests.conftest import Serve


async def sell(running: Running, variant_id: UUID, policy: str, *, etag: str = "*", **fields: Any) -> Answer:
    body = {"policy": policy} | fields
    return await make.manager(running).put(f"/v1/admin/stock/{variant_id}", body, If_Match=etag)


async def shown(running: Running, made: make.Made) -> tuple[str, int | None]:
    [variant] = (await running.http.get(f"/v1/products/{made.id}")).json["variants"]
    return variant["availability"], variant["quantity"]


async def test_a_backorder_sells_beyond_what_is_there_by_its_allowance(catalog: Running) -> None:
    made = await make.product(catalog, 2)
    assert (await sell(catalog, made.variants[0], "backorder", allowance=3)).json["sellable"] == 5
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 4))).status == 200
    assert await make.stock(catalog, made.variants[0]) == (2, 4)
    assert await shown(catalog, made) == ("backorder", None)
    before = await make.counts(catalog)
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 2))).problem == "out-of-stock"
    assert await make.counts(catalog) == before
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).status == 200
    assert await shown(catalog, made) == ("out_of_stock", None)
    last = (await catalog.published("catalog.stock_changed.v1"))[-1]
    assert (last["available"], last["sellable"]) == (-3, 0)
    await make.check_books(catalog)


async def test_terms_that_allow_less_keep_what_was_promised(catalog: Running) -> None:
    made = await make.product(catalog, 0)
    await sell(catalog, made.variants[0], "backorder", allowance=5)
    order_id = uuid4()
    await make.hold(catalog, order_id, (made.variants[0], 4))
    answer = await sell(catalog, made.variants[0], "deny")
    assert (answer.status, answer.json["sellable"], answer.json["available"]) == (200, 0, -4)
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).problem == "out-of-stock"
    await make.adjust(catalog, made.variants[0], 5)
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 2))).problem == "out-of-stock"
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).status == 200
    assert (await make.release(catalog, order_id)).status == 200
    await make.check_books(catalog)


async def test_a_preorder_ends_at_its_time(catalog: Running) -> None:
    made = await make.product(catalog, 0)
    until = catalog.clock.now() + timedelta(days=3)
    assert (await sell(catalog, made.variants[0], "preorder", allowance=10, until=until)).status == 200
    assert await shown(catalog, made) == ("preorder", None)
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 2))).status == 200
    catalog.clock.advance(days=3)
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 2))).problem == "out-of-stock"
    cache: Any = catalog.service.provide["cache"]
    assert await workers.end_next(catalog.db, cache, Strategy.FEW_LEFT)
    assert not await workers.end_next(catalog.db, cache, Strategy.FEW_LEFT)
    assert await shown(catalog, made) == ("out_of_stock", None)
    read = (await make.manager(catalog).get(f"/v1/admin/stock/{made.variants[0]}")).json
    assert (read["policy"], read["until"], read["reserved"]) == ("deny", None, 2)
    await make.check_books(catalog)


async def test_an_edit_of_terms_that_lost_the_race_is_refused(catalog: Running) -> None:
    made = await make.product(catalog, 0)
    path = f"/v1/admin/stock/{made.variants[0]}"
    first = await make.manager(catalog).get(path)
    assert first.headers["etag"] == '"1"'
    assert (await make.manager(catalog).put(path, {"policy": "deny"})).status == 428
    edited = await sell(catalog, made.variants[0], "backorder", allowance=1, etag='"1"')
    assert (edited.status, edited.headers["etag"]) == (200, '"2"')
    assert (await sell(catalog, made.variants[0], "deny", etag='"1"')).status == 412
    assert (await sell(catalog, uuid4(), "deny")).problem == "unknown-variant"


WRONG_TERMS: list[tuple[dict[str, Any], str]] = [
    ({"policy": "always"}, "/policy"),
    ({"policy": "deny", "allowance": 1}, "/allowance"),
    ({"policy": "backorder"}, "/allowance"),
    ({"policy": "backorder", "allowance": -1}, "/allowance"),
    ({"policy": "backorder", "allowance": 1_000_001}, "/allowance"),
    ({"policy": "backorder", "allowance": 1, "until": "2099-01-01T00:00:00Z"}, "/until"),
    ({"policy": "preorder", "allowance": 1}, "/until"),
    ({"policy": "preorder", "allowance": 1, "until": "2020-01-01T00:00:00Z"}, "/until"),
    ({"policy": "preorder", "allowance": 1, "until": "9999-12-31T23:59:59-14:00"}, "/until"),
    ({"policy": "preorder", "allowance": 1, "until": "0001-01-01T00:00:00+14:00"}, "/until"),
    ({"policy": "deny", "low_stock_at": -1}, "/low_stock_at"),
    ({"policy": "deny", "on_hand": 9}, "/on_hand"),
]


async def test_wrong_terms_are_named(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    before = await make.counts(catalog)
    for body, pointer in WRONG_TERMS:
        answer = await make.manager(catalog).put(f"/v1/admin/stock/{made.variants[0]}", body, If_Match="*")
        assert (answer.status, answer.json["pointer"]) == (422, pointer), body
    assert await make.counts(catalog) == before


async def test_low_and_back_are_announced_once_per_crossing(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    [variant] = made.variants
    await sell(catalog, variant, "deny", low_stock_at=3)

    async def said() -> list[tuple[str, int]]:
        found = await catalog.published("catalog.low_stock.v1", "catalog.back_in_stock.v1")
        return [(each["type"].split(".")[1], each["available"]) for each in found]

    await make.adjust(catalog, variant, -1)
    assert await said() == []
    await make.adjust(catalog, variant, -1)
    await make.adjust(catalog, variant, -1)
    assert await said() == [("low_stock", 3)]
    order_id = uuid4()
    await make.hold(catalog, order_id, (variant, 2))
    assert await said() == [("low_stock", 3)]
    await make.release(catalog, order_id)
    assert await said() == [("low_stock", 3), ("back_in_stock", 2)]
    await make.adjust(catalog, variant, 2)
    await make.adjust(catalog, variant, -2)
    assert await said() == [("low_stock", 3), ("back_in_stock", 2), ("low_stock", 2)]
    await sell(catalog, variant, "deny", low_stock_at=1)
    await sell(catalog, variant, "deny", low_stock_at=2)
    assert (await said())[3:] == [("low_stock", 2)]
    await make.check_books(catalog)


def test_what_is_shown_depends_on_the_strategy() -> None:
    owed = Terms(Policy.BACKORDER, 2)
    table = {
        (6, Strategy.EXACT): Shown(Availability.IN_STOCK, 6),
        (5, Strategy.EXACT): Shown(Availability.FEW_LEFT, 5),
        (0, Strategy.EXACT): Shown(Availability.BACKORDER, 0),
        (-2, Strategy.EXACT): Shown(Availability.OUT_OF_STOCK, 0),
        (6, Strategy.FEW_LEFT): Shown(Availability.IN_STOCK, None),
        (5, Strategy.FEW_LEFT): Shown(Availability.FEW_LEFT, None),
        (-1, Strategy.FEW_LEFT): Shown(Availability.BACKORDER, None),
        (6, Strategy.YES_NO): Shown(Availability.IN_STOCK, None),
        (1, Strategy.YES_NO): Shown(Availability.IN_STOCK, None),
        (-2, Strategy.YES_NO): Shown(Availability.OUT_OF_STOCK, None),
    }
    for (available, strategy), expected in table.items():
        now = make.NOW
        assert show(available, owed, strategy=strategy, now=now) == expected, (available, strategy)
    assert show(0, Terms(), strategy=Strategy.EXACT, now=make.NOW).availability == Availability.OUT_OF_STOCK


async def test_answers_change_only_when_what_is_shown_does(serve: Serve) -> None:
    """Selling ten down to none, one by one: how often the cache is renewed is the strategy's price."""
    renewed = {}
    for strategy in Strategy:
        async with serve(SHOP_AVAILABILITY=strategy) as catalog:
            made = await make.product(catalog, 10)
            path = f"/v1/products/{made.id}"
            seen = []
            for left in range(10, -1, -1):
                answer = await catalog.http.get(path)
                listed = (await catalog.http.get("/v1/products")).json["items"][0]
                assert listed == answer.json
                seen.append(answer.headers["etag"])
                [variant] = answer.json["variants"]
                assert variant["quantity"] == (left if strategy == Strategy.EXACT else None)
                assert (variant["availability"] == "out_of_stock") == (left == 0)
                if left:
                    await make.hold(catalog, uuid4(), (made.variants[0], 1))
            renewed[strategy] = len(set(seen)) - 1
    assert renewed == {Strategy.EXACT: 10, Strategy.FEW_LEFT: 2, Strategy.YES_NO: 1}
