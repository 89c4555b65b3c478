"""Every SQL statement about listings; reads join what products and stock say."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.storefront.model import Listing, Relisted
from chassis.database import Reader, Transaction

# Of prices only those count that applied in the 30 days before the one that applies now, which began with the
# last row: so from the row that applied when the 30 days began.
LISTING = """
SELECT p.id, l.version, p.handle, p.name, p.description, p.translations, p.options, p.images, p.type,
  p.attributes, p.category_id, p.tax_class, (
  SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name, 'option_values', v.option_values, 'image', v.image,
    'images', v.images, 'barcode', v.barcode, 'weight_grams', v.weight_grams,
    'price', jsonb_build_object('amount', v.price_amount, 'currency', v.price_currency),
    'compare_at_amount', v.compare_at_amount, 'sale', v.sale, 'other_prices', v.other_prices,
    'available', (SELECT coalesce(sum(on_hand - reserved), 0) FROM stock_levels s
      WHERE s.variant_id = v.id AND s.is_open),
    'terms', (SELECT jsonb_build_object('policy', policy, 'allowance', allowance, 'until', until)
      FROM stock_terms t WHERE t.variant_id = v.id),
    'lowest', coalesce((SELECT jsonb_object_agg(now.currency, before.lowest) FROM (
      SELECT currency, max(at) AS at FROM price_history WHERE variant_id = v.id GROUP BY currency) now
      CROSS JOIN LATERAL (
        SELECT min(amount) AS lowest FROM price_history h
        WHERE h.variant_id = v.id AND h.currency = now.currency AND h.at < now.at AND h.at >= coalesce((
          SELECT max(at) FROM price_history f WHERE f.variant_id = v.id AND f.currency = now.currency
            AND f.at <= now.at - interval '30 days'), '-infinity')) before
      WHERE before.lowest IS NOT NULL), '{}')
  ) ORDER BY v.position) FROM variants v WHERE v.product_id = p.id
) AS variants
FROM products p JOIN listings l ON l.product_id = p.id
"""
FOR_SALE = "p.status = 'active' AND (p.available_from IS NULL OR p.available_from <= $2)"


class Version(msgspec.Struct):
    product_id: UUID
    version: int


class Named(msgspec.Struct):
    """Whose a handle is; `handle` is the one it has now."""

    product_id: UUID
    handle: str


async def find(reader: Reader, product_id: UUID, *, now: datetime) -> Listing | None:
    return await reader.one(Listing, LISTING + f"WHERE p.id = $1 AND {FOR_SALE}", product_id, now)


async def find_many(reader: Reader, product_ids: Sequence[UUID], *, now: datetime) -> list[Listing]:
    return await reader.all(
        Listing, LISTING + f"WHERE p.id = ANY($1::uuid[]) AND {FOR_SALE}", list(product_ids), now
    )


async def related(reader: Reader, product_id: UUID) -> Relisted:
    """What staff chose to show with it, in their order, and how each of it looks now."""
    rows = await reader.all(
        Version,
        "SELECT l.product_id, l.version FROM products p "
        "CROSS JOIN jsonb_array_elements_text(p.related) WITH ORDINALITY AS r (value, position) "
        "JOIN search_entries e ON e.product_id = r.value::uuid "
        "JOIN listings l ON l.product_id = e.product_id "
        "WHERE p.id = $1 ORDER BY r.position",
        product_id,
    )
    return {row.product_id: row.version for row in rows}


async def with_handle(reader: Reader, handle: str) -> Named | None:
    """The product that has this handle, or had it once."""
    return await reader.one(
        Named,
        "SELECT id AS product_id, handle FROM products WHERE handle = $1 UNION ALL "
        "SELECT p.id, p.handle FROM handle_redirects r JOIN products p ON p.id = r.product_id "
        "WHERE r.handle = $1 LIMIT 1",
        handle,
    )


async def save(tx: Transaction, product_id: UUID) -> Relisted:
    """It looks different from now on."""
    rows = await tx.all(
        Version,
        "INSERT INTO listings (product_id, version) VALUES ($1, 1) "
        "ON CONFLICT (product_id) DO UPDATE SET version = listings.version + 1 RETURNING product_id, version",
        product_id,
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


async def leave_untold(tx: Transaction, relisted: Relisted) -> None:
    """Some caches may not know yet that these look different."""
    await tx.execute(
        "INSERT INTO untold_listings (product_id, version) SELECT * FROM unnest($1::uuid[], $2::integer[]) "
        "ORDER BY 1 ON CONFLICT (product_id) DO UPDATE SET version = excluded.version "
        "WHERE untold_listings.version < excluded.version",
        list(relisted),
        list(relisted.values()),
    )


async def untold(reader: Reader, *, most: int) -> Relisted:
    rows = await reader.all(
        Version, "SELECT product_id, version FROM untold_listings ORDER BY product_id LIMIT $1", most
    )
    return {row.product_id: row.version for row in rows}


async def told(tx: Transaction, relisted: Relisted) -> None:
    """Every cache knows, unless they look different again."""
    await tx.execute(
        "DELETE FROM untold_listings WHERE product_id IN (SELECT u.product_id FROM untold_listings u "
        "JOIN unnest($1::uuid[], $2::integer[]) AS t (product_id, version) USING (product_id, version) "
        "ORDER BY 1 FOR UPDATE OF u)",
        list(relisted),
        list(relisted.values()),
    )
