"""Every SQL statement about products and variants."""

from uuid import UUID

from catalog.product.model import HandleTaken, Product, ProductNotFound, SkuTaken
from chassis.database import Reader, Transaction

PRODUCT = """
SELECT p.id, p.handle, p.name, p.description, p.status, p.version, p.options, p.images, (
  SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name, 'option_values', v.option_values, 'image', v.image,
    'price', jsonb_build_object('amount', v.price_amount, 'currency', v.price_currency)
  ) ORDER BY v.position) FROM variants v WHERE v.product_id = p.id
) AS variants
FROM products p
"""


async def find(reader: Reader, product_id: UUID) -> Product:
    product = await reader.one(Product, PRODUCT + "WHERE p.id = $1", product_id)
    if product is None:
        raise ProductNotFound(product_id=str(product_id))
    return product


async def with_handle(reader: Reader, handle: str) -> list[Product]:
    return await reader.all(Product, PRODUCT + "WHERE p.handle = $1", handle)


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


async def add(tx: Transaction, product: Product) -> None:
    await _claim_names(tx, product)
    await tx.execute(
        "INSERT INTO products "
        "(id, handle, name, description, status, version, created_at, changed_at, options, images) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)",
        product.id,
        product.handle,
        product.name,
        product.description,
        product.status,
        product.version,
        tx.now,
        product.options,
        product.images,
    )
    await _save_variants(tx, product)


async def save(tx: Transaction, product: Product) -> None:
    await _claim_names(tx, product)
    await tx.execute(
        "UPDATE products SET handle = $2, name = $3, description = $4, status = $5, version = $6, "
        "changed_at = $7, options = $8, images = $9 WHERE id = $1",
        product.id,
        product.handle,
        product.name,
        product.description,
        product.status,
        product.version,
        tx.now,
        product.options,
        product.images,
    )
    await _save_variants(tx, product)


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
    taken = "SELECT sku FROM variants WHERE sku = ANY($1::text[]) AND product_id <> $2 ORDER BY sku"
    if found := await tx.all(str, taken, skus, product.id):
        raise SkuTaken(skus=found)


async def _save_variants(tx: Transaction, product: Product) -> None:
    await tx.execute(
        "INSERT INTO variants "
        "(id, product_id, position, sku, name, price_amount, price_currency, option_values, image) "
        "SELECT v.id, $1, v.position, v.sku, v.name, v.amount, v.currency, v.option_values, v.image "
        "FROM ROWS FROM (unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[]), "
        "jsonb_array_elements($8::jsonb)) "  # arrays of arrays would have to be of one length
        "WITH ORDINALITY AS v (id, sku, name, amount, currency, image, option_values, position) "
        "ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku, "
        "name = excluded.name, price_amount = excluded.price_amount, "
        "price_currency = excluded.price_currency, option_values = excluded.option_values, "
        "image = excluded.image",
        product.id,
        [variant.id for variant in product.variants],
        [variant.sku for variant in product.variants],
        [variant.name for variant in product.variants],
        [variant.price.amount for variant in product.variants],
        [variant.price.currency for variant in product.variants],
        [variant.image for variant in product.variants],
        [variant.option_values for variant in product.variants],
    )
