"""Every SQL statement about listings; reads join what products and stock say."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from catalog.storefront.model import Listing, Relisted
from chassis.database import Reader, Transaction

LEAST_SIMILARITY = 0.35  # "camsieta" is 0.38 like "camiseta"

LISTING = """
SELECT p.id, l.version, p.handle, p.name, p.description, p.options, p.images, (
  SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name, 'option_values', v.option_values, 'image', v.image,
    'price', jsonb_build_object('amount', v.price_amount, 'currency', v.price_currency),
    'available', (SELECT coalesce(sum(on_hand - reserved), 0) FROM stock_levels s WHERE s.variant_id = v.id)
  ) ORDER BY v.position) FROM variants v WHERE v.product_id = p.id
) AS variants
FROM products p JOIN listings l ON l.product_id = p.id
"""


class Version(msgspec.Struct):
    product_id: UUID
    version: int


async def find(reader: Reader, product_id: UUID) -> Listing | None:
    return await reader.one(Listing, LISTING + "WHERE p.id = $1 AND p.status = 'active'", product_id)


async def newest(reader: Reader, *, before: UUID | None, most: int) -> list[Listing]:
    """Newest first: product ids are in order of creation."""
    return await reader.all(
        Listing,
        LISTING
        + "WHERE p.status = 'active' AND p.id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) "
        "ORDER BY p.id DESC LIMIT $2",
        before,
        most,
    )


async def with_words(reader: Reader, text: str, *, most: int) -> list[Listing]:
    """Products that have the words, the best match first."""
    return await reader.all(
        Listing,
        LISTING + ", websearch_to_tsquery('simple', unaccent($1)) wanted "
        "WHERE p.status = 'active' AND l.words @@ wanted "
        "ORDER BY ts_rank(l.words, wanted) DESC, p.id DESC LIMIT $2",
        text,
        most,
    )


async def with_similar_name(reader: Reader, text: str, *, most: int) -> list[Listing]:
    """Products whose name looks like the text. The index walks from the most similar on, and stops."""
    return await reader.all(
        Listing,
        LISTING + "JOIN (SELECT n.product_id, n.name <->>> lower(unaccent($1)) AS distance "
        "FROM listings n JOIN products np ON np.id = n.product_id AND np.status = 'active' "
        "ORDER BY n.name <->>> lower(unaccent($1)) LIMIT $2) near ON near.product_id = p.id "
        "WHERE near.distance <= 1 - $3::float8 ORDER BY near.distance, p.id DESC",
        text,
        most,
        LEAST_SIMILARITY,
    )


async def save(tx: Transaction, product_id: UUID, *, name: str, titles: str, text: str) -> Relisted:
    """What the product is found by from now on, as a new version."""
    rows = await tx.all(
        Version,
        "INSERT INTO listings (product_id, version, name, words) VALUES ($1, 1, lower(unaccent($2)), "
        "setweight(to_tsvector('simple', unaccent($3)), 'A') || to_tsvector('simple', unaccent($4))) "
        "ON CONFLICT (product_id) DO UPDATE SET version = listings.version + 1, name = excluded.name, "
        "words = excluded.words RETURNING product_id, version",
        product_id,
        name,
        titles,
        text,
    )
    return {row.product_id: row.version for row in rows}


async def bump(tx: Transaction, product_ids: Iterable[UUID]) -> Relisted:
    """The next version of each. Rows are locked in id order: two of these never wait for each other."""
    rows = await tx.all(
        Version,
        "UPDATE listings SET version = version + 1 WHERE product_id IN "
        "(SELECT product_id FROM listings WHERE product_id = ANY($1::uuid[]) ORDER BY product_id FOR UPDATE) "
        "RETURNING product_id, version",
        list(product_ids),
    )
    return {row.product_id: row.version for row in rows}
