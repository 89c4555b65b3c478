"""Every SQL statement about popularity."""

from collections.abc import Collection, Mapping
from uuid import UUID

import msgspec

from chassis.database import Transaction


class Popularity(msgspec.Struct):
    product_id: UUID
    weight: float


async def lock(tx: Transaction, product_ids: Collection[UUID]) -> dict[UUID, float]:
    """What is known of these, held until the transaction ends."""
    rows = await tx.all(
        Popularity,
        "SELECT product_id, weight FROM popularities WHERE product_id = ANY($1::uuid[]) "
        "ORDER BY product_id FOR UPDATE",
        list(product_ids),
    )
    return {row.product_id: row.weight for row in rows}


async def save(tx: Transaction, weights: Mapping[UUID, float]) -> None:
    await tx.execute(
        "INSERT INTO popularities (product_id, weight) SELECT * FROM unnest($1::uuid[], $2::float8[]) "
        "ON CONFLICT (product_id) DO UPDATE SET weight = excluded.weight",
        list(weights),
        list(weights.values()),
    )


async def be_alone(tx: Transaction) -> None:
    """Counting is one after another: two who count a first sale would both find nothing to add to."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('popularity', 0))")
