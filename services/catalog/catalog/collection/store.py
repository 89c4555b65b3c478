"""Every SQL statement about collections."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from catalog.collection.model import Collection, Heading
from chassis.database import Reader, Transaction

COLLECTION = """
SELECT c.id, c.handle, c.name, c.translations, c.version, ARRAY(
  SELECT product_id FROM collection_products WHERE collection_id = c.id ORDER BY position) AS product_ids
FROM collections c
"""
HEADING = "SELECT id, handle, name, translations FROM collections "


class Placed(msgspec.Struct):
    """A product for sale in a collection, with the version of how it looks."""

    product_id: UUID
    version: int
    position: int


async def find(reader: Reader, collection_id: UUID) -> Collection | None:
    return await reader.one(Collection, COLLECTION + "WHERE c.id = $1", collection_id)


async def headings(reader: Reader) -> list[Heading]:
    return await reader.all(Heading, HEADING + "ORDER BY name, id LIMIT 1000")


async def with_handle(reader: Reader, handle: str) -> Heading | None:
    return await reader.one(Heading, HEADING + "WHERE handle = $1", handle)


async def shown(reader: Reader, collection_id: UUID, *, after: int, most: int) -> list[Placed]:
    """What is for sale of it, in its order: what can be found is what is for sale."""
    return await reader.all(
        Placed,
        "SELECT c.product_id, l.version, c.position FROM collection_products c "
        "JOIN search_entries e ON e.product_id = c.product_id JOIN listings l ON l.product_id = c.product_id "
        "WHERE c.collection_id = $1 AND c.position > $2 ORDER BY c.position LIMIT $3",
        collection_id,
        after,
        most,
    )


async def lock(tx: Transaction, collection_id: UUID) -> Collection | None:
    """Hold the row until the transaction ends, then load."""
    await tx.execute("SELECT FROM collections WHERE id = $1 FOR UPDATE", collection_id)
    return await find(tx, collection_id)


async def claim_handle(tx: Transaction, handle: str) -> UUID | None:
    """Whose it is. Who wants the same one waits until this transaction ends."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('collection ' || $1, 0))", handle)
    return await tx.one(UUID, "SELECT id FROM collections WHERE handle = $1", handle)


async def unknown(tx: Transaction, product_ids: Sequence[UUID]) -> list[UUID]:
    return await tx.all(
        UUID,
        "SELECT wanted.id FROM unnest($1::uuid[]) AS wanted (id) "
        "WHERE NOT EXISTS (SELECT FROM products WHERE id = wanted.id) ORDER BY 1",
        list(product_ids),
    )


async def save(tx: Transaction, collection: Collection) -> None:
    await tx.execute(
        "INSERT INTO collections (id, handle, name, translations, version) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, name = excluded.name, "
        "translations = excluded.translations, version = excluded.version",
        collection.id,
        collection.handle,
        collection.name,
        {language: {"name": text.name} for language, text in collection.translations.items()},
        collection.version,
    )
    await _clear(tx, collection.id)
    await tx.execute(
        "INSERT INTO collection_products (collection_id, position, product_id) "
        "SELECT $1, position, id FROM unnest($2::uuid[]) WITH ORDINALITY AS placed (id, position)",
        collection.id,
        collection.product_ids,
    )


async def remove(tx: Transaction, collection_id: UUID) -> None:
    await _clear(tx, collection_id)
    await tx.execute("DELETE FROM collections WHERE id = $1", collection_id)


async def _clear(tx: Transaction, collection_id: UUID) -> None:
    await tx.execute("DELETE FROM collection_products WHERE collection_id = $1", collection_id)
