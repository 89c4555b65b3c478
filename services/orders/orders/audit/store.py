"""SQL that judges orders, a slice of ids at a time: one statement each, so one snapshot."""

from datetime import timedelta

from chassis.audit import Looked, Slice
from chassis.database import Reader
from orders.review.model import REVIEW_AFTER

# Whoever is late for so long has been shown to people.
SHOWN_WITHIN = REVIEW_AFTER + timedelta(minutes=5)
ORDERS = "(SELECT id, status, total_amount, needs_review FROM orders WHERE id > $1 ORDER BY id LIMIT $2) o"
# An order on its way may hold money that it has not taken; what it took, it took for good.
UNBALANCED = f"""
SELECT o.id, CASE
  WHEN e.captured + e.voided > e.authorized
    THEN format('authorized %s, captured %s, voided %s', e.authorized, e.captured, e.voided)
  WHEN e.captured > 0 AND e.voided > 0 THEN format('both captured %s and voided %s', e.captured, e.voided)
  WHEN e.refunded > e.captured THEN format('captured %s, refunded %s', e.captured, e.refunded)
  WHEN e.refunded <> coalesce(p.refunded, 0)
    THEN format('refunded %s, the payment says %s', e.refunded, coalesce(p.refunded, 0))
  WHEN o.status IN ('confirmed', 'completed') AND e.captured <> o.total_amount
    THEN format('%s for %s, captured %s', o.status, o.total_amount, e.captured)
  WHEN o.status = 'cancelled' AND e.captured <> e.refunded
    THEN format('cancelled, captured %s, refunded %s', e.captured, e.refunded)
  WHEN w.step = 'done' AND e.authorized <> e.captured + e.voided
    THEN format('settled, authorized %s, captured %s, voided %s', e.authorized, e.captured, e.voided)
  WHEN w.step = 'done' AND e.captured <> CASE WHEN p.status = 'captured' THEN p.amount ELSE 0 END
    THEN format('captured %s, the payment is %s with %s', e.captured, p.status, p.amount)
END AS wrong
FROM {ORDERS} LEFT JOIN payments p ON p.order_id = o.id LEFT JOIN sagas w ON w.order_id = o.id,
LATERAL (
  SELECT coalesce(sum(amount) FILTER (WHERE kind = 'authorize'), 0) AS authorized,
    coalesce(sum(amount) FILTER (WHERE kind = 'capture'), 0) AS captured,
    coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0) AS voided,
    coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunded
  FROM payment_entries WHERE order_id = o.id
) e
ORDER BY o.id
"""
BADLY_REFUNDED = f"""
SELECT o.id, CASE WHEN p.refunding <> r.wanted OR p.refunded <> r.succeeded
  THEN format('refunds of %s, %s of it back; the payment says %s and %s',
    r.wanted, r.succeeded, p.refunding, p.refunded)
END AS wrong
FROM {ORDERS} LEFT JOIN payments p ON p.order_id = o.id,
LATERAL (
  SELECT coalesce(sum(amount) FILTER (WHERE status <> 'failed'), 0) AS wanted,
    coalesce(sum(amount) FILTER (WHERE status = 'succeeded'), 0) AS succeeded
  FROM refunds WHERE order_id = o.id
) r
ORDER BY o.id
"""
UNSETTLED = f"""
SELECT o.id, CASE
  WHEN w.order_id IS NULL THEN 'it has no saga'
  WHEN w.step = 'done' AND o.status IN ('pending', 'awaiting_payment', 'cancelling')
    THEN format('%s, and its saga is done', o.status)
  WHEN w.step <> 'done' AND o.status IN ('confirmed', 'completed', 'cancelled')
    THEN format('%s, and its saga stands at %s', o.status, w.step)
  WHEN w.step <> 'done' AND o.needs_review IS NULL AND w.deadline_at < $3
    THEN format('%s at %s, late since %s, and shown to nobody', o.status, w.step, w.deadline_at)
END AS wrong
FROM {ORDERS} LEFT JOIN sagas w ON w.order_id = o.id ORDER BY o.id
"""
BADLY_ANNOUNCED = f"""
SELECT o.id, CASE
  WHEN e.type IS NULL THEN format('%s, and never announced', o.status)
  WHEN o.status <> ALL (CASE e.type
    WHEN 'orders.order_placed.v1' THEN ARRAY['pending', 'awaiting_payment']
    WHEN 'orders.order_confirmed.v1' THEN ARRAY['confirmed']
    WHEN 'orders.cancellation_started.v1' THEN ARRAY['cancelling']
    WHEN 'orders.order_cancelled.v1' THEN ARRAY['cancelled']
    ELSE ARRAY['completed'] END) THEN format('%s, last announced by %s', o.status, e.type)
END AS wrong
FROM {ORDERS} LEFT JOIN LATERAL (
  SELECT type FROM events WHERE aggregate_id = o.id AND type IN ('orders.order_placed.v1',
    'orders.order_confirmed.v1', 'orders.cancellation_started.v1', 'orders.order_cancelled.v1',
    'orders.order_completed.v1')
  ORDER BY version DESC LIMIT 1
) e ON true
ORDER BY o.id
"""
MISCOUNTED = f"""
SELECT o.id, (
  SELECT string_agg(format('line %s counts %s packed, %s shipped, %s delivered; its parcels hold %s, %s, %s',
    l.number, l.fulfilling, l.shipped, l.delivered, f.packed, f.shipped, f.delivered), '; ' ORDER BY l.number)
  FROM order_lines l, LATERAL (
    SELECT coalesce(sum(x.quantity) FILTER (WHERE f.status <> 'cancelled'), 0) AS packed,
      coalesce(sum(x.quantity) FILTER (WHERE f.status IN ('shipped', 'delivered')), 0) AS shipped,
      coalesce(sum(x.quantity) FILTER (WHERE f.status = 'delivered'), 0) AS delivered
    FROM fulfilments f JOIN fulfilment_lines x ON x.fulfilment_id = f.id AND x.line = l.number
    WHERE f.order_id = o.id
  ) f
  WHERE l.order_id = o.id AND (l.fulfilling, l.shipped, l.delivered) <> (f.packed, f.shipped, f.delivered)
) AS wrong
FROM {ORDERS} ORDER BY o.id
"""


async def unbalanced(reader: Reader, of: Slice) -> list[Looked]:
    """The ledger, the payment and the order tell the same of the money."""
    return await reader.all(Looked, UNBALANCED, of.after, of.most)


async def badly_refunded(reader: Reader, of: Slice) -> list[Looked]:
    """What the payment says went back, or is about to, is what its refunds add up to."""
    return await reader.all(Looked, BADLY_REFUNDED, of.after, of.most)


async def unsettled(reader: Reader, of: Slice) -> list[Looked]:
    """Order and saga end together, and who is late was shown to people."""
    return await reader.all(Looked, UNSETTLED, of.after, of.most, of.now - SHOWN_WITHIN)


async def badly_announced(reader: Reader, of: Slice) -> list[Looked]:
    """The order is what its last announcement says."""
    return await reader.all(Looked, BADLY_ANNOUNCED, of.after, of.most)


async def miscounted(reader: Reader, of: Slice) -> list[Looked]:
    """Every line counts the pieces that its parcels hold."""
    return await reader.all(Looked, MISCOUNTED, of.after, of.most)
