"""SQL that judges stock and reservations, a slice of ids at a time: one statement each, so one snapshot."""

from datetime import timedelta
from uuid import UUID

import msgspec

from chassis.audit import Looked, Slice
from chassis.database import Reader, Transaction

# The sweeper comes by every second, and gives one that it cannot expire a minute.
SWEPT_WITHIN = timedelta(minutes=10)
VARIANTS = "FROM (SELECT id FROM variants WHERE id > $1 ORDER BY id LIMIT $2) v ORDER BY v.id"
LEDGER = """
LATERAL (
  SELECT coalesce(sum(d_on_hand), 0)::bigint AS on_hand, coalesce(sum(d_reserved), 0)::bigint AS reserved
  FROM stock_ledger g WHERE g.variant_id = s.variant_id AND g.location_id = s.location_id
) ledger
"""
KEPT = """
LATERAL (
  SELECT coalesce(sum(x.quantity - x.shipped - x.released), 0)::bigint AS reserved
  FROM reservation_lines x JOIN reservations r USING (order_id)
  WHERE x.variant_id = s.variant_id AND x.location_id = s.location_id AND r.state IN ('held', 'committed')
) kept
"""
NO_SUM_OF_THE_LEDGER = f"""
SELECT v.id, (
  SELECT string_agg(format('at %s on hand %s and reserved %s, by the ledger %s and %s', s.location_id,
    s.on_hand, s.reserved, ledger.on_hand, ledger.reserved), '; ' ORDER BY s.location_id)
  FROM stock_levels s, {LEDGER} WHERE s.variant_id = v.id
    AND (s.on_hand <> ledger.on_hand OR s.reserved <> ledger.reserved)
) AS wrong {VARIANTS}
"""
NO_SUM_OF_RESERVATIONS = f"""
SELECT v.id, (
  SELECT string_agg(format('at %s reserved %s, open reservations keep %s', s.location_id,
    s.reserved, kept.reserved), '; ' ORDER BY s.location_id)
  FROM stock_levels s, {KEPT} WHERE s.variant_id = v.id AND s.reserved <> kept.reserved
) AS wrong {VARIANTS}
"""
OVERSOLD = f"""
SELECT v.id, (
  SELECT string_agg(format('at %s reserved %s, on hand %s, and %s may be owed', s.location_id,
    s.reserved, s.on_hand, s.allowance), '; ' ORDER BY s.location_id)
  FROM stock_levels s WHERE s.variant_id = v.id
    AND s.reserved NOT BETWEEN 0 AND s.on_hand + s.allowance
) AS wrong {VARIANTS}
"""
BADLY_ENDED = """
SELECT r.order_id AS id, CASE
  WHEN r.state = 'held' AND r.expires_at < $3 THEN format('held, and past its time since %s', r.expires_at)
  WHEN r.state = 'committed' AND kept = 0 THEN 'committed, and keeps nothing'
  WHEN r.state NOT IN ('held', 'committed') AND kept <> 0 THEN format('%s, and keeps %s', r.state, kept)
END AS wrong
FROM (SELECT order_id, state, expires_at FROM reservations WHERE order_id > $1 ORDER BY order_id LIMIT $2) r,
LATERAL (
  SELECT coalesce(sum(x.quantity - x.shipped - x.released), 0)::bigint AS kept
  FROM reservation_lines x WHERE x.order_id = r.order_id
) l
ORDER BY r.order_id
"""
BOOKS = f"""
SELECT s.location_id, ledger.on_hand, ledger.reserved, kept.reserved AS kept
FROM stock_levels s, {LEDGER}, {KEPT} WHERE s.variant_id = $1
"""


class Books(msgspec.Struct):
    """What the ledger adds up to at a location, and what open reservations keep there."""

    location_id: UUID
    on_hand: int
    reserved: int
    kept: int


async def no_sums_of_the_ledger(reader: Reader, of: Slice) -> list[Looked]:
    """By variant: what is there and what is promised is what the movements add up to."""
    return await reader.all(Looked, NO_SUM_OF_THE_LEDGER, of.after, of.most)


async def no_sums_of_reservations(reader: Reader, of: Slice) -> list[Looked]:
    """By variant: what is promised is what open reservations keep."""
    return await reader.all(Looked, NO_SUM_OF_RESERVATIONS, of.after, of.most)


async def oversold(reader: Reader, of: Slice) -> list[Looked]:
    """By variant: nothing is promised beyond what is there and what may be owed."""
    return await reader.all(Looked, OVERSOLD, of.after, of.most)


async def badly_ended(reader: Reader, of: Slice) -> list[Looked]:
    """By order: no hold outlives its time, and what is over keeps nothing."""
    return await reader.all(Looked, BADLY_ENDED, of.after, of.most, of.now - SWEPT_WITHIN)


async def books(tx: Transaction, variant_id: UUID) -> list[Books]:
    """What the levels of a variant should be; who asks holds it."""
    return await tx.all(Books, BOOKS, variant_id)
