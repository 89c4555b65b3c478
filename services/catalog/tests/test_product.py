"""Products as staff create and edit them."""

from typing import Any
from uuid import uuid4

from chassis.testing import Running
from services.catalog.tests import make

PRODUCTS = "/v1/admin/products"


async def test_what_is_created_can_be_read_and_is_announced_with_its_stock(catalog: Running) -> None:
    body = make.product_body(25, 0, description="Soft.")
    created = await make.create(make.manager(catalog), body)
    assert (created.status, created.json["status"], created.json["version"]) == (201, "active", 1)
    read = await make.manager(catalog).get(f"{PRODUCTS}/{created.json['id']}")
    assert (read.status, read.content, read.headers["etag"]) == (200, created.content, '"1"')
    first, second = created.json["variants"]
    [changed] = await catalog.published("catalog.product_changed.v1")
    assert (changed["version"], changed["product_id"]) == (1, created.json["id"])
    assert [v["variant_id"] for v in changed["variants"]] == [first["id"], second["id"]]
    stock = await catalog.published("catalog.stock_changed.v1")
    assert {(s["variant_id"], s["on_hand"], s["reserved"], s["available"]) for s in stock} == {
        (first["id"], 25, 0, 25),
        (second["id"], 0, 0, 0),
    }
    await make.check_books(catalog)


async def test_a_product_is_created_once_per_key(catalog: Running) -> None:
    staff, body = make.manager(catalog), make.product_body(5)
    assert (await staff.post(PRODUCTS, body)).problem == "idempotency-key-missing"
    first = await staff.post(PRODUCTS, body, key="product-1")
    assert (await staff.post(PRODUCTS, body, key="product-1")).content == first.content
    again = await staff.post(PRODUCTS, body, key="product-2")
    assert (again.status, again.problem) == (409, "handle-taken")
    assert (await make.counts(catalog)).on_hand == 5


async def edited(catalog: Running, made: make.Made, **fields: Any) -> dict[str, Any]:
    """A PUT body that says what is, and what shall be different."""
    now = (await make.manager(catalog).get(f"{PRODUCTS}/{made.id}")).json
    kept = {name: now[name] for name in ("handle", "name", "description", "status", "variants")}
    return kept | fields


async def test_an_edit_needs_the_version_it_was_made_from(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    path, staff = f"{PRODUCTS}/{made.id}", make.manager(catalog)
    body = await edited(catalog, made, name="Renamed")
    before = await make.counts(catalog)
    assert (await staff.put(path, body)).problem == "precondition-required"
    assert (await staff.put(path, body, If_Match='"7"')).problem == "precondition-failed"
    assert (await staff.put(path, body, If_Match='W/"1"')).status == 412
    assert await make.counts(catalog) == before
    answer = await staff.put(path, body, If_Match='"1"')
    assert (answer.status, answer.headers["etag"], answer.json["name"]) == (200, '"2"', "Renamed")
    lost = await staff.put(path, body, If_Match='"1"')
    assert (lost.status, lost.problem, lost.json["version"]) == (412, "precondition-failed", 2)
    changes = await catalog.published("catalog.product_changed.v1")
    assert [(change["version"], change["name"]) for change in changes][1:] == [(2, "Renamed")]


async def test_selling_does_not_spoil_an_edit(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    await make.hold(catalog, uuid4(), (made.variants[0], 1))
    body = await edited(catalog, made, name="Renamed")
    answer = await make.manager(catalog).put(f"{PRODUCTS}/{made.id}", body, If_Match='"1"')
    assert answer.status == 200


async def test_variants_join_and_swap_skus_but_never_leave(catalog: Running) -> None:
    made = await make.product(catalog, 5, 6)
    path, staff = f"{PRODUCTS}/{made.id}", make.manager(catalog)
    first, second = (await edited(catalog, made))["variants"]
    new = {"sku": f"{made.skus[0]}-new", "name": "New", "price": {"amount": 1, "currency": "EUR"}}
    swapped = [second | {"sku": first["sku"]}, first | {"sku": second["sku"]}, new]
    answer = await staff.put(path, await edited(catalog, made, variants=swapped), If_Match='"1"')
    assert answer.status == 200, answer
    assert [v["id"] for v in answer.json["variants"]][:2] == [second["id"], first["id"]]
    joined = answer.json["variants"][2]["id"]
    assert await make.stock(catalog, joined) == (0, 0)
    assert (await catalog.published("catalog.stock_changed.v1"))[-1]["variant_id"] == joined
    before = await make.counts(catalog)
    left_out = await staff.put(path, await edited(catalog, made, variants=swapped[:1]), If_Match='"2"')
    assert (left_out.status, left_out.problem) == (409, "variant-left-out")
    assert await make.counts(catalog) == before


async def test_a_variants_id_is_one_of_the_product_and_comes_once(catalog: Running) -> None:
    made, other = await make.product(catalog, 5), await make.product(catalog, 5)
    [own] = (await edited(catalog, made))["variants"]
    before = await make.counts(catalog)
    for wrong in (other.variants[0], uuid4(), own["id"]):
        variants = [own, own | {"id": wrong, "sku": "other"}]
        answer = await make.manager(catalog).put(
            f"{PRODUCTS}/{made.id}", await edited(catalog, made, variants=variants), If_Match='"1"'
        )
        assert (answer.status, answer.problem) == (422, "unknown-variant-id")
    assert await make.counts(catalog) == before


async def test_a_handle_and_a_sku_belong_to_one_product(catalog: Running) -> None:
    first, second = make.product_body(1), make.product_body(1)
    staff = make.manager(catalog)
    assert (await make.create(staff, first)).status == 201
    before = await make.counts(catalog)
    handle = await make.create(staff, second | {"handle": first["handle"]})
    assert (handle.status, handle.problem, handle.json["handle"]) == (409, "handle-taken", first["handle"])
    sku = await make.create(staff, second | {"variants": first["variants"]})
    assert (sku.problem, sku.json["skus"]) == ("sku-taken", [first["variants"][0]["sku"]])
    twice = await make.create(staff, second | {"variants": second["variants"] * 2})
    assert (twice.problem, twice.json["skus"]) == ("sku-taken", [second["variants"][0]["sku"]])
    assert await make.counts(catalog) == before


async def test_a_product_that_is_not_there(catalog: Running) -> None:
    staff, body = make.manager(catalog), make.product_body(1) | {"status": "draft"}
    for variant in body["variants"]:
        del variant["stock"]
    assert (await staff.get(f"{PRODUCTS}/{uuid4()}")).problem == "product-not-found"
    assert (await staff.put(f"{PRODUCTS}/{uuid4()}", body, If_Match='"1"')).problem == "product-not-found"
    assert (await staff.get(f"{PRODUCTS}/not-an-id")).status == 404


PRICE = {"amount": 1, "currency": "EUR"}
VARIANT = {"sku": "A", "name": "B", "price": PRICE}


WRONG_FIELDS: list[tuple[str, Any, str]] = [
    ("handle", "With Space", "/handle"),
    ("handle", "ends-in-a-line-break\n", "/handle"),
    ("handle", "a" * 121, "/handle"),
    ("handle", None, "/handle"),
    ("name", "", "/name"),
    ("name", "  ", "/name"),
    ("name", "nul\u0000", "/name"),
    ("status", "sold", "/status"),
    ("version", 3, "/version"),
    ("id", str(uuid4()), "/id"),
    ("variants", [], "/variants"),
    ("variants", [VARIANT] * 101, "/variants"),
    ("variants", [VARIANT | {"sku": "trailing "}], "/variants/0/sku"),
    ("variants", [VARIANT | {"sku": "ñ"}], "/variants/0/sku"),
    ("variants", [VARIANT | {"stock": -1}], "/variants/0/stock"),
    ("variants", [VARIANT | {"stock": 1.5}], "/variants/0/stock"),
    ("variants", [VARIANT | {"stock": 2**63}], "/variants/0/stock"),
    ("variants", [VARIANT | {"price": PRICE | {"amount": -1}}], "/variants/0/price/amount"),
    ("variants", [VARIANT | {"price": PRICE | {"amount": "1"}}], "/variants/0/price/amount"),
    ("variants", [VARIANT | {"price": PRICE | {"currency": "EUR\n"}}], "/variants/0/price/currency"),
    ("variants", [VARIANT | {"price": PRICE | {"tax": 1}}], "/variants/0/price/tax"),
]


async def test_a_wrong_field_is_named(catalog: Running) -> None:
    for field, value, pointer in WRONG_FIELDS:
        answer = await make.create(make.manager(catalog), make.product_body(1) | {field: value})
        assert (answer.status, answer.problem, answer.json["pointer"]) == (422, "invalid", pointer), value
    assert await catalog.published() == []
