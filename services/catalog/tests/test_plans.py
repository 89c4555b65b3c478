"""What finding costs at 100,000 products: each hot query uses its index, whatever is asked, and reads
little."""

from collections.abc import AsyncIterator
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import pytest

from bench.catalogue import fill
from catalog.app import MIGRATIONS, SEARCHING
from catalog.category import store as categories
from catalog.import_unit import store as units
from catalog.product_export import store as exports
from catalog.product_file.model import Format
from catalog.product_import import store as imports
from catalog.product_import.model import Import, ImportState
from catalog.search import store
from catalog.search.model import Facet, Position, Sort, Wish
from chassis.clock import Clock
from chassis.database import Database
from chassis.testing import Parts, new_database

T = TypeVar("T")
PRODUCTS = 100_000
PAGE = 21
READ = 25_000
"""Rows at most, when the commonest words meet facets: far from all, and the same at any size."""
RED, SMALL, RARE = Facet("color", "red"), Facet("size", "S"), Facet("brand", "Brand 480")


class Planned:
    """A reader that asks PostgreSQL how it would do what it is asked, having done it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.scans: set[str] = set()
        self.rows = 0
        self.statements = 0

    async def one(self, kind: type[T], sql: str, *args: Any) -> T | None:
        raise NotImplementedError

    async def all(self, kind: type[T], sql: str, *args: Any) -> list[T]:
        self.statements += 1
        explained = await self.db.one(str, f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", *args)
        assert explained is not None
        self._walk(msgspec.json.decode(explained)[0]["Plan"])
        return []

    def _walk(self, node: dict[str, Any]) -> None:
        if node["Actual Loops"]:
            relation = node.get("Relation Name", "")
            self.scans.add(node.get("Index Name") or f"{node['Node Type']} {relation}".strip())
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            if relation:  # an entry of an index alone costs next to nothing
                self.rows = max(self.rows, (node["Actual Rows"] + removed) * node["Actual Loops"])
        for inner in node.get("Plans", []):
            self._walk(inner)


@pytest.fixture(scope="module")
async def large(running_parts: Parts) -> AsyncIterator[Database]:
    url = await new_database(running_parts, "catalog", MIGRATIONS)
    await fill(url, PRODUCTS, words=5_000, description=3)
    async with Database(url, settings=SEARCHING) as db:
        yield db


BROWSING = {
    "newest": (Wish(Sort.NEWEST), "search_entries_pkey", PAGE),
    "best selling": (Wish(Sort.BEST_SELLING), "search_standing", PAGE),
    "cheapest": (Wish(Sort.PRICE), "search_price", PAGE),
    "dearest": (Wish(Sort.PRICE_DESCENDING), "search_price", PAGE),
    "cheapest in a range": (Wish(Sort.PRICE, least=5000, most=9000), "search_price", PAGE),
    "red": (Wish(Sort.BEST_SELLING, facets=(RED,)), "search_standing", 2_000),
    "rare": (Wish(Sort.NEWEST, facets=(RARE,)), "search_words_and_facets", 2_000),
}


@pytest.mark.parametrize("name", BROWSING)
async def test_a_page_walks_the_index_of_its_order(large: Database, name: str) -> None:
    wish, index, rows = BROWSING[name]
    for after in (None, Position(3_000, _product(50_000))):
        planned = Planned(large)
        await store.page(planned, wish, query=None, after=after, most=PAGE, now=Clock().now())
        assert index in planned.scans, planned.scans
        assert not any(scan.startswith("Seq Scan") for scan in planned.scans), planned.scans
        assert planned.rows <= rows, planned.rows
        assert planned.statements == 1


async def test_a_category_has_its_own_order(large: Database) -> None:
    leaf = tuple(await categories.within(large, "category-1-1-1"))
    planned = Planned(large)
    wish = Wish(Sort.BEST_SELLING, category_ids=leaf)
    await store.page(planned, wish, query=None, after=None, most=PAGE, now=Clock().now())
    assert "search_category" in planned.scans
    assert planned.rows <= 2_000


WORDS = {
    "common": ("silla",),
    "common, in English": ("lamp",),
    "a letter": ("s",),
    "two": ("silla", "gume"),
    "rare": ("gumesaru",),
    "none": ("zzzz",),
}


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("facets", [(), (RED, SMALL)])
async def test_relevance_weighs_a_bounded_number_of_candidates(
    large: Database, name: str, facets: tuple[Facet, ...]
) -> None:
    query = await store.query(large, WORDS[name])
    planned = Planned(large)
    wish = Wish(Sort.RELEVANCE, WORDS[name], facets=facets)
    await store.page(planned, wish, query=query, after=None, most=PAGE, now=Clock().now())
    assert not any(scan.startswith("Seq Scan") for scan in planned.scans), planned.scans
    assert planned.rows <= READ, planned.rows


@pytest.mark.parametrize("name", WORDS)
async def test_facets_are_counted_of_a_bounded_number(large: Database, name: str) -> None:
    query = await store.query(large, WORDS[name])
    planned = Planned(large)
    wish = Wish(Sort.RELEVANCE, WORDS[name], facets=(RED,))
    await store.facet_counts(planned, wish, query=query, most=50)
    assert planned.statements == 1
    assert not any(scan.startswith("Seq Scan") for scan in planned.scans), planned.scans
    assert planned.rows <= READ, planned.rows


async def test_a_typo_looks_at_similar_words_only(large: Database) -> None:
    planned = Planned(large)
    await store.corrected(planned, ["sillla"])
    assert {"search_vocabulary_similar", "search_vocabulary_prefix"} <= planned.scans, planned.scans
    assert await store.corrected(large, ["sillla", "zzzzqqqq"]) == ["silla", "zzzzqqqq"]


UNITS = """
INSERT INTO product_import_units (import_id, key, line, phase)
SELECT $1, '=p' || n, n, CASE WHEN n < 50000 THEN 2 ELSE 1 END FROM generate_series(1, $2) AS n
"""


async def test_an_import_finds_its_next_products_however_many_there_are(running_parts: Parts) -> None:
    url, import_id = await new_database(running_parts, "catalog", MIGRATIONS), _product(1)
    async with Database(url) as db:
        async with db.transaction() as tx:
            job = Import(
                *(import_id, ImportState.RUNNING, Format.JSON_LINES, "EUR", {}, True, 1, None, None, tx.now)
            )
            await imports.add(tx, job)
            await tx.execute(UNITS, import_id, PRODUCTS)
        await db.execute("ANALYZE")
        planned = Planned(db)
        await units.next_units(planned, import_id, phase=1, most=20)  # type: ignore[arg-type]
        await units.failed_units(planned, import_id, after=0, most=20)
        await units.incomplete_units(planned, import_id, most=20)  # type: ignore[arg-type]
        assert not any(scan.startswith("Seq Scan") for scan in planned.scans), planned.scans
        assert planned.rows <= PAGE


async def test_an_export_reads_a_page_of_products_by_their_handles(large: Database) -> None:
    planned = Planned(large)
    await exports.next_products(planned, after="product-5", most=PAGE)
    assert "products_handle_key" in planned.scans, planned.scans
    assert not {"Seq Scan products", "Seq Scan variants", "Seq Scan stock_levels"} & planned.scans
    assert planned.statements == 1
    assert planned.rows <= 3 * PAGE


def _product(number: int) -> UUID:
    return UUID(f"01900000-0000-7000-8000-{number:012x}")
