"""Every SQL statement about stock levels and their ledger."""

from collections.abc import Collection, Sequence
from uuid import UUID

from catalog.stock.model import DEFAULT_LOCATION, Kind, Level, LevelNotFound, Move
from chassis.database import Reader, Transaction

LEVEL = """
SELECT s.variant_id, s.location_id, v.product_id, v.sku, s.on_hand, s.reserved
FROM stock_levels s JOIN variants v ON v.id = s.variant_id
"""
# The statement is one so that a level and its ledger are written in one round trip.
MOVE = """
WITH move AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
    AS m (variant_id, location_id, d_on_hand, d_reserved)
), moved AS (
  UPDATE stock_levels s SET on_hand = s.on_hand + d_on_hand, reserved = s.reserved + d_reserved
  FROM move WHERE s.variant_id = move.variant_id AND s.location_id = move.location_id
)
INSERT INTO stock_ledger (operation_id, kind, variant_id, location_id, d_on_hand, d_reserved, reason, at)
SELECT $5, $6, variant_id, location_id, d_on_hand, d_reserved, $7, $8 FROM move
"""


async def lock(tx: Transaction, variant_ids: Collection[UUID]) -> list[Level]:
    """Load the levels and hold their rows until the transaction ends. One order for all: no deadlocks."""
    return await tx.all(
        Level,
        LEVEL + "WHERE s.variant_id = ANY($1::uuid[]) AND s.location_id = $2 "
        "ORDER BY s.variant_id, s.location_id FOR UPDATE OF s",
        list(variant_ids),
        DEFAULT_LOCATION,
    )


async def find(reader: Reader, variant_id: UUID) -> Level:
    level = await reader.one(
        Level, LEVEL + "WHERE s.variant_id = $1 AND s.location_id = $2", variant_id, DEFAULT_LOCATION
    )
    if level is None:
        raise LevelNotFound(variant_id=str(variant_id))
    return level


async def open_levels(tx: Transaction, levels: Sequence[Level]) -> None:
    await tx.execute(
        "INSERT INTO stock_levels (variant_id, location_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])",
        [level.variant_id for level in levels],
        [level.location_id for level in levels],
    )


async def move(
    tx: Transaction, moves: Sequence[Move], *, operation_id: UUID, kind: Kind, reason: str | None
) -> None:
    """Add to locked levels, and write down why."""
    await tx.execute(
        MOVE,
        [move.level.variant_id for move in moves],
        [move.level.location_id for move in moves],
        [move.on_hand for move in moves],
        [move.reserved for move in moves],
        operation_id,
        kind,
        reason,
        tx.now,
    )
