"""Every SQL statement about products and variants."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from catalog.product.model import HandleTaken, Product, ProductNotFound, SkuTaken
from chassis.database import Reader, Transaction

PRODUCT = """
SELECT p.id, p.handle, p.name, p.description, p.status, p.version, p.options, p.images, p.type, p.attributes,
  p.category_id, p.translations, p.related, p.tax_class, p.available_from, (
  SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name, 'option_values', v.option_values, 'image', v.image,
    'images', v.images, 'barcode', v.barcode, 'weight_grams', v.weight_grams,
    'price', jsonb_build_object('amount', v.price_amount, 'currency', v.price_currency),
    'compare_at_amount', v.compare_at_amount, 'sale', v.sale, 'other_prices', v.other_prices
  ) ORDER BY v.position) FROM variants v WHERE v.product_id = p.id
) AS variants
FROM products p
"""
COLUMNS = (
    "handle, name, description, status, version, changed_at, options, images, type, attributes, category_id, "
    "translations, related, tax_class, available_from, due_at"
)
# A jsonb array holds what arrays of PostgreSQL cannot: arrays of different lengths, and nothing.
VARIANTS = """
INSERT INTO variants (id, product_id, position, sku, name, price_amount, price_currency, option_values, image,
  images, barcode, weight_grams, compare_at_amount, sale, other_prices)
SELECT (v->>'id')::uuid, $1, position, v->>'sku', v->>'name', (v->'price'->>'amount')::bigint,
  v->'price'->>'currency', v->'option_values', v->>'image', v->'images', v->>'barcode',
  (v->>'weight_grams')::integer, (v->>'compare_at_amount')::bigint, nullif(v->'sale', 'null'),
  v->'other_prices'
FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (v, position)
ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku, name = excluded.name,
  price_amount = excluded.price_amount, price_currency = excluded.price_currency,
  option_values = excluded.option_values, image = excluded.image, images = excluded.images,
  barcode = excluded.barcode, weight_grams = excluded.weight_grams,
  compare_at_amount = excluded.compare_at_amount, sale = excluded.sale, other_prices = excluded.other_prices
"""


class Handled(msgspec.Struct):
    handle: str
    id: UUID


async def find(reader: Reader, product_id: UUID) -> Product:
    product = await reader.one(Product, PRODUCT + "WHERE p.id = $1", product_id)
    if product is None:
        raise ProductNotFound(product_id=str(product_id))
    return product


async def with_handle(reader: Reader, handle: str) -> list[Product]:
    return await reader.all(Product, PRODUCT + "WHERE p.handle = $1", handle)


async def ids_of(reader: Reader, handles: Sequence[str]) -> dict[str, UUID]:
    rows = await reader.all(
        Handled, "SELECT handle, id FROM products WHERE handle = ANY($1::text[])", list(handles)
    )
    return {row.handle: row.id for row in rows}


async def newest(reader: Reader, *, before: UUID | None, most: int) -> list[Product]:
    """Newest first, whatever their status: ids are in order of creation."""
    return await reader.all(
        Product,
        PRODUCT + "WHERE p.id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) "
        "ORDER BY p.id DESC LIMIT $2",
        before,
        most,
    )


async def lock(tx: Transaction, product_id: UUID) -> Product:
    """Hold the row until the transaction ends, then load: a second statement sees what the wait was for."""
    await tx.execute("SELECT FROM products WHERE id = $1 FOR UPDATE", product_id)
    return await find(tx, product_id)


async def lock_due(tx: Transaction) -> Product | None:
    """One that changes by itself about now, and that nobody is working on."""
    product_id = await tx.one(
        UUID,
        "SELECT id FROM products WHERE due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )
    return await find(tx, product_id) if product_id is not None else None


async def set_due(tx: Transaction, product: Product) -> None:
    await tx.execute("UPDATE products SET due_at = $2 WHERE id = $1", product.id, product.due_at(tx.now))


async def add(tx: Transaction, product: Product) -> None:
    await _claim_names(tx, product)
    await tx.execute(
        f"INSERT INTO products (id, created_at, {COLUMNS}) "
        "VALUES ($1, $7, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        *_values(tx, product),
    )
    await _save_variants(tx, product)


async def save(tx: Transaction, product: Product, *, old_handle: str) -> None:
    await _claim_names(tx, product)
    await tx.execute(
        f"UPDATE products SET ({COLUMNS}) = "
        "ROW ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) WHERE id = $1",
        *_values(tx, product),
    )
    if product.handle != old_handle:
        await tx.execute(
            "INSERT INTO handle_redirects (handle, product_id, at) VALUES ($1, $2, $3) "
            "ON CONFLICT (handle) DO UPDATE SET product_id = excluded.product_id, at = excluded.at",
            old_handle,
            product.id,
            tx.now,
        )
    await _save_variants(tx, product)


async def existing(reader: Reader, product_ids: Sequence[UUID]) -> set[UUID]:
    """Those of them that there are."""
    return set(
        await reader.all(UUID, "SELECT id FROM products WHERE id = ANY($1::uuid[])", list(product_ids))
    )


def _values(tx: Transaction, product: Product) -> tuple[object, ...]:
    return (
        product.id,
        product.handle,
        product.name,
        product.description,
        product.status,
        product.version,
        tx.now,
        product.options,
        product.images,
        product.type,
        product.attributes,
        product.category_id,
        product.translations,
        product.related,
        product.tax_class,
        product.available_from,
        product.due_at(tx.now),
    )


async def _claim_names(tx: Transaction, product: Product) -> None:
    """Refuse what belongs to another product. Who wants the same name waits until this transaction ends, so
    that looking is enough; the locks are taken in one order. The unique indexes are the last line."""
    skus = [variant.sku for variant in product.variants]
    await tx.execute(
        "SELECT pg_advisory_xact_lock(name) FROM "
        "(SELECT hashtextextended(name, 0) AS name FROM unnest($1::text[]) AS name ORDER BY 1) AS names",
        [f"handle {product.handle}", *(f"sku {sku}" for sku in skus)],
    )
    if await tx.all(int, "SELECT 1 FROM products WHERE handle = $1 AND id <> $2", product.handle, product.id):
        raise HandleTaken(handle=product.handle)
    await tx.execute("DELETE FROM handle_redirects WHERE handle = $1", product.handle)
    taken = "SELECT sku FROM variants WHERE sku = ANY($1::text[]) AND product_id <> $2 ORDER BY sku"
    if found := await tx.all(str, taken, skus, product.id):
        raise SkuTaken(skus=found)


async def _save_variants(tx: Transaction, product: Product) -> None:
    await tx.execute(VARIANTS, product.id, product.variants)
