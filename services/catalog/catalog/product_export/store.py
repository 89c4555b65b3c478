"""Every SQL statement about exports; the products are read as their tables have them."""

from uuid import UUID

import msgspec

from catalog.product.model import Product
from catalog.product_export.model import LEASE, Export, ExportNotFound
from catalog.product_file.output import Whole
from chassis.database import Reader, Transaction

EXPORT = (
    "SELECT id, state, format, currency, created_at, upload, parts, after, products, left_out "
    "FROM product_exports "
)
LAST = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")
WHOLE = """
SELECT jsonb_build_object(
  'id', p.id, 'handle', p.handle, 'name', p.name, 'description', p.description, 'status', p.status,
  'version', p.version, 'options', p.options, 'images', p.images, 'type', p.type, 'attributes', p.attributes,
  'category_id', p.category_id, 'translations', p.translations, 'related', p.related,
  'tax_class', p.tax_class, 'available_from', p.available_from, 'variants', (
  SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name, 'option_values', v.option_values, 'image', v.image,
    'images', v.images, 'barcode', v.barcode, 'weight_grams', v.weight_grams,
    'price', jsonb_build_object('amount', v.price_amount, 'currency', v.price_currency),
    'compare_at_amount', v.compare_at_amount, 'sale', v.sale, 'other_prices', v.other_prices
  ) ORDER BY v.position) FROM variants v WHERE v.product_id = p.id)) AS product,
  (SELECT handle FROM categories c WHERE c.id = p.category_id) AS category,
  (SELECT coalesce(jsonb_agg(o.handle ORDER BY r.position), '[]')
   FROM jsonb_array_elements_text(p.related) WITH ORDINALITY AS r (value, position)
   JOIN products o ON o.id = r.value::uuid) AS related,
  (SELECT coalesce(jsonb_object_agg(s.variant_id, s.on_hand), '{}') FROM (
    SELECT l.variant_id, sum(l.on_hand) AS on_hand FROM variants v JOIN stock_levels l ON l.variant_id = v.id
    WHERE v.product_id = p.id GROUP BY 1) s) AS stock
FROM products p WHERE p.handle > $1 ORDER BY p.handle LIMIT $2
"""


class Row(msgspec.Struct):
    product: Product
    category: str | None
    related: list[str]
    stock: dict[UUID, int]


async def add(tx: Transaction, export: Export) -> None:
    await tx.execute(
        "INSERT INTO product_exports (id, state, format, currency, created_at, due_at) "
        "VALUES ($1, $2, $3, $4, $5, $5)",
        export.id,
        export.state,
        export.format,
        export.currency,
        tx.now,
    )


async def find(reader: Reader, export_id: UUID) -> Export:
    return _found(await reader.one(Export, EXPORT + "WHERE id = $1", export_id), export_id)


async def lock(tx: Transaction, export_id: UUID) -> Export:
    return _found(await tx.one(Export, EXPORT + "WHERE id = $1 FOR UPDATE", export_id), export_id)


def _found(export: Export | None, export_id: UUID) -> Export:
    if export is None:
        raise ExportNotFound(product_export_id=str(export_id))
    return export


async def newest(reader: Reader, *, before: UUID | None, most: int) -> list[Export]:
    return await reader.all(Export, EXPORT + "WHERE id < $1 ORDER BY id DESC LIMIT $2", before or LAST, most)


async def claim(tx: Transaction) -> Export | None:
    """The one that has waited longest. Who dies with it loses it when the lease ends."""
    export = await tx.one(
        Export,
        EXPORT + "WHERE state = 'running' AND due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )
    if export is not None:
        await tx.execute("UPDATE product_exports SET due_at = $2 WHERE id = $1", export.id, tx.now + LEASE)
    return export


async def save(tx: Transaction, export: Export) -> None:
    """It is due: whoever has time may go on."""
    await tx.execute(
        "UPDATE product_exports SET state = $2, upload = $3, parts = $4, after = $5, products = $6, "
        "left_out = $7, due_at = $8 WHERE id = $1",
        export.id,
        export.state,
        export.upload,
        export.parts,
        export.after,
        export.products,
        export.left_out,
        tx.now,
    )


async def next_products(reader: Reader, *, after: str, most: int) -> list[Whole]:
    """In the order of handles: it is the same in every shop."""
    rows = await reader.all(Row, WHOLE, after, most)
    return [Whole(row.product, row.category, row.related, row.stock) for row in rows]
