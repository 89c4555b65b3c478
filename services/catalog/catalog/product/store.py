"""Every SQL statement about products and variants."""

import contextlib
import re
from collections.abc import Iterator
from uuid import UUID

import asyncpg

from catalog.product.model import HandleTaken, Product, ProductNotFound, SkuTaken
from chassis.database import Reader, Transaction

PRODUCT = """
SELECT p.id, p.handle, p.name, p.description, p.status, p.version, (
  SELECT jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name,
    'price', jsonb_build_object('amount', v.price_amount, 'currency', v.price_currency)
  ) ORDER BY v.position) FROM variants v WHERE v.product_id = p.id
) AS variants
FROM products p WHERE p.id = $1
"""


async def find(reader: Reader, product_id: UUID) -> Product:
    product = await reader.one(Product, PRODUCT, product_id)
    if product is None:
        raise ProductNotFound(product_id=str(product_id))
    return product


async def lock(tx: Transaction, product_id: UUID) -> Product:
    """Hold the row until the transaction ends, then load: a second statement sees what the wait was for."""
    await tx.execute("SELECT FROM products WHERE id = $1 FOR UPDATE", product_id)
    return await find(tx, product_id)


async def add(tx: Transaction, product: Product) -> None:
    with _names_taken():
        await tx.execute(
            "INSERT INTO products (id, handle, name, description, status, version, created_at, changed_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
            product.id,
            product.handle,
            product.name,
            product.description,
            product.status,
            product.version,
            tx.now,
        )
        await _save_variants(tx, product)


async def save(tx: Transaction, product: Product) -> None:
    with _names_taken():
        await tx.execute(
            "UPDATE products SET handle = $2, name = $3, description = $4, status = $5, version = $6, "
            "changed_at = $7 WHERE id = $1",
            product.id,
            product.handle,
            product.name,
            product.description,
            product.status,
            product.version,
            tx.now,
        )
        await _save_variants(tx, product)


async def _save_variants(tx: Transaction, product: Product) -> None:
    await tx.execute(
        "INSERT INTO variants (id, product_id, position, sku, name, price_amount, price_currency) "
        "SELECT v.id, $1, v.position, v.sku, v.name, v.amount, v.currency "
        "FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[]) "
        "WITH ORDINALITY AS v (id, sku, name, amount, currency, position) "
        "ON CONFLICT (id) DO UPDATE SET position = excluded.position, sku = excluded.sku, "
        "name = excluded.name, price_amount = excluded.price_amount, "
        "price_currency = excluded.price_currency",
        product.id,
        [variant.id for variant in product.variants],
        [variant.sku for variant in product.variants],
        [variant.name for variant in product.variants],
        [variant.price.amount for variant in product.variants],
        [variant.price.currency for variant in product.variants],
    )


@contextlib.contextmanager
def _names_taken() -> Iterator[None]:
    """The unique indexes decide; looking first would lose a race."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        taken = re.search(r"=\((.*)\) already exists", error.detail or "")
        name = taken and taken[1]
        if error.constraint_name == "products_handle_key":
            raise HandleTaken(handle=name) from None
        if error.constraint_name == "variants_sku":
            raise SkuTaken(sku=name) from None
        raise
