"""Find products, and keep what they are found by true in the transaction of every change."""

import asyncio
import functools
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.search import store
from catalog.search.model import MOST_WORDS, Entry, FacetCount, Position, Wish
from catalog.search.store import Hit, Suggestion
from chassis.database import Database, Reader, Transaction

MOST_VALUES = 50
"""Of each facet so many values are counted."""


class Found(msgspec.Struct):
    """A page of hits. `words` are those that were looked for, `is_corrected` when they are not those
    given."""

    hits: list[Hit]
    words: tuple[str, ...]
    is_corrected: bool
    facets: list[FacetCount] | None


async def find(
    reader: Database, wish: Wish, *, after: Position | None, most: int, with_facets: bool, now: datetime
) -> Found:
    """What fits, in its order; when nothing has the words, what has the most similar ones: people mistype."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)  # the next page weighs as this one did
    look = functools.partial(_look, reader, wish, after=after, most=most, with_facets=with_facets, now=today)
    query = await store.query(reader, wish.words) if wish.words else None
    hits, facets = await look(query)
    if hits or query is None:
        return Found(hits, wish.words, False, facets)
    words = tuple(await store.corrected(reader, wish.words))
    if words == wish.words:
        return Found(hits, wish.words, False, facets)
    hits, facets = await look(await store.query(reader, words))
    return Found(hits, words if hits else wish.words, bool(hits), facets)


async def _look(
    reader: Database,
    wish: Wish,
    query: store.Query | None,
    *,
    after: Position | None,
    most: int,
    with_facets: bool,
    now: datetime,
) -> tuple[list[Hit], list[FacetCount] | None]:
    """A page, and beside it on another connection its facets."""
    page = store.page(reader, wish, query=query, after=after, most=most, now=now)
    if not with_facets:
        return await page, None
    hits, facets = await asyncio.gather(page, store.facet_counts(reader, wish, query=query, most=MOST_VALUES))
    return hits, facets


async def suggest(reader: Reader, words: tuple[str, ...], *, most: int) -> list[Suggestion]:
    """Products that somebody who typed this far may mean."""
    if not words:
        return []
    found = await store.suggestions(reader, await store.query(reader, words[:MOST_WORDS]), most=most)
    if found:
        return found
    corrected = await store.corrected(reader, words[:MOST_WORDS])
    return await store.suggestions(reader, await store.query(reader, corrected), most=most)


async def index(tx: Transaction, entry: Entry) -> None:
    """The product is for sale and found by this."""
    await store.save(tx, entry)


async def hide(tx: Transaction, product_id: UUID) -> None:
    """It is not for sale: nobody finds it."""
    await store.remove(tx, product_id)


async def restock(tx: Transaction, product_ids: Collection[UUID]) -> None:
    """Stock of these ran out or came back; the caller holds their listings."""
    if product_ids:
        await store.restock(tx, sorted(product_ids))


async def set_popularity(tx: Transaction, popularities: dict[UUID, int]) -> None:
    await store.set_popularity(tx, popularities)
