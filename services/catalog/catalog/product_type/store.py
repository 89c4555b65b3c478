"""Every SQL statement about product types."""

from catalog.product_type.model import ProductType
from chassis.database import Reader, Transaction

TYPE = "SELECT key, name, attributes, facets, version FROM product_types "


async def find(reader: Reader, key: str) -> ProductType | None:
    return await reader.one(ProductType, TYPE + "WHERE key = $1", key)


async def hold_still(tx: Transaction, key: str) -> ProductType | None:
    """Load the type, which stays as it is until the transaction ends."""
    return await tx.one(ProductType, TYPE + "WHERE key = $1 FOR SHARE", key)


async def everything(reader: Reader) -> list[ProductType]:
    return await reader.all(ProductType, TYPE + "ORDER BY key LIMIT 1000")


async def lock(tx: Transaction, key: str) -> ProductType | None:
    """Load the type and hold its row, or its name when there is none yet."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('product type ' || $1, 0))", key)
    return await tx.one(ProductType, TYPE + "WHERE key = $1 FOR UPDATE", key)


async def save(tx: Transaction, product_type: ProductType) -> None:
    await tx.execute(
        "INSERT INTO product_types (key, name, attributes, facets, version) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (key) DO UPDATE SET name = excluded.name, attributes = excluded.attributes, "
        "facets = excluded.facets, version = excluded.version",
        product_type.key,
        product_type.name,
        product_type.attributes,
        product_type.facets,
        product_type.version,
    )
