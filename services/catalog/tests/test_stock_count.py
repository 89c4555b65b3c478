"""Counting stock while the shop goes on, and the ledger of what moved it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Answer, Running
from services.catalog.tests import make

COUNTS = "/v1/admin/stock-counts"


async def position(running: Running, variant_id: UUID) -> int:
    answer = await make.manager(running).get(f"/v1/admin/stock/{variant_id}")
    return int(answer.json["levels"][0]["position"])


async def count(running: Running, variant_id: UUID, counted: int, **fields: Any) -> Answer:
    body = {"variant_id": variant_id, "counted": counted, "reason": "Yearly count"} | fields
    return await make.manager(running).post(COUNTS, body, key=str(uuid4()))


async def test_a_count_becomes_the_difference_to_the_books(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    at = await position(catalog, made.variants[0])
    answer = await count(catalog, made.variants[0], 7, position=at)
    assert (answer.status, answer.json["delta"], answer.json["stock"]["on_hand"]) == (201, -3, 7)
    [last, _] = (await make.manager(catalog).get(f"/v1/admin/stock/{made.variants[0]}/movements")).json[
        "items"
    ]
    assert (last["kind"], last["on_hand"], last["reason"]) == ("count", -3, "Yearly count")
    assert last["operation_id"] == answer.json["count_id"]
    await make.check_books(catalog)


async def test_what_moved_after_a_count_is_not_lost(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    [variant] = made.variants
    at, then = await position(catalog, variant), catalog.clock.now()
    await make.adjust(catalog, variant, -4)
    await make.adjust(catalog, variant, 1)
    await make.hold(catalog, uuid4(), (variant, 2))
    answer = await count(catalog, variant, 12, position=at)
    assert (answer.json["delta"], answer.json["stock"]["on_hand"]) == (2, 9)
    timely = await count(catalog, variant, 11, counted_at=then)
    assert (timely.json["delta"], timely.json["stock"]["on_hand"]) == (1 - 2, 8)
    await make.check_books(catalog)


async def test_a_count_that_agrees_is_remembered_and_moves_nothing(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    before = await make.counts(catalog)
    answer = await count(catalog, made.variants[0], 10, position=await position(catalog, made.variants[0]))
    after = await make.counts(catalog)
    assert (answer.json["delta"], after.on_hand, after.ledger) == (0, before.on_hand, before.ledger + 1)
    await make.check_books(catalog)


async def test_a_count_below_what_is_promised_is_refused(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    await make.hold(catalog, uuid4(), (made.variants[0], 4))
    at, before = await position(catalog, made.variants[0]), await make.counts(catalog)
    answer = await count(catalog, made.variants[0], 3, position=at)
    assert (answer.status, answer.problem) == (409, "stock-below-reserved")
    assert await make.counts(catalog) == before


async def test_a_count_while_the_shop_sells_loses_no_sale(catalog: Running) -> None:
    """Twenty adjustments race a count of the ten that were there: the books say ten and all of them."""
    made = await make.product(catalog, 10)
    at = await position(catalog, made.variants[0])
    moves = [make.adjust(catalog, made.variants[0], 1) for _ in range(20)]
    answers = await asyncio.gather(*moves, count(catalog, made.variants[0], 9, position=at))
    assert make.statuses(answers) == {201: 21}
    assert await make.stock(catalog, made.variants[0]) == (29, 0)
    await make.check_books(catalog)


WRONG_COUNTS: list[tuple[dict[str, Any], str]] = [
    ({"counted": -1}, "/counted"),
    ({"counted": 1_000_001}, "/counted"),
    ({"counted": 1.5}, "/counted"),
    ({"reason": " "}, "/reason"),
    ({"position": None}, "/position"),
    ({"counted_at": "2026-01-01T00:00:00Z"}, "/position"),
    ({"position": 2**62}, "/position"),
    ({"position": 2**63}, "/position"),
    ({"position": None, "counted_at": "2099-01-01T00:00:00Z"}, "/counted_at"),
    ({"position": None, "counted_at": "2020-01-01T00:00:00Z"}, "/counted_at"),
    ({"position": None, "counted_at": "9999-12-31T23:59:59-14:00"}, "/counted_at"),
    ({"position": None, "counted_at": "2026-01-01T00:00:00"}, "/counted_at"),
    ({"location": "nowhere"}, "/location"),
]


async def test_a_wrong_count_is_named(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    before = await make.counts(catalog)
    for change, pointer in WRONG_COUNTS:
        given = {"counted": 1, "position": 0} | change
        answer = await count(catalog, made.variants[0], **given)
        assert (answer.status, answer.json["pointer"]) == (422, pointer), change
    assert (await count(catalog, uuid4(), 1, position=0)).problem == "unknown-variant"
    assert await make.counts(catalog) == before


async def test_a_correction_never_says_less_than_nothing(catalog: Running) -> None:
    made = await make.product(catalog, 2)
    [variant] = made.variants
    body = {"policy": "backorder", "allowance": 9}
    await make.manager(catalog).put(f"/v1/admin/stock/{variant}", body, If_Match="*")
    answer = await make.adjust(catalog, variant, -3)
    assert (answer.status, answer.problem, answer.json["on_hand"]) == (409, "stock-below-zero", 2)
    assert await make.stock(catalog, variant) == (2, 0)


async def test_movements_are_listed_newest_first(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    [variant] = made.variants
    await make.adjust(catalog, variant, 5)
    order_id = uuid4()
    await make.hold(catalog, order_id, (variant, 2))
    path = f"/v1/admin/stock/{variant}/movements"
    first = (await make.manager(catalog).get(f"{path}?limit=2")).json
    assert [(m["kind"], m["on_hand"], m["reserved"]) for m in first["items"]] == [
        ("hold", 0, 2),
        ("adjust", 5, 0),
    ]
    assert first["items"][0]["operation_id"] == str(order_id)
    rest = (await make.manager(catalog).get(f"{path}?limit=2&cursor={first['next']}")).json
    assert [(m["reason"], m["location"]) for m in rest["items"]] == [("initial", "main")]
    assert rest["next"] is None
    for query in ("limit=0", "limit=101", "cursor=0", "cursor=x", f"cursor={2**63}"):
        assert (await make.manager(catalog).get(f"{path}?{query}")).status == 422, query


async def test_time_is_told_from_the_same_clock(catalog: Running) -> None:
    """A count of a moment ago has the movements of that moment in it."""
    made = await make.product(catalog, 3)
    catalog.clock.advance(hours=1)
    counted_at = catalog.clock.now() - timedelta(minutes=30)
    answer = await count(catalog, made.variants[0], 3, counted_at=counted_at)
    assert answer.json["delta"] == 0
