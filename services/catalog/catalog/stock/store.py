"""Every SQL statement about stock levels, their ledger, and how variants sell."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.stock.model import Correction, Count, Kind, Level, LevelNotFound, Move, Stock
from chassis.database import Reader, Transaction

# Levels are in the order in which holds take from them.
STOCK = """
SELECT t.variant_id, v.product_id, v.sku, t.low_stock_at, t.version,
  jsonb_build_object('policy', t.policy, 'allowance', t.allowance, 'until', t.until) AS terms, (
  SELECT jsonb_agg(jsonb_build_object(
    'variant_id', s.variant_id, 'location_id', s.location_id, 'product_id', v.product_id, 'sku', v.sku,
    'on_hand', s.on_hand, 'reserved', s.reserved, 'is_open', s.is_open, 'allowance', s.allowance
  ) ORDER BY l.priority, l.id)
  FROM stock_levels s JOIN locations l ON l.id = s.location_id WHERE s.variant_id = t.variant_id
) AS levels
FROM stock_terms t JOIN variants v ON v.id = t.variant_id
"""
MOVE = """
UPDATE stock_levels s SET on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
  AS m (variant_id, location_id, on_hand, reserved)
WHERE s.variant_id = m.variant_id AND s.location_id = m.location_id
"""
ENTER = """
INSERT INTO stock_ledger (variant_id, location_id, d_on_hand, d_reserved, operation_id, kind, reason, at)
SELECT *, $5::uuid, $6, $7, $8::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
"""
# A correction is a count of the books: it leaves a row also when the ledger was right all the time.
CORRECT = """
WITH correction AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
    AS c (variant_id, location_id, on_hand, reserved, lacking, said)
), corrected AS (
  UPDATE stock_levels s SET on_hand = c.on_hand, reserved = c.reserved
  FROM correction c WHERE s.variant_id = c.variant_id AND s.location_id = c.location_id
)
INSERT INTO stock_ledger (operation_id, kind, variant_id, location_id, d_on_hand, d_reserved, reason, at)
SELECT $7, 'count', variant_id, location_id, 0, lacking, 'audit: ' || said, $8 FROM correction
"""
REOPENED = """
UPDATE stock_levels s SET is_open = l.is_active FROM locations l
WHERE s.variant_id = ANY($1::uuid[]) AND l.id = s.location_id AND s.is_open <> l.is_active
RETURNING s.variant_id, s.location_id, s.is_open
"""


class PlacedLevel(msgspec.Struct):
    """A level as staff see it; its last movement is at this `position` of the ledger, 0 without any."""

    location: str
    is_active: bool
    on_hand: int
    reserved: int
    position: int


class Movement(msgspec.Struct):
    """A row of the ledger: what an operation did to a level."""

    position: int
    operation_id: UUID
    kind: Kind
    location: str
    on_hand: int
    reserved: int
    reason: str | None
    at: datetime


class Reopened(msgspec.Struct):
    variant_id: UUID
    location_id: UUID
    is_open: bool


async def lock(tx: Transaction, variant_ids: Collection[UUID]) -> list[Stock]:
    """Hold the variants until the transaction ends, in one order for all: no deadlocks. Then load: a second
    statement sees what the wait was for, also a level that is new."""
    wanted = list(variant_ids)
    await tx.execute(
        "SELECT FROM stock_terms WHERE variant_id = ANY($1::uuid[]) ORDER BY variant_id FOR UPDATE", wanted
    )
    return await tx.all(Stock, STOCK + "WHERE t.variant_id = ANY($1::uuid[]) ORDER BY t.variant_id", wanted)


async def find(reader: Reader, variant_id: UUID) -> Stock:
    stock = await reader.one(Stock, STOCK + "WHERE t.variant_id = $1", variant_id)
    if stock is None:
        raise LevelNotFound(variant_id=str(variant_id))
    return stock


async def placed(reader: Reader, variant_id: UUID) -> list[PlacedLevel]:
    return await reader.all(
        PlacedLevel,
        "SELECT l.key AS location, s.is_open AS is_active, s.on_hand, s.reserved, coalesce((SELECT position "
        "FROM stock_ledger g WHERE g.variant_id = s.variant_id AND g.location_id = s.location_id "
        "ORDER BY position DESC LIMIT 1), 0) AS position "
        "FROM stock_levels s JOIN locations l ON l.id = s.location_id WHERE s.variant_id = $1 "
        "ORDER BY l.priority, l.id",
        variant_id,
    )


async def movements(reader: Reader, variant_id: UUID, *, before: int, most: int) -> list[Movement]:
    """Newest first."""
    return await reader.all(
        Movement,
        "SELECT g.position, g.operation_id, g.kind, l.key AS location, g.d_on_hand AS on_hand, "
        "g.d_reserved AS reserved, g.reason, g.at "
        "FROM stock_ledger g JOIN locations l ON l.id = g.location_id "
        "WHERE g.variant_id = $1 AND g.position < $2 ORDER BY g.position DESC LIMIT $3",
        variant_id,
        before,
        most,
    )


async def moved_since(tx: Transaction, level: Level, count: Count) -> int:
    """What came to the level, less what went, after it was counted. What other counts found did not move."""
    moved = await tx.one(
        int,
        "SELECT coalesce(sum(d_on_hand), 0)::bigint FROM stock_ledger "
        "WHERE variant_id = $1 AND location_id = $2 AND (position > $3 OR at > $4) AND kind <> 'count'",
        level.variant_id,
        level.location_id,
        count.position,
        count.counted_at,
    )
    return moved or 0


async def last_position(tx: Transaction, variant_id: UUID) -> int:
    """No movement of the variant that anybody saw is beyond it."""
    last = "SELECT coalesce(max(position), 0) FROM stock_ledger WHERE variant_id = $1"
    return await tx.one(int, last, variant_id) or 0


async def is_done(tx: Transaction, operation_id: UUID, kind: Kind) -> bool:
    """Whether the operation moved stock before; the caller holds what it moves."""
    found = "SELECT 1 FROM stock_ledger WHERE operation_id = $1 AND kind = $2 LIMIT 1"
    return await tx.one(int, found, operation_id, kind) is not None


async def open_terms(tx: Transaction, variant_ids: Sequence[UUID]) -> None:
    """Each sells what is there, and nothing beyond."""
    await tx.execute(
        "INSERT INTO stock_terms (variant_id) SELECT * FROM unnest($1::uuid[])", list(variant_ids)
    )


async def open_levels(tx: Transaction, levels: Sequence[Level]) -> None:
    await tx.execute(
        "INSERT INTO stock_levels (variant_id, location_id, is_open) "
        "SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[])",
        [level.variant_id for level in levels],
        [level.location_id for level in levels],
        [level.is_open for level in levels],
    )


async def move(
    tx: Transaction, moves: Sequence[Move], *, operation_id: UUID, kind: Kind, reason: str | None
) -> None:
    """Add to levels whose variants are held, and write down why."""
    columns = [
        [move.level.variant_id for move in moves],
        [move.level.location_id for move in moves],
        [move.on_hand for move in moves],
        [move.reserved for move in moves],
    ]
    await tx.write(MOVE, *columns)
    await tx.write(ENTER, *columns, operation_id, kind, reason, tx.now)


async def correct(
    tx: Transaction, corrections: Sequence[Correction], said: Sequence[str], *, operation_id: UUID
) -> None:
    """Make levels of a held variant what their books say, and write down what they were."""
    await tx.execute(
        CORRECT,
        [each.level.variant_id for each in corrections],
        [each.level.location_id for each in corrections],
        [each.on_hand for each in corrections],
        [each.reserved for each in corrections],
        [each.lacking for each in corrections],
        list(said),
        operation_id,
        tx.now,
    )


async def save_terms(tx: Transaction, stock: Stock) -> None:
    await tx.execute(
        "UPDATE stock_terms SET policy = $2, allowance = $3, until = $4, low_stock_at = $5, version = $6 "
        "WHERE variant_id = $1",
        stock.variant_id,
        stock.terms.policy,
        stock.terms.allowance,
        stock.terms.until,
        stock.low_stock_at,
        stock.version,
    )
    await tx.execute(
        "UPDATE stock_levels SET allowance = $3 WHERE variant_id = $1 AND location_id = $2",
        stock.variant_id,
        stock.default.location_id,
        stock.default.allowance,
    )


async def next_ended(tx: Transaction) -> UUID | None:
    """A variant whose preorder is over and that nobody is working on; it is held."""
    return await tx.one(
        UUID,
        "SELECT variant_id FROM stock_terms WHERE until <= $1 ORDER BY until LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )


async def misplaced(reader: Reader, *, most: int) -> list[UUID]:
    """Variants with a level that has not heard whether its location is active."""
    return await reader.all(
        UUID,
        "SELECT DISTINCT variant_id FROM (SELECT s.variant_id FROM locations l JOIN stock_levels s "
        "ON s.location_id = l.id AND s.is_open = (NOT l.is_active) LIMIT $1) found",
        most,
    )


async def reopen(tx: Transaction, variant_ids: Sequence[UUID]) -> list[Reopened]:
    """Let levels of held variants know whether their locations are active; those for which that was news."""
    return await tx.all(Reopened, REOPENED, list(variant_ids))
