"""Options, their values and image links: what staff say is what everybody sees; nothing is fetched."""

from typing import Any
from uuid import uuid4

from chassis.testing import Answer, Running
from services.catalog.tests import make

PRODUCTS = "/v1/admin/products"
PRICE = {"amount": 1999, "currency": "EUR"}
FRONT = {"url": "https://cdn.example.com/front_925x@2x.jpg?v=1", "alt": "From the front"}
BACK = {"url": "http://127.0.0.1:9/back.jpg", "alt": ""}


def variant(sku: str, *values: str, **fields: Any) -> dict[str, Any]:
    return {"sku": sku, "name": " / ".join(values) or sku, "price": PRICE, "option_values": values} | fields


def shirt(**fields: Any) -> dict[str, Any]:
    variants = [
        variant("SHIRT-S-RED", "Small", "Red", image=FRONT["url"], stock=7),
        variant("SHIRT-S-BLUE", "Small", "Blue"),
    ]
    options = {"options": ["Size", "Color"], "images": [FRONT, BACK], "variants": variants}
    return make.product_body(handle="shirt", name="Shirt") | options | fields


async def replace(catalog: Running, created: Answer, **fields: Any) -> Answer:
    """PUT what is, with something different."""
    kept = {name: value for name, value in created.json.items() if name not in ("id", "version")}
    path = f"{PRODUCTS}/{created.json['id']}"
    return await make.manager(catalog).put(path, kept | fields, If_Match="*")


async def test_options_and_images_are_stored_shown_and_announced(catalog: Running) -> None:
    created = await make.create(make.manager(catalog), shirt())
    assert created.status == 201, created
    path = f"/v1/products/{created.json['id']}"
    [announced] = await catalog.published("catalog.product_changed.v1")
    listed = (await catalog.http.get("/v1/products")).json["items"][0]
    for seen in (created.json, (await catalog.http.get(path)).json, listed, announced):
        assert (seen["options"], seen["images"]) == (["Size", "Color"], [FRONT, BACK])
        assert [(v["option_values"], v["image"]) for v in seen["variants"]] == [
            (["Small", "Red"], FRONT["url"]),
            (["Small", "Blue"], None),
        ]
    assert (await catalog.http.get("/v1/search?q=blue")).json["items"] == [listed]


async def test_an_edit_replaces_them_and_a_new_variant_brings_its_stock(catalog: Running) -> None:
    created = await make.create(make.manager(catalog), shirt())
    await catalog.http.get(f"/v1/products/{created.json['id']}")
    new = variant("SHIRT-M-RED", "Medium", "Red", stock=4)
    variants = [*created.json["variants"], new]
    edited = await replace(catalog, created, variants=variants, images=[BACK], options=["Talla", "Color"])
    assert edited.status == 200, edited
    seen = (await catalog.http.get(f"/v1/products/{created.json['id']}")).json
    assert (seen["options"], seen["images"], len(seen["variants"])) == (["Talla", "Color"], [BACK], 3)
    assert [await make.stock(catalog, v["id"]) for v in edited.json["variants"]] == [(7, 0), (0, 0), (4, 0)]
    await make.check_books(catalog)
    before = await make.counts(catalog)
    again = await replace(catalog, created, variants=variants)
    assert (again.status, again.problem) == (409, "variant-left-out")  # it has a variant of that SKU by now
    assert await make.counts(catalog) == before


async def test_stock_that_exists_cannot_be_written(catalog: Running) -> None:
    created = await make.create(make.manager(catalog), shirt())
    before = await make.counts(catalog)
    first, second = created.json["variants"]
    refused = await replace(catalog, created, variants=[first, second | {"stock": 5}])
    assert (refused.status, refused.json["pointer"]) == (422, "/variants/1/stock")
    assert await make.counts(catalog) == before


MISMATCHES: list[tuple[list[str], list[list[str]]]] = [
    (["Size"], [["Small", "Red"]]),
    (["Size", "Color"], [["Small"]]),
    (["Size"], [[]]),
    ([], [["Small"]]),
    (["Size", "Size"], [["Small", "Red"]]),
    (["Size"], [["Small"], ["Small"]]),
]


async def test_every_variant_has_values_of_its_own_for_all_options(catalog: Running) -> None:
    created = await make.create(make.manager(catalog), shirt())
    before = await make.counts(catalog)
    for number, (options, values) in enumerate(MISMATCHES):
        variants = [variant(f"X-{number}-{position}", *each) for position, each in enumerate(values)]
        wrong = shirt(handle="other", options=options, variants=variants)
        for variant_body in wrong["variants"]:
            variant_body["name"] = "X"
        answer = await make.create(make.manager(catalog), wrong)
        assert (answer.status, answer.problem) == (422, "options-mismatch"), (options, values)
    edited = await replace(catalog, created, options=["Size"])
    assert (edited.status, edited.json["sku"]) == (422, "SHIRT-S-RED")
    assert await make.counts(catalog) == before


NO_LINKS = [
    "",
    "front.jpg",
    "//cdn.example.com/front.jpg",
    "ftp://cdn.example.com/front.jpg",
    "javascript:alert(1)",
    "https://",
    "https:///front.jpg",
    "https://user:password@cdn.example.com/front.jpg",
    'https://cdn.example.com/"onerror="x',
    "https://cdn.example.com/with space.jpg",
    "https://cdn.example.com/front.jpg\n",
    "https://cdn.example.com/<b>",
    "https://cdn.example.com/" + "a" * 1000,
]


async def test_an_image_is_a_plain_link(catalog: Running) -> None:
    staff = make.manager(catalog)
    for url in NO_LINKS:
        of_product = await make.create(staff, shirt(images=[FRONT, {"url": url}]))
        assert (of_product.status, of_product.json["pointer"]) == (422, "/images/1/url"), url
        of_variant = await make.create(staff, shirt(options=[], variants=[variant("A", image=url)]))
        assert (of_variant.status, of_variant.json["pointer"]) == (422, "/variants/0/image"), url
    unknown = await make.create(staff, shirt(images=[FRONT | {"width": 9}]))
    assert unknown.json["pointer"] == "/images/0/width"
    assert await catalog.published() == []


async def test_staff_list_all_products_and_find_one_by_its_handle(catalog: Running) -> None:
    staff = make.manager(catalog)
    made = [await make.product(catalog, 1, status=status) for status in ("active", "draft", "archived")]
    newest_first = [str(product.id) for product in reversed(made)]
    first = (await staff.get(f"{PRODUCTS}?limit=2")).json
    second = (await staff.get(f"{PRODUCTS}?limit=2&cursor={first['next']}")).json
    assert [item["id"] for item in first["items"] + second["items"]] == newest_first
    assert second["next"] is None
    draft = (await staff.get(f"{PRODUCTS}/{made[1].id}")).json
    assert (await staff.get(f"{PRODUCTS}?handle={draft['handle']}")).json == {"items": [draft], "next": None}
    assert (await staff.get(f"{PRODUCTS}?handle=nothing-{uuid4()}")).json == {"items": [], "next": None}
    assert (await staff.get(f"{PRODUCTS}?handle=No%20Handle")).json["items"] == []


async def test_an_order_line_says_a_name_once(catalog: Running) -> None:
    plain = await make.product(
        catalog, name="Mug", variants=[variant("MUG", name="Mug", option_values=[], stock=1)]
    )
    sized = await make.product(catalog, 1, name="Cup")
    held = await make.hold(catalog, uuid4(), (plain.variants[0], 1), (sized.variants[0], 1))
    assert [line["name"] for line in held.json["lines"]] == ["Mug", "Cup, Size 1"]
