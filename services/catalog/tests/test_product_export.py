"""Exports: the same bytes again from a shop that was filled with them."""

import asyncio
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from catalog.app import MIGRATIONS, build
from catalog.product_export import workers
from catalog.product_export.model import PAGE
from catalog.settings import Settings
from chassis.testing import Parts, Running, TurnedClock, new_database, serving
from services.catalog.tests import make
from services.catalog.tests.importing import counted, imported, lines, problems, product

EXPORTS = "/v1/admin/product-exports"
EUR = {"amount": 1999, "currency": "EUR"}


async def exported(running: Running, format: str) -> bytes:
    begun = await make.manager(running).post(EXPORTS, {"format": format})
    assert begun.status == 202, begun
    while await workers.advance_next(running.db, running.service.provide["files"]):
        pass
    done = (await make.manager(running).get(f"{EXPORTS}/{begun.json['id']}")).json
    assert done["state"] == "done", done
    async with aiohttp.ClientSession() as session, session.get(done["url"]) as answer:
        assert answer.status == 200
        return await answer.read()


# Products with everything that files find hard.
SMALL = {"sku": "-S", "name": "Small", "price": EUR, "option_values": ["Small"], "stock": 3}
LARGE = SMALL | {"sku": "L 'x'", "name": "Large", "option_values": ["=1+1"], "stock": 0}
SALE = {"amount": 5, "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-02-01T00:00:00Z"}
SHELF: list[dict[str, Any]] = [
    {
        "handle": "formulas",
        "name": '=HYPERLINK("https://x")',
        "description": "  two  spaces\n\n- a <b> & \"quotes\", 'x'\r\n",
        "options": ["Size"],
        "images": [{"url": "https://x.example.com/a.jpg", "alt": "@a"}] * 3,
        "variants": [SMALL | {"image": "https://x.example.com/a.jpg"}, LARGE],
        "related": ["minus"],
    },
    {
        "handle": "minus",
        "name": "'-20% ñandú 語",
        "translations": {"es": {"name": "Menos", "description": "x"}},
        "status": "draft",
        "available_from": "2027-01-01T00:00:00Z",
        "related": ["formulas"],
        "variants": [
            {
                "sku": "MINUS",
                "name": "One",
                "price": EUR,
                "compare_at_amount": 2999,
                "sale": SALE,
                "other_prices": [{"amount": 7, "currency": "JPY"}],
                "barcode": "123",
                "weight_grams": 500,
            }
        ],
    },
    {
        "handle": "plenty",
        "name": " spaces ",
        "status": "archived",
        "variants": [
            {"sku": "P1", "name": "Default Title", "price": EUR},
            {"sku": "P2", "name": "Two", "price": EUR},
        ],
    },
    {
        "handle": "title",
        "name": "Title",
        "options": ["Title"],
        "variants": [
            {"sku": f"T{value}", "name": value, "price": EUR, "option_values": [value]}
            for value in ("Default Title", "Other")
        ],
    },
]


@pytest.mark.parametrize("format", ["shopify_csv", "json_lines"])
async def test_an_export_fills_an_empty_shop_that_exports_the_same(
    catalog: Running, running_parts: Parts, environment: dict[str, str], format: str
) -> None:
    job = await imported(catalog, lines(*SHELF), format="json_lines")
    assert counted(job) == (4, 0, 0, 0), await problems(catalog, job)
    content = await exported(catalog, format)
    clock, url = TurnedClock(), await new_database(running_parts, "catalog", MIGRATIONS)
    empty = build(Settings.load(environment | {"DATABASE_URL": url}), clock)
    async with serving(empty, clock, running_parts.issuer) as other:
        job = await imported(other, content, format=format)
        assert counted(job) == (4, 0, 0, 0), await problems(other, job)
        assert await exported(other, format) == content
        assert counted(await imported(other, content, format=format)) == (0, 0, 4, 0)
        await make.check_books(other)


async def test_a_formula_is_inert(catalog: Running) -> None:
    await imported(catalog, lines(*SHELF), format="json_lines")
    text = (await exported(catalog, "shopify_csv")).decode()
    assert "\"'=HYPERLINK(" in text
    assert ",=" not in text
    assert ",-" not in text


async def test_a_product_without_the_files_currency_is_left_out_and_counted(catalog: Running) -> None:
    await make.product(catalog, 1)
    begun = await make.manager(catalog).post(EXPORTS, {"format": "shopify_csv", "currency": "JPY"})
    while await workers.advance_next(catalog.db, catalog.service.provide["files"]):
        pass
    done = (await make.manager(catalog).get(f"{EXPORTS}/{begun.json['id']}")).json
    assert (done["products"], done["left_out"]) == (0, 1)


async def test_many_pages_and_several_parts_are_one_file(catalog: Running) -> None:
    text = "x" * 9_000
    count = 3 * PAGE + 7
    async with catalog.db.transaction() as tx:
        await tx.execute(
            "INSERT INTO products (id, handle, name, description, status, version, created_at, changed_at) "
            "SELECT gen_random_uuid(), 'thing-' || n, 'Thing', $1, 'active', 1, $2, $2 "
            "FROM generate_series(1, $3) AS n",
            text,
            tx.now,
            count,
        )
        await tx.execute(
            "INSERT INTO variants (id, product_id, position, sku, name, price_amount, price_currency) "
            "SELECT gen_random_uuid(), id, 1, handle, 'One', 1999, 'EUR' FROM products"
        )
    content = await exported(catalog, "json_lines")
    assert len(content) > 5 * 1024 * 1024
    assert content.count(b"\n") == count


async def test_two_workers_write_one_file(serve: Any) -> None:
    async with serve() as one, serve() as two:
        for _ in range(3):
            await make.product(one, 1)
        begun = await make.manager(one).post(EXPORTS, {"format": "json_lines"})

        async def go(running: Running) -> None:
            for _ in range(5):
                await workers.advance_next(running.db, running.service.provide["files"])

        await asyncio.gather(go(one), go(two))
        done = (await make.manager(one).get(f"{EXPORTS}/{begun.json['id']}")).json
        assert (done["state"], done["products"]) == ("done", 3)


async def test_an_export_that_is_not_there_is_named(catalog: Running) -> None:
    missing = await make.manager(catalog).get(f"{EXPORTS}/{uuid4()}")
    assert (missing.status, missing.problem) == (404, "product-export-not-found")
    assert await product(catalog, "nothing") is None


AROUND = [
    {"kind": "product_type", "key": "shelf", "name": "Shelf", "facets": ["material"]}
    | {
        "attributes": {
            "type": "object",
            "required": ["material"],
            "properties": {"material": {"type": "string"}},
        }
    },
    {"kind": "category", "handle": "wood", "name": "Wood", "translations": {"es": {"name": "Madera"}}},
    {"kind": "category", "handle": "all-oak", "name": "Oak", "parent": "wood", "position": 3},
]
OAK = SHELF[1] | {"type": "shelf", "attributes": {"material": "oak", "depth": 1.5}, "category": "all-oak"}


async def test_what_products_refer_to_is_in_the_file(
    catalog: Running, running_parts: Parts, environment: dict[str, str]
) -> None:
    job = await imported(catalog, lines(*AROUND, OAK, SHELF[0]), format="json_lines")
    assert counted(job) == (5, 0, 0, 0), await problems(catalog, job)
    content = await exported(catalog, "json_lines")
    clock, url = TurnedClock(), await new_database(running_parts, "catalog", MIGRATIONS)
    empty = build(Settings.load(environment | {"DATABASE_URL": url}), clock)
    async with serving(empty, clock, running_parts.issuer) as other:
        job = await imported(other, content, format="json_lines")
        assert counted(job) == (5, 0, 0, 0), await problems(other, job)
        assert await exported(other, "json_lines") == content
        assert counted(await imported(other, content, format="json_lines")) == (0, 0, 5, 0)
        oak = await product(other, OAK["handle"])
        assert (oak["type"], oak["attributes"]) == ("shelf", {"material": "oak", "depth": 1.5})


async def test_a_type_that_is_refused_takes_its_products_along(catalog: Running) -> None:
    wrong = AROUND[0] | {"attributes": {"type": "string"}}
    job = await imported(catalog, lines(wrong, OAK | {"category": None, "related": []}), format="json_lines")
    assert counted(job) == (0, 0, 0, 2)
    assert [line for line, _, _ in await problems(catalog, job)] == [1, 2]
