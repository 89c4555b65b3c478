"""Every SQL statement about what variants cost and when."""

from collections.abc import Sequence
from uuid import UUID

from catalog.price_history.model import Applied
from chassis.database import Reader, Transaction


async def record(tx: Transaction, prices: Sequence[Applied]) -> None:
    """A row for each that differs from the last one. The caller holds the product."""
    await tx.execute(
        "INSERT INTO price_history (variant_id, currency, amount, at) "
        "SELECT p.* FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[]) "
        "AS p (variant_id, currency, amount, at) WHERE p.amount IS DISTINCT FROM ("
        "SELECT h.amount FROM price_history h WHERE h.variant_id = p.variant_id AND h.currency = p.currency "
        "ORDER BY h.at DESC LIMIT 1) "
        "ON CONFLICT (variant_id, currency, at) DO UPDATE SET amount = excluded.amount",
        [price.variant_id for price in prices],
        [price.currency for price in prices],
        [price.amount for price in prices],
        [price.at for price in prices],
    )


async def of(reader: Reader, product_id: UUID) -> list[Applied]:
    """Newest first."""
    return await reader.all(
        Applied,
        "SELECT h.variant_id, h.currency, h.amount, h.at FROM price_history h "
        "JOIN variants v ON v.id = h.variant_id WHERE v.product_id = $1 "
        "ORDER BY h.at DESC, h.variant_id, h.currency LIMIT 500",
        product_id,
    )
