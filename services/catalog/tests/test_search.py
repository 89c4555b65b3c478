"""Finding products: words in two languages, facets, prices, categories, orders, pages, suggestions."""

import asyncio
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.availability import Strategy
from catalog.cache import Cache
from catalog.language import Language
from catalog.pages import Pages
from catalog.popularity import commands as popularity
from catalog.search import commands
from catalog.search.model import Position, Sort, Wish, words
from catalog.standing import steps, weight
from catalog.storefront.commands import Storefront
from chassis.database import Database
from chassis.testing import Answer, Running
from services.catalog.tests import make


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer
    return [item["name"] for item in answer.json["items"]]


def counts(answer: Answer) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for each in answer.json["facets"]:
        found.setdefault(each["name"], {})[each["value"]] = each["count"]
    return found


async def shirt(
    catalog: Running, name: str, *values: tuple[str, str], amount: int = 1999, stock: int = 1
) -> UUID:
    """A product with sizes and colours."""
    mark = uuid4().hex[:8]
    variants = [
        {
            "sku": f"{mark}-{size}-{color}",
            "name": f"{size} {color}",
            "price": {"amount": amount, "currency": "EUR"},
            "stock": stock,
            "option_values": [size, color],
        }
        for size, color in values
    ]
    made = await make.product(catalog, name=name, options=["Size", "Color"], variants=variants)
    return made.id


async def sell(catalog: Running, product_id: UUID, units: int) -> None:
    product = (await make.manager(catalog).get(f"/v1/admin/products/{product_id}")).json
    order = uuid4()
    held = await make.hold(catalog, order, (product["variants"][0]["id"], units))
    assert held.status == 200, held
    assert (await make.commit(catalog, order)).status == 200


async def count_sold(catalog: Running) -> int:
    async with catalog.db.transaction() as tx:
        return await popularity.count_sold(tx)


STEMS = {
    "Lámparas de pie": ["lampara", "lámparas", "lamp", "pie lampara", "lampara de pie"],
    "Running shoes": ["shoe", "run", "runs", "running sho"],
    "Camisetas básicas": ["camiseta", "basico", "BÁSICA camiseta", "camisetaz"],
}


async def test_words_are_found_in_both_languages_in_any_form(catalog: Running) -> None:
    for name in STEMS:
        await make.product(catalog, 1, name=name)
    for name, texts in STEMS.items():
        for text in texts:
            assert names(await catalog.http.get(f"/v1/search?q={quote(text)}")) == [name], text


async def test_a_typo_is_corrected_and_said(catalog: Running) -> None:
    await make.product(catalog, 1, name="Cafetera italiana")
    right = await catalog.http.get("/v1/search?q=cafetera%20italiana")
    wrong = await catalog.http.get("/v1/search?q=cafetrea%20itliana")
    assert (right.json["corrected_to"], wrong.json["corrected_to"]) == (None, "cafetera italiana")
    assert names(wrong) == names(right)
    assert (await catalog.http.get("/v1/search?q=zzzzzz")).json["corrected_to"] is None


async def test_what_can_be_bought_comes_first_then_what_sells(catalog: Running) -> None:
    gone = await shirt(catalog, "Mug gone", ("S", "Red"))
    slow = await shirt(catalog, "Mug slow", ("S", "Red"), stock=9)
    fast = await shirt(catalog, "Mug fast", ("S", "Red"), stock=9)
    await sell(catalog, gone, 1)
    await sell(catalog, fast, 3)
    assert await count_sold(catalog) == 2
    assert await count_sold(catalog) == 0
    wanted = ["Mug fast", "Mug slow", "Mug gone"]
    assert names(await catalog.http.get("/v1/search?q=mug")) == wanted
    assert names(await catalog.http.get("/v1/products?sort=best_selling")) == wanted
    assert names(await catalog.http.get("/v1/search?q=mug&in_stock=true")) == wanted[:2]
    assert (await make.adjust(catalog, await variant_of(catalog, gone), 5)).status == 201
    assert names(await catalog.http.get("/v1/search?q=mug&sort=best_selling")) == [
        "Mug fast",
        "Mug gone",
        "Mug slow",
    ]
    assert slow


async def variant_of(catalog: Running, product_id: UUID) -> UUID:
    product = (await make.manager(catalog).get(f"/v1/admin/products/{product_id}")).json
    return UUID(product["variants"][0]["id"])


async def test_where_a_product_stands_is_true_after_a_race(catalog: Running) -> None:
    """Two variants that run out and come back at once, and edits of their product between them."""
    made = await make.product(catalog, 1, 1)
    staff, path = make.manager(catalog), f"/v1/admin/products/{made.id}"
    body = (await staff.get(path)).json
    del body["id"], body["version"]

    async def trade(variant: UUID) -> None:
        for _ in range(10):
            order = uuid4()
            assert (await make.hold(catalog, order, (variant, 1))).status == 200
            assert (await make.release(catalog, order)).status == 200

    async def edit() -> None:
        for number in range(10):
            assert (await staff.put(path, body | {"name": f"Name {number}"}, If_Match="*")).status == 200

    await asyncio.gather(edit(), *(trade(variant) for variant in made.variants))
    await make.check_books(catalog)
    held = [await make.hold(catalog, uuid4(), (variant, 1)) for variant in made.variants]
    assert {answer.status for answer in held} == {200}
    await make.check_books(catalog)


async def test_a_unit_sold_weighs_half_as_much_after_two_weeks(catalog: Running) -> None:
    now = catalog.clock.now()
    catalog.clock.advance(days=14)
    later = catalog.clock.now()
    assert abs(weight(2, now) - weight(1, later)) < 0.01
    assert abs(weight(1, later, before=weight(2, now)) - weight(2, later)) < 0.01
    assert steps(weight(1, later, before=weight(10**9, now))) > steps(weight(1, later))


async def test_facets_count_or_within_one_and_and_between_them(catalog: Running) -> None:
    await shirt(catalog, "Shirt one", ("S", "Red"), ("M", "Red"))
    await shirt(catalog, "Shirt two", ("S", "Blue"))
    await shirt(catalog, "Shirt three", ("L", "Blue"))
    await shirt(catalog, "Hat", ("S", "Red"))
    everything = await catalog.http.get("/v1/search?q=shirt&facets=true")
    assert counts(everything) == {"size": {"S": 2, "M": 1, "L": 1}, "color": {"Blue": 2, "Red": 1}}
    red = await catalog.http.get("/v1/search?q=shirt&facets=true&facet=color:Red")
    assert names(red) == ["Shirt one"]
    assert counts(red) == {"size": {"S": 1, "M": 1}, "color": {"Blue": 2, "Red": 1}}
    both = await catalog.http.get(
        "/v1/search?q=shirt&facets=true&facet=color:Red&facet=color:Blue&facet=size:S"
    )
    assert sorted(names(both)) == ["Shirt one", "Shirt two"]
    assert counts(both) == {"size": {"S": 2, "M": 1, "L": 1}, "color": {"Blue": 1, "Red": 1}}
    none = await catalog.http.get("/v1/products?facets=true&facet=size:XXL")
    assert (names(none), counts(none)) == ([], {"size": {"S": 3, "M": 1, "L": 1}})


async def test_any_number_of_long_values_fits(catalog: Running) -> None:
    """What is too much for an index is not a facet; the product is there all the same."""
    values = [(uuid4().hex * 3, uuid4().hex * 3) for _ in range(100)]  # nothing that could be compressed
    variants = [
        {
            "sku": f"LONG-{number}",
            "name": "Long",
            "price": {"amount": 1, "currency": "EUR"},
            "option_values": list(pair),
            "stock": 1,
        }
        for number, pair in enumerate(values)
    ]
    body = {"options": ["Size", "Color"], "variants": variants, "description": "word " * 500}
    made = await make.product(catalog, name="Much", **body)
    found = await catalog.http.get("/v1/search?q=much&facets=true")
    assert [item["id"] for item in found.json["items"]] == [str(made.id)]
    assert 0 < len(found.json["facets"]) < 100


async def test_prices_are_a_range_and_an_order(catalog: Running) -> None:
    for amount in (500, 1500, 1000):
        await shirt(catalog, f"Thing {amount}", ("S", "Red"), amount=amount)
    await make.product(
        catalog,
        name="Thing in dollars",
        variants=[{"sku": "USD", "name": "One", "price": {"amount": 1, "currency": "USD"}}],
    )
    by_price = ["Thing 500", "Thing 1000", "Thing 1500"]
    assert names(await catalog.http.get("/v1/products?sort=price")) == by_price
    assert names(await catalog.http.get("/v1/search?q=thing&sort=-price")) == by_price[::-1]
    ranged = await catalog.http.get("/v1/search?q=thing&min_price=500&max_price=1000&sort=price")
    assert names(ranged) == by_price[:2]
    assert len(names(await catalog.http.get("/v1/products"))) == 4


@pytest.mark.parametrize("sort", ["newest", "best_selling", "price", "-price", "relevance"])
async def test_pages_have_everything_once_in_every_order(catalog: Running, sort: str) -> None:
    made = []
    catalog.clock.advance(hours=(36 - catalog.clock.now().hour) % 24)  # midday: weights change with the date
    for number in range(7):
        amount = 1000 + 100 * (number // 2)  # ties
        stock = 9 * (number % 2)
        made.append(await shirt(catalog, f"Page {number}", ("S", "Red"), amount=amount, stock=stock))
        if stock:
            await sell(catalog, made[-1], number)
    await count_sold(catalog)
    path = "/v1/search?q=page" if sort == "relevance" else "/v1/products?"
    whole = names(await catalog.http.get(f"{path}&sort={sort}&limit=100"))
    seen, cursor = [], ""
    while cursor is not None:
        page = await catalog.http.get(f"{path}&sort={sort}&limit=2{cursor and f'&cursor={cursor}'}")
        seen += names(page)
        cursor = page.json["next"]
        catalog.clock.advance(minutes=5)  # what was sold weighs less by then
    assert seen == whole
    assert len(set(seen)) == len(made)


class Counting:
    """A database that counts what it is asked."""

    def __init__(self, db: Database) -> None:
        self._db, self.clock, self.asked = db, db.clock, 0

    async def one(self, *asked: Any) -> Any:
        self.asked += 1
        return await self._db.one(*asked)

    async def all(self, *asked: Any) -> Any:
        self.asked += 1
        return await self._db.all(*asked)


async def test_a_page_costs_the_same_number_of_queries_whatever_its_size(catalog: Running) -> None:
    for number in range(12):
        await make.product(catalog, 1, name=f"Thing {number}")

    async def spent(most: int) -> int:
        db: Any = Counting(catalog.db)
        async with Cache("redis://127.0.0.1:1", prefix="none") as cache:
            storefront = Storefront(db, cache, db, Pages(cache), Strategy.FEW_LEFT)
            now = db.clock.now()
            wish = Wish(Sort.RELEVANCE, ("thing",))
            found = await commands.find(db, wish, after=None, most=most, with_facets=True, now=now)
            versions = {hit.product_id: hit.version for hit in found.hits}
            assert len(await storefront.page(versions, Language.EN)) == most
        return int(db.asked)

    assert await spent(1) == await spent(12) == 4


async def test_suggestions_come_as_one_types(catalog: Running) -> None:
    await shirt(catalog, "Cafetera italiana", ("S", "Red"))
    await shirt(catalog, "Camisa de lino", ("S", "Red"), stock=0)
    translations = {"es": {"name": "Cable de cobre"}}
    await make.product(catalog, 1, name="Copper cable", translations=translations)
    path = "/v1/search/suggestions?q="
    assert set(names(await catalog.http.get(path + "ca"))) == {
        "Cafetera italiana",
        "Camisa de lino",
        "Copper cable",
    }
    assert names(await catalog.http.get(path + "ca"))[-1] == "Camisa de lino"
    assert names(await catalog.http.get(path + "cafet")) == ["Cafetera italiana"]
    assert names(await catalog.http.get(path + "cobr", Accept_Language="es")) == ["Cable de cobre"]
    assert names(await catalog.http.get(path + "cfetera")) == ["Cafetera italiana"]
    assert names(await catalog.http.get(path + "...")) == []


async def test_a_writer_finds_what_it_wrote(catalog: Running) -> None:
    for number in range(20):
        made = await make.product(catalog, 1, name=f"Number{number}")
        assert names(await catalog.http.get("/v1/products?limit=1")) == [f"Number{number}"]
        assert names(await catalog.http.get("/v1/search?q=number&sort=newest&limit=1")) == [f"Number{number}"]
        assert (await make.adjust(catalog, made.variants[0], 100)).status == 201
        shown = (await catalog.http.get("/v1/products?limit=1")).json["items"][0]
        assert shown["variants"][0]["availability"] == "in_stock"


async def test_lists_have_an_etag(catalog: Running) -> None:
    await make.product(catalog, 1, name="Mug")
    for path in ("/v1/products", "/v1/search?q=mug"):
        first = await catalog.http.get(path)
        for _ in range(2):
            same = await catalog.http.get(path, If_None_Match=first.headers["etag"])
            assert (same.status, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
        assert first.headers["cache-control"] == "public, max-age=5"


WRONG = [
    "/v1/products?sort=cheapest",
    "/v1/products?facet=color",
    "/v1/products?facet=:red",
    "/v1/products?facet=color:",
    "/v1/products?" + "&".join(["facet=a:b"] * 21),
    "/v1/products?" + "&".join(f"facet={name}:b" for name in "abcdefg"),
    "/v1/products?min_price=-1",
    "/v1/products?max_price=1.5",
    "/v1/products?category=none",
    "/v1/products?cursor=1",
    f"/v1/products?cursor=-1.{UUID(int=1)}",
    f"/v1/products?cursor=01.{UUID(int=1)}",
    f"/v1/products?cursor=99999999999999999999.{UUID(int=1)}",
    f"/v1/products?cursor=1.{UUID(int=1).hex}",
    "/v1/search?q=a&facets=perhaps",
    "/v1/search/suggestions",
    "/v1/search/suggestions?q=a&limit=21",
]


async def test_a_wrong_wish_is_refused(catalog: Running) -> None:
    for path in WRONG:
        answer = await catalog.http.get(path)
        assert answer.status == 422, (path, answer)
        assert answer.problem in ("invalid", "unknown-category"), path


@given(st.text(max_size=60))
def test_words_are_made_of_letters_and_digits_alone(text: str) -> None:
    assert all(word.isalnum() for word in words(text))
    assert words(" ".join(words(text))) == words(text)


@given(st.integers(0, 2**62), st.uuids())
def test_a_position_survives_its_cursor(value: int, product_id: UUID) -> None:
    assert Position.parse(str(Position(value, product_id))) == Position(value, product_id)


ANYTHING = [
    "'; DROP TABLE products;--",
    "%",
    "\\",
    "a:* & b | !c <-> (",
    "ß ﬁ ½ ñ Å",
    "‮",
    "😀",
    "--",
    "a\tb",
    "x" * 200,
]


async def test_search_takes_anything_literally_in_every_order(catalog: Running) -> None:
    await make.product(catalog, 1, name="Blue mug")
    for text in ANYTHING:
        for path in ("/v1/search?facets=true&", "/v1/search?sort=price&", "/v1/search/suggestions?"):
            answer = await catalog.http.get(f"{path}q={quote(text[:100])}")
            assert answer.status == 200, (text, answer)
        answer = await catalog.http.get(f"/v1/products?facets=true&facet={quote('color:' + text[:100])}")
        assert answer.status == 200, (text, answer)
