"""Locations, and what an order takes from where."""

from typing import Any
from uuid import UUID, uuid4

from catalog.availability import Strategy
from catalog.stock import workers
from chassis.testing import Answer, Running
from services.catalog.tests import make

LOCATIONS = "/v1/admin/locations"


async def add(running: Running, key: str, *, priority: int = 200, is_active: bool = True) -> Answer:
    body = {"key": key, "name": key, "priority": priority, "is_active": is_active}
    return await make.manager(running).post(LOCATIONS, body, key=str(uuid4()))


async def edit(running: Running, key: str, **fields: Any) -> Answer:
    return await make.manager(running).put(f"{LOCATIONS}/{key}", {"name": key} | fields, If_Match="*")


async def hear(running: Running) -> None:
    """Let stock hear which locations are active."""
    cache: Any = running.service.provide["cache"]
    while await workers.reopen_next(running.db, cache, Strategy.FEW_LEFT):
        pass


async def levels(running: Running, variant_id: UUID) -> dict[str, tuple[int, int]]:
    answer = await make.manager(running).get(f"/v1/admin/stock/{variant_id}")
    return {level["location"]: (level["on_hand"], level["reserved"]) for level in answer.json["levels"]}


async def word(running: Running, made: make.Made) -> str:
    return str((await running.http.get(f"/v1/products/{made.id}")).json["variants"][0]["availability"])


async def test_there_is_one_from_the_first_day(catalog: Running) -> None:
    listed = (await make.manager(catalog).get(LOCATIONS)).json["items"]
    assert [(each["key"], each["is_active"], each["version"]) for each in listed] == [("main", True, 1)]
    made = await make.product(catalog, 4)
    assert await levels(catalog, made.variants[0]) == {"main": (4, 0)}


async def test_add_read_and_edit_a_location(catalog: Running) -> None:
    added = await add(catalog, "store", priority=7)
    assert (added.status, added.json["key"], added.json["priority"]) == (201, "store", 7)
    assert (await add(catalog, "store")).problem == "location-taken"
    read = await make.manager(catalog).get(f"{LOCATIONS}/store")
    assert (read.json, read.headers["etag"]) == (added.json, '"1"')
    body = {"name": "Shop", "priority": 9, "is_active": False}
    missing = await make.manager(catalog).put(f"{LOCATIONS}/store", body)
    late = await make.manager(catalog).put(f"{LOCATIONS}/store", body, If_Match='"2"')
    assert (missing.status, late.status) == (428, 412)
    edited = await make.manager(catalog).put(f"{LOCATIONS}/store", body, If_Match='"1"')
    assert (edited.json, edited.headers["etag"]) == (added.json | body | {"version": 2}, '"2"')
    assert (await make.manager(catalog).get(f"{LOCATIONS}/nowhere")).problem == "location-not-found"
    assert (await edit(catalog, "nowhere")).problem == "location-not-found"
    trail = await catalog.db.all(str, "SELECT action FROM staff_edits WHERE subject = 'location:store'")
    assert sorted(trail) == ["add", "edit"]


async def test_the_default_location_stays_active(catalog: Running) -> None:
    answer = await edit(catalog, "main", is_active=False)
    assert (answer.status, answer.problem) == (409, "default-location-stays")
    assert (await edit(catalog, "main", priority=3)).status == 200


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"key": "Store"}, "/key"),
    ({"key": "store\n"}, "/key"),
    ({"key": ""}, "/key"),
    ({"name": " "}, "/name"),
    ({"priority": -1}, "/priority"),
    ({"priority": 1001}, "/priority"),
    ({"is_active": 1}, "/is_active"),
    ({"id": str(uuid4())}, "/id"),
]


async def test_a_wrong_location_is_named(catalog: Running) -> None:
    for change, pointer in WRONG:
        body = {"key": "store", "name": "Store"} | change
        answer = await make.manager(catalog).post(LOCATIONS, body, key=str(uuid4()))
        assert (answer.status, answer.json["pointer"]) == (422, pointer), change
    assert len((await make.manager(catalog).get(LOCATIONS)).json["items"]) == 1


async def test_a_hold_takes_from_several_locations_by_priority(catalog: Running) -> None:
    made = await make.product(catalog, 3)
    await add(catalog, "store", priority=50)
    await add(catalog, "cellar", priority=900)
    for place, count in (("store", 2), ("cellar", 5)):
        assert (await make.adjust(catalog, made.variants[0], count, location=place)).status == 201
    order_id = uuid4()
    answer = await make.hold(catalog, order_id, (made.variants[0], 4), (made.variants[0], 3))
    assert [line["quantity"] for line in answer.json["lines"]] == [4, 3]
    taken = {"store": (2, 2), "main": (3, 3), "cellar": (5, 2)}
    assert await levels(catalog, made.variants[0]) == taken
    refused = await make.hold(catalog, uuid4(), (made.variants[0], 4))
    assert (refused.status, refused.json["skus"]) == (409, made.skus)
    last = (await catalog.published("catalog.stock_changed.v1"))[-1]
    assert (last["on_hand"], last["reserved"], last["available"], last["sellable"]) == (10, 7, 3, 3)
    again = await make.hold(catalog, order_id, (made.variants[0], 4), (made.variants[0], 3))
    assert again.content == answer.content
    await make.check_books(catalog)
    await make.release(catalog, order_id)
    assert await levels(catalog, made.variants[0]) == {"store": (2, 0), "main": (3, 0), "cellar": (5, 0)}
    await make.check_books(catalog)


async def test_a_closed_location_sells_nothing_and_keeps_its_promises(catalog: Running) -> None:
    made = await make.product(catalog, 0)
    await add(catalog, "store")
    await make.adjust(catalog, made.variants[0], 9, location="store")
    await make.hold(catalog, uuid4(), (made.variants[0], 2))
    assert await word(catalog, made) == "in_stock"
    await edit(catalog, "store", is_active=False)
    await hear(catalog)
    assert await word(catalog, made) == "out_of_stock"
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).problem == "out-of-stock"
    assert await make.stock(catalog, made.variants[0]) == (9, 2)
    [found] = (await catalog.http.get("/v1/search?q=thing")).json["items"]
    assert found["id"] == str(made.id)
    assert (await catalog.http.get("/v1/search?q=thing&in_stock=true")).json["items"] == []
    await edit(catalog, "store", is_active=True)
    await hear(catalog)
    assert await word(catalog, made) == "in_stock"
    assert len(await catalog.published("catalog.back_in_stock.v1")) == 2  # the delivery, and the opening
    await make.check_books(catalog)


async def test_a_level_at_a_closed_location_begins_closed(catalog: Running) -> None:
    made = await make.product(catalog, 0)
    await add(catalog, "store", is_active=False)
    await make.adjust(catalog, made.variants[0], 9, location="store")
    assert (await make.hold(catalog, uuid4(), (made.variants[0], 1))).problem == "out-of-stock"
    await make.check_books(catalog)


async def test_an_unknown_location_is_refused(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    before = await make.counts(catalog)
    answer = await make.adjust(catalog, made.variants[0], 1, location="nowhere")
    assert (answer.status, answer.problem, answer.json["pointer"]) == (422, "unknown-location", "/location")
    assert await make.counts(catalog) == before
