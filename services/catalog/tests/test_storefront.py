"""What shoppers see."""

from uuid import uuid4

from chassis.testing import Answer, Running
from services.catalog.tests import make


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer
    return [item["name"] for item in answer.json["items"]]


async def test_the_list_shows_active_products_newest_first_page_by_page(catalog: Running) -> None:
    for number in range(5):
        await make.product(catalog, 1, name=f"Number {number}")
    await make.product(catalog, 1, name="Draft", status="draft")
    await make.product(catalog, 1, name="Archived", status="archived")
    first = await catalog.http.get("/v1/products?limit=2")
    second = await catalog.http.get(f"/v1/products?limit=2&cursor={first.json['next']}")
    third = await catalog.http.get(f"/v1/products?limit=2&cursor={second.json['next']}")
    assert [names(page) for page in (first, second, third)] == [
        ["Number 4", "Number 3"],
        ["Number 2", "Number 1"],
        ["Number 0"],
    ]
    assert third.json["next"] is None
    assert (await catalog.http.get("/v1/products?limit=5")).json["next"] is None


async def test_shoppers_learn_a_word_about_stock_never_a_number(catalog: Running) -> None:
    made = await make.product(catalog, 6, 5, 0)
    answer = await catalog.http.get(f"/v1/products/{made.id}")
    variants = answer.json["variants"]
    assert [v["availability"] for v in variants] == ["in_stock", "few_left", "out_of_stock"]
    assert variants[0] == {
        "id": str(made.variants[0]),
        "sku": made.skus[0],
        "name": "Size 1",
        "price": {"amount": 2000, "currency": "EUR"},
        "availability": "in_stock",
        "quantity": None,
        "option_values": [],
        "image": None,
        "images": [],
        "barcode": None,
        "weight_grams": None,
        "compare_at": None,
        "lowest_price_30_days": None,
        "other_prices": [],
    }
    listed = (await catalog.http.get("/v1/products")).json["items"]
    assert listed == [answer.json]


async def test_the_etag_changes_with_an_edit_and_with_a_word_but_not_with_every_sale(
    catalog: Running,
) -> None:
    made = await make.product(catalog, 8)
    path = f"/v1/products/{made.id}"
    first = await catalog.http.get(path)
    assert first.headers["cache-control"] == "public, max-age=5"
    await make.hold(catalog, uuid4(), (made.variants[0], 2))
    for tags in (first.headers["etag"], f'"9", W/{first.headers["etag"]}', "*"):
        same = await catalog.http.get(path, If_None_Match=tags)
        assert (same.status, same.content) == (304, b"")
        assert (same.headers["etag"], same.headers["cache-control"]) == (
            first.headers["etag"],
            "public, max-age=5",
        )
    await make.hold(catalog, uuid4(), (made.variants[0], 1))
    few = await catalog.http.get(path, If_None_Match=first.headers["etag"])
    assert (few.status, few.json["variants"][0]["availability"]) == (200, "few_left")
    assert few.headers["etag"] != first.headers["etag"]


async def test_what_is_not_for_sale_is_not_there(catalog: Running) -> None:
    draft = await make.product(catalog, 1, status="draft")
    for path in (f"/v1/products/{draft.id}", f"/v1/products/{uuid4()}"):
        answer = await catalog.http.get(path)
        assert (answer.status, answer.problem) == (404, "product-not-found")


FOUND_BY = {
    "Cafetera italiana": ["cafetera", "CAFETERA", "cafétera", "cafetra", "cafeteras", "italiana cafetera"],
    "Camión de juguete": ["camion", "camión juguete", "camionn", "JUGUTE"],
    "Olive Green Jacket": ["jaket", "waterproof", "impermeable", "GREEN-JACKET-XL", "grene jaket"],
}


async def test_search_forgives_accents_case_and_typos(catalog: Running) -> None:
    await make.product(catalog, 1, name="Cafetera italiana")
    await make.product(catalog, 1, name="Camión de juguete")
    variant = {"sku": "GREEN-JACKET-XL", "name": "XL", "price": {"amount": 1, "currency": "EUR"}}
    description = "Waterproof. También impérmeable."
    await make.product(catalog, name="Olive Green Jacket", description=description, variants=[variant])
    for name, texts in FOUND_BY.items():
        for text in texts:
            assert names(await catalog.http.get(f"/v1/search?q={text}")) == [name], text
    assert names(await catalog.http.get("/v1/search?q=bicycle")) == []


async def test_search_puts_names_before_descriptions_and_hides_what_is_not_for_sale(catalog: Running) -> None:
    await make.product(catalog, 1, name="Blue mug")
    await make.product(catalog, 1, name="Saucer", description="Goes with the mug.")
    await make.product(catalog, 1, name="Mug of tomorrow", status="draft")
    assert names(await catalog.http.get("/v1/search?q=mug")) == ["Blue mug", "Saucer"]
    assert names(await catalog.http.get("/v1/search?q=mug&limit=1")) == ["Blue mug"]
    assert names(await catalog.http.get("/v1/search?q=tomorow")) == []


async def test_search_follows_an_edit(catalog: Running) -> None:
    made = await make.product(catalog, 1, name="Lantern")
    staff, path = make.manager(catalog), f"/v1/admin/products/{made.id}"
    body = (await staff.get(path)).json
    del body["id"], body["version"]
    assert (await staff.put(path, body | {"name": "Candle"}, If_Match='"1"')).status == 200
    assert names(await catalog.http.get("/v1/search?q=lantern")) == []
    assert names(await catalog.http.get("/v1/search?q=candle")) == ["Candle"]


WRONG_QUERIES = [
    "/v1/search",
    "/v1/search?q=",
    "/v1/search?q=%20%20",
    f"/v1/search?q={'a' * 201}",
    "/v1/search?q=a%00b",
    "/v1/search?q=a&limit=0",
    "/v1/products?limit=0",
    "/v1/products?limit=101",
    "/v1/products?limit=1.5",
    "/v1/products?limit=99999999999999999999",
    "/v1/products?limit=ten",
    "/v1/products?cursor=here",
    "/v1/products?cursor=",
]


async def test_a_wrong_query_is_refused(catalog: Running) -> None:
    for query in WRONG_QUERIES:
        answer = await catalog.http.get(query)
        assert (answer.status, answer.problem) == (422, "invalid"), query


ANYTHING = [
    "%27%3B+DROP+TABLE+products%3B--",
    "%25",
    "_",
    "%22open",
    "-",
    "%3A*",
    "%26%7C!()",
    "%5C",
    "%ED%A0%80",
    "%FF",
    "%F0%9F%98%80",
    "%E2%80%AE",
    "a" * 200,
    "-mug",
    "%C3%A9" * 200,
]


async def test_search_takes_anything_literally(catalog: Running) -> None:
    await make.product(catalog, 1, name="Blue mug")
    for text in ANYTHING:
        answer = await catalog.http.get(f"/v1/search?q={text}")
        assert answer.status == 200, (text, answer)
