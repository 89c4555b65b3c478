"""What a product says of itself beyond its name: kind, attributes, languages, handles, what goes with it."""

from typing import Any
from uuid import uuid4

import pytest

from catalog.language import Language, choose
from chassis.testing import Answer, Running
from services.catalog.tests import make

PRODUCTS = "/v1/admin/products"
TYPES = "/v1/admin/product-types"
LAMP = {
    "type": "object",
    "properties": {
        "material": {"enum": ["brass", "clay"]},
        "watts": {"type": "integer", "minimum": 1, "maximum": 100},
        "isDimmable": {"type": "boolean"},
        "code": {"type": "string", "pattern": "^(a+)+$", "maxLength": 1000},
        "colors": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    },
    "required": ["material"],
    "additionalProperties": False,
}
FACETS = ["material", "isDimmable", "colors"]


async def define(catalog: Running, key: str = "lamp", **fields: Any) -> Answer:
    body = {"key": key, "name": "Lamp", "attributes": LAMP, "facets": FACETS} | fields
    return await make.manager(catalog).post(TYPES, body, key=str(uuid4()))


async def redefine(
    catalog: Running, key: str = "lamp", *, if_match: str | None = "*", **fields: Any
) -> Answer:
    headers = {"If_Match": if_match} if if_match else {}
    body = {"name": "Lamp", "attributes": LAMP, "facets": FACETS} | fields
    return await make.manager(catalog).put(f"{TYPES}/{key}", body, **headers)


async def replace(catalog: Running, product_id: Any, *, if_match: str = "*", **fields: Any) -> Answer:
    staff, path = make.manager(catalog), f"{PRODUCTS}/{product_id}"
    kept = {
        name: value for name, value in (await staff.get(path)).json.items() if name not in ("id", "version")
    }
    return await staff.put(path, kept | fields, If_Match=if_match)


async def test_what_is_read_can_be_written_back_and_changes_nothing_else(catalog: Running) -> None:
    await define(catalog)
    category = await make.manager(catalog).post(
        "/v1/admin/categories", {"handle": "a", "name": "A"}, key="category"
    )
    other = await make.product(catalog, 1)
    body = make.product_body(5) | {
        "type": "lamp",
        "attributes": {"material": "clay", "watts": 5, "colors": ["red", "sand"]},
        "category_id": category.json["id"],
        "translations": {"es": {"name": "Lámpara", "description": "De barro."}},
        "related": [str(other.id)],
        "tax_class": "reduced",
        "available_from": "2020-01-01T00:00:00Z",
        "images": [{"url": "https://cdn.example.com/1.jpg", "alt": "x"}],
    }
    body["variants"][0] |= {
        "barcode": "4006381333931",
        "weight_grams": 1200,
        "compare_at_amount": 9999,
        "sale": {"amount": 5, "starts_at": "2020-01-01T00:00:00Z", "ends_at": None},
        "other_prices": [{"amount": 7, "currency": "USD", "compare_at_amount": None, "sale": None}],
        "images": [{"url": "https://cdn.example.com/2.jpg", "alt": ""}],
    }
    created = await make.create(make.manager(catalog), body)
    assert created.status == 201, created
    for name, value in body.items():
        if name != "variants":
            assert created.json[name] == value, name
    again = await replace(catalog, created.json["id"])
    assert again.json | {"version": 1} == created.json
    [edit, _] = (await make.manager(catalog).get(f"{PRODUCTS}/{created.json['id']}/edits")).json["items"]
    assert (edit["action"], edit["changes"]) == ("edit", {})
    shown = (await catalog.http.get(f"/v1/products/{created.json['id']}")).json
    assert shown["attributes"] == body["attributes"]
    assert (shown["tax_class"], shown["category_id"]) == ("reduced", category.json["id"])


async def test_attributes_are_as_the_type_describes_them(catalog: Running) -> None:
    assert (await define(catalog)).status == 201
    before = await make.counts(catalog)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "/attributes"),
        ({"material": "gold"}, "/attributes/material"),
        ({"material": "clay", "watts": 0}, "/attributes/watts"),
        ({"material": "clay", "watts": "5"}, "/attributes/watts"),
        ({"material": "clay", "smell": "nice"}, "/attributes"),
        ({"material": "clay", "code": "a" * 999 + "b"}, "/attributes/code"),
        ({"material": "clay", "colors": ["a"] * 6}, "/attributes/colors"),
    ]
    for attributes, pointer in wrong:
        fields = {"type": "lamp", "attributes": attributes}
        answer = await make.create(make.manager(catalog), make.product_body(1) | fields)
        assert (answer.status, answer.problem) == (422, "attributes-invalid"), attributes
        assert answer.json["pointer"] == pointer
    unknown = await make.create(make.manager(catalog), make.product_body(1) | {"type": "boat"})
    assert (unknown.status, unknown.problem) == (422, "unknown-product-type")
    without = await make.create(make.manager(catalog), make.product_body(1) | {"attributes": {"a": 1}})
    assert without.problem == "attributes-invalid"
    assert await make.counts(catalog) == before


async def test_attributes_are_facets_where_the_type_says_so(catalog: Running) -> None:
    await define(catalog)
    attributes = {"material": "clay", "watts": 5, "isDimmable": True, "colors": ["red", "sand"]}
    await make.product(catalog, 1, name="Lamp", type="lamp", attributes=attributes)
    found = await catalog.http.get("/v1/products?facets=true&facet=material:clay&facet=colors:sand")
    assert [item["name"] for item in found.json["items"]] == ["Lamp"]
    counted = {(each["name"], each["value"]) for each in found.json["facets"]}
    assert counted == {("material", "clay"), ("isdimmable", "true"), ("colors", "red"), ("colors", "sand")}
    assert len((await catalog.http.get("/v1/search?q=sand")).json["items"]) == 1


NO_SCHEMAS: list[dict[str, Any]] = [
    {"attributes": {"type": "array"}},
    {"attributes": {"type": "object", "properties": {"a": {"type": "strin"}}}},
    {"attributes": {"type": "object", "properties": {"a": {"$ref": "https://example.com/a"}}}},
    {"attributes": {"type": "object", "$schema": "http://json-schema.org/draft-04/schema#"}},
    {"attributes": {"type": "object", "properties": {"a": {"pattern": "(?=a)b"}}}},
    {"attributes": {"type": "object", "properties": {"a": {"pattern": "((a{99}){99}){99}"}}}},
    {"attributes": {"type": "object", "description": "x" * 20_000}},
    {"facets": ["smell"]},
]


async def test_a_type_stands_alone_and_is_edited_by_version(catalog: Running) -> None:
    for wrong in NO_SCHEMAS:
        answer = await define(catalog, **wrong)
        assert (answer.status, answer.problem) == (422, "attribute-schema-invalid"), wrong
    assert (await define(catalog, key="No Key")).json["pointer"] == "/key"
    assert (await make.manager(catalog).get(f"{TYPES}/lamp")).problem == "product-type-not-found"
    assert (await redefine(catalog)).problem == "product-type-not-found"
    assert (await define(catalog)).status == 201
    assert (await define(catalog)).problem == "product-type-taken"
    assert (await redefine(catalog, if_match=None)).problem == "precondition-required"
    assert (await redefine(catalog, if_match='"7"')).status == 412
    changed = await redefine(catalog, if_match='"1"', name="Light")
    assert (changed.status, changed.headers["etag"], changed.json["name"]) == (200, '"2"', "Light")
    assert (await make.manager(catalog).get(TYPES)).json["items"] == [changed.json]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9", "es"),
        ("fr, es;q=0.5", "es"),
        ("en;q=0.4, es;q=0.5", "es"),
        ("es;q=0, fr", "en"),
        ("*", "en"),
        ("ES-419", "es"),
        ("es;q=nonsense", "en"),
        ("es;q=inf, es;q=2, es;q=-1, es;q=nan", "en"),
        (";;,,=", "en"),
    ],
)
def test_the_reader_gets_the_best_language(header: str, language: str) -> None:
    assert choose(header, own=Language.EN) == language


async def test_names_are_in_the_readers_language_everywhere(catalog: Running) -> None:
    translations = {"es": {"name": "Linterna", "description": "Arde toda la noche."}}
    made = await make.product(catalog, 1, name="Lantern", description="Burns.", translations=translations)
    plain = await make.product(catalog, 1, name="Candle")
    path = f"/v1/products/{made.id}"
    for _ in range(2):  # from the database, then from what is kept
        english, spanish = await catalog.http.get(path), await catalog.http.get(path, Accept_Language="es-ES")
        assert (english.json["name"], english.headers["content-language"]) == ("Lantern", "en")
        assert (spanish.json["name"], spanish.json["description"]) == ("Linterna", "Arde toda la noche.")
        assert (spanish.headers["content-language"], spanish.headers["vary"]) == ("es", "Accept-Language")
    listed = (await catalog.http.get("/v1/products", Accept_Language="es")).json["items"]
    assert [item["name"] for item in listed] == ["Candle", "Linterna"]
    for text in ("lanterns", "linternas", "noche", "burning"):
        assert len((await catalog.http.get(f"/v1/search?q={text}")).json["items"]) == 1, text
    assert (await catalog.http.get(f"/v1/products/{plain.id}", Accept_Language="es")).json["name"] == "Candle"


async def test_an_old_handle_leads_to_the_new_one(catalog: Running) -> None:
    made = await make.product(catalog, 1, handle="first")
    for handle in ("second", "third"):
        assert (await replace(catalog, made.id, handle=handle)).status == 200
    by_id = await catalog.http.get(f"/v1/products/{made.id}")
    found = await catalog.http.get("/v1/handles/third")
    assert (found.content, found.headers["etag"]) == (by_id.content, by_id.headers["etag"])
    for old in ("first", "second"):
        moved = await catalog.http.get(f"/v1/handles/{old}")
        assert (moved.status, moved.headers["location"]) == (301, "/v1/handles/third")
    assert (await catalog.http.get("/v1/handles/fourth")).problem == "product-not-found"
    other = await make.product(catalog, 1, handle="first")  # who takes it has it
    assert (await catalog.http.get("/v1/handles/first")).json["id"] == str(other.id)
    assert (await replace(catalog, made.id, handle="second")).status == 200
    assert (await catalog.http.get("/v1/handles/second")).json["id"] == str(made.id)
    assert (await replace(catalog, made.id, status="draft")).status == 200
    for handle in ("second", "third"):
        assert (await catalog.http.get(f"/v1/handles/{handle}")).status == 404


async def test_related_products_are_shown_in_their_order(catalog: Running) -> None:
    one, two = await make.product(catalog, 1, name="One"), await make.product(catalog, 1, name="Two")
    hidden = await make.product(catalog, 1, status="draft")
    chosen = [str(two.id), str(hidden.id), str(one.id)]
    made = await make.product(catalog, 1, related=chosen)
    answer = await catalog.http.get(f"/v1/products/{made.id}/related")
    assert [item["name"] for item in answer.json["items"]] == ["Two", "One"]
    for wrong in ([str(uuid4())], [str(made.id)], [str(one.id)] * 2):
        refused = await replace(catalog, made.id, related=wrong)
        assert (refused.status, refused.problem) == (422, "unknown-related"), wrong
    assert (await catalog.http.get(f"/v1/products/{uuid4()}/related")).problem == "product-not-found"


async def test_every_edit_leaves_a_trail(catalog: Running) -> None:
    made = await make.product(catalog, 1, name="Lantern")
    editor = uuid4()
    staff, path = catalog.as_account(editor, "products:write"), f"{PRODUCTS}/{made.id}"
    body = (await staff.get(path)).json
    del body["id"], body["version"]
    assert (await staff.put(path, body | {"name": "Candle"}, If_Match='"1"')).status == 200
    assert (await staff.put(path, body | {"name": "Lost"}, If_Match='"1"')).status == 412
    first = (await staff.get(f"{path}/edits?limit=1")).json
    [edit] = first["items"]
    assert (edit["action"], edit["actor"]) == ("edit", f"account:{editor}")
    assert edit["changes"] == {"name": ["Lantern", "Candle"]}
    second = (await staff.get(f"{path}/edits?limit=1&cursor={first['next']}")).json
    assert (second["items"][0]["action"], second["next"]) == ("create", None)
    assert (await staff.get(f"{PRODUCTS}/{uuid4()}/edits")).problem == "product-not-found"


async def test_an_unknown_category_is_refused(catalog: Running) -> None:
    before = await make.counts(catalog)
    answer = await make.create(make.manager(catalog), make.product_body(1) | {"category_id": str(uuid4())})
    assert (answer.status, answer.problem) == (422, "unknown-category")
    assert await make.counts(catalog) == before


async def test_a_bulk_edit_refuses_rows_one_by_one(catalog: Running) -> None:
    made = [await make.product(catalog, 1) for _ in range(4)]
    price = {"variant_id": str(made[0].variants[0]), "price": {"amount": 99, "currency": "EUR"}}
    rows: list[dict[str, Any]] = [
        {"product_id": str(made[3].id), "status": "archived"},
        {"product_id": str(made[0].id), "version": 1, "prices": [price]},
        {"product_id": str(made[1].id), "version": 7, "status": "draft"},
        {"product_id": str(made[2].id), "prices": [price]},
        {"product_id": str(uuid4()), "status": "draft"},
    ]
    path, staff = f"{PRODUCTS}/bulk-edit", make.manager(catalog)
    assert (await staff.post(path, {"rows": rows})).problem == "idempotency-key-missing"
    answer = await staff.post(path, {"rows": rows}, key="bulk-edit-1")
    assert answer.status == 200, answer
    done = answer.json["rows"]
    assert [row["product_id"] for row in done] == [row["product_id"] for row in rows]
    assert [row["version"] for row in done] == [2, 2, None, None, None]
    problems = [row["problem"]["type"].removeprefix("/problems/") for row in done[2:]]
    assert problems == ["precondition-failed", "variant-not-here", "product-not-found"]
    shown = (await catalog.http.get(f"/v1/products/{made[0].id}")).json
    assert shown["variants"][0]["price"]["amount"] == 99
    assert (await catalog.http.get(f"/v1/products/{made[3].id}")).status == 404
    assert (await catalog.http.get(f"/v1/products/{made[1].id}")).status == 200
    assert (await staff.post(path, {"rows": rows}, key="bulk-edit-1")).content == answer.content
    twice = await staff.post(path, {"rows": rows[:1] * 2}, key="bulk-edit-2")
    assert (twice.status, twice.json["pointer"]) == (422, "/rows")
    await make.check_books(catalog)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
async def test_a_time_that_utc_has_no_year_for_is_refused(catalog: Running, moment: str) -> None:
    body = make.product_body(1) | {"available_from": moment}
    before = await make.counts(catalog)
    answer = await make.create(make.manager(catalog), body)
    assert (answer.status, answer.problem) == (422, "invalid"), answer
    assert await make.counts(catalog) == before
