"""The category tree: breadcrumbs, moves that race, what is below what."""

import asyncio
import random
from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Answer, Running
from services.catalog.tests import make

CATEGORIES = "/v1/admin/categories"
# Every path is the parent's path and itself.
BROKEN = """
SELECT count(*) FROM categories c LEFT JOIN categories p ON p.id = c.parent_id
WHERE c.path IS DISTINCT FROM coalesce(p.path, '{}') || c.id
"""


async def create(catalog: Running, handle: str, parent: Answer | None = None, **fields: Any) -> Answer:
    body = {"handle": handle, "name": handle.title(), "parent_id": parent and parent.json["id"]} | fields
    return await make.manager(catalog).post(CATEGORIES, body, key=str(uuid4()))


async def move(catalog: Running, category: Answer, parent: Answer | None, *, if_match: str = "*") -> Answer:
    path = f"{CATEGORIES}/{category.json['id']}"
    kept = {name: category.json[name] for name in ("handle", "name", "translations", "position")}
    body = kept | {"parent_id": parent and parent.json["id"]}
    return await make.manager(catalog).put(path, body, If_Match=if_match)


async def crumbs(catalog: Running, handle: str, **headers: str) -> list[str]:
    answer = await catalog.http.get(f"/v1/categories/{handle}", **headers)
    assert answer.status == 200, answer
    return [crumb["name"] for crumb in answer.json["breadcrumbs"]]


async def names(catalog: Running, handle: str) -> set[str]:
    answer = await catalog.http.get(f"/v1/products?category={handle}")
    return {item["name"] for item in answer.json["items"]}


async def test_a_category_moves_with_everything_below_it(catalog: Running) -> None:
    home = await create(catalog, "home", translations={"es": {"name": "Hogar"}})
    lamps = await create(catalog, "lamps", home)
    desk = await create(catalog, "desk", lamps)
    garden = await create(catalog, "garden")
    await make.product(catalog, 1, name="Desk lamp", category_id=desk.json["id"])
    assert await crumbs(catalog, "desk") == ["Home", "Lamps", "Desk"]
    assert await crumbs(catalog, "desk", Accept_Language="es") == ["Hogar", "Lamps", "Desk"]
    assert [await names(catalog, handle) for handle in ("home", "lamps", "garden")] == [
        {"Desk lamp"},
        {"Desk lamp"},
        set(),
    ]
    moved = await move(catalog, lamps, garden, if_match='"1"')
    assert (moved.status, moved.headers["etag"]) == (200, '"2"')
    assert await crumbs(catalog, "desk") == ["Garden", "Lamps", "Desk"]
    assert [await names(catalog, handle) for handle in ("home", "garden")] == [set(), {"Desk lamp"}]
    shown = (await catalog.http.get("/v1/categories/garden")).json
    assert [child["handle"] for child in shown["children"]] == ["lamps"]
    tree = (await catalog.http.get("/v1/categories")).json["items"]
    assert [each["handle"] for each in tree] == ["garden", "home", "lamps", "desk"]


async def test_no_category_is_below_itself_or_too_deep(catalog: Running) -> None:
    chain = [await create(catalog, "level-1")]
    for depth in range(2, 9):
        chain.append(await create(catalog, f"level-{depth}", chain[-1]))
    for parent in (chain[0], chain[4]):
        refused = await move(catalog, chain[0], parent)
        assert (refused.status, refused.problem) == (409, "category-loop")
    assert (await create(catalog, "level-9", chain[-1])).problem == "categories-too-deep"
    top = await create(catalog, "top")
    assert (await move(catalog, chain[0], top)).problem == "categories-too-deep"
    assert (await move(catalog, chain[1], top)).status == 200
    assert await catalog.db.one(int, BROKEN) == 0


async def test_moves_that_race_leave_a_tree(catalog: Running) -> None:
    """Of two that would put each other below themselves one is refused, and every path is its parent's."""
    made = [await create(catalog, f"category-{number}") for number in range(6)]
    chooser = random.Random(7)

    async def shuffle() -> set[int]:
        seen = set()
        for _ in range(20):
            category, parent = chooser.sample(made, 2)
            seen.add((await move(catalog, category, chooser.choice([parent, parent, None]))).status)
        return seen

    statuses = set().union(*await asyncio.gather(*(shuffle() for _ in range(6))))
    assert statuses == {200, 409}
    assert await catalog.db.one(int, BROKEN) == 0


async def test_edits_lose_to_who_was_faster_and_names_are_claimed(catalog: Running) -> None:
    home = await create(catalog, "home")
    assert (await create(catalog, "home")).problem == "category-handle-taken"
    assert (await create(catalog, "x", parent_id=str(uuid4()))).problem == "unknown-category"
    assert (await move(catalog, home, None, if_match='"2"')).status == 412
    path = f"{CATEGORIES}/{home.json['id']}"
    body = {"handle": "home", "name": "Home"}
    assert (await make.manager(catalog).put(path, body)).problem == "precondition-required"
    assert (await make.manager(catalog).get(path)).json == home.json
    assert (await make.manager(catalog).get(f"{CATEGORIES}/{uuid4()}")).problem == "category-not-found"
    assert (await catalog.http.get("/v1/categories/none")).problem == "category-not-found"


async def remove(catalog: Running, category: Answer, **headers: str) -> Answer:
    return await make.manager(catalog).send("DELETE", f"{CATEGORIES}/{category.json['id']}", headers=headers)


async def test_only_an_empty_category_goes(catalog: Running) -> None:
    home = await create(catalog, "home")
    lamps = await create(catalog, "lamps", home)
    made = await make.product(catalog, 1, category_id=lamps.json["id"])
    for full in (home, lamps):
        assert (await remove(catalog, full, If_Match="*")).problem == "category-not-empty"
    path, staff = f"/v1/admin/products/{made.id}", make.manager(catalog)
    body = (await staff.get(path)).json
    del body["id"], body["version"]
    assert (await staff.put(path, body | {"category_id": None}, If_Match="*")).status == 200
    assert (await remove(catalog, lamps)).problem == "precondition-required"
    assert (await remove(catalog, lamps, If_Match='"1"')).status == 204
    assert (await remove(catalog, lamps, If_Match="*")).problem == "category-not-found"
    assert (await catalog.http.get("/v1/categories/home")).json["children"] == []


async def test_a_category_is_not_removed_under_a_product_that_joins_it(catalog: Running) -> None:
    for _ in range(10):
        category = await create(catalog, f"c-{uuid4().hex}")
        body = make.product_body(1) | {"category_id": category.json["id"]}
        removed, created = await asyncio.gather(
            remove(catalog, category, If_Match="*"), make.create(make.manager(catalog), body)
        )
        assert (removed.status, created.status) in ((204, 422), (409, 201)), (removed, created)


COLLECTIONS = "/v1/admin/collections"


async def test_a_collection_shows_its_products_in_its_order(catalog: Running) -> None:
    staff = make.manager(catalog)
    made = [await make.product(catalog, 1, name=f"Number {number}") for number in range(5)]
    hidden = await make.product(catalog, 1, status="draft")
    order = [made[2], made[0], hidden, made[4], made[1]]
    body = {"handle": "gifts", "name": "Gifts", "product_ids": [str(each.id) for each in order]}
    body |= {"translations": {"es": {"name": "Regalos"}}}
    created = await staff.post(COLLECTIONS, body, key="collection-1")
    assert created.status == 201, created
    first = (await catalog.http.get("/v1/collections/gifts?limit=2")).json
    second = (await catalog.http.get(f"/v1/collections/gifts?limit=2&cursor={first['next']}")).json
    shown = [item["name"] for item in first["items"] + second["items"]]
    assert shown == ["Number 2", "Number 0", "Number 4", "Number 1"]
    assert second["next"] is None
    listed = (await catalog.http.get("/v1/collections", Accept_Language="es")).json["items"]
    assert [each["name"] for each in listed] == ["Regalos"]
    path = f"{COLLECTIONS}/{created.json['id']}"
    fewer = body | {"product_ids": [str(made[1].id)]}
    assert (await staff.put(path, fewer, If_Match='"3"')).status == 412
    assert (await staff.put(path, fewer, If_Match='"1"')).headers["etag"] == '"2"'
    assert len((await catalog.http.get("/v1/collections/gifts")).json["items"]) == 1
    assert (await staff.send("DELETE", path, headers={"If_Match": '"2"'})).status == 204
    assert (await catalog.http.get("/v1/collections/gifts")).problem == "collection-not-found"


async def test_a_collection_names_products_that_exist_once(catalog: Running) -> None:
    staff, made = make.manager(catalog), await make.product(catalog, 1)
    wrong: list[list[UUID]] = [[uuid4()], [made.id, made.id]]
    for number, product_ids in enumerate(wrong):
        body = {"handle": "gifts", "name": "Gifts", "product_ids": product_ids}
        answer = await staff.post(COLLECTIONS, body, key=f"collection-{number}")
        assert (answer.status, answer.problem) == (422, "unknown-products")
    assert (await catalog.http.get("/v1/collections")).json["items"] == []
