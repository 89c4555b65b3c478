"""The SQL that finds orders: only the conditions that were asked for, so that each has its index."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader
from orders.search.model import Filter

# Ids are in order of creation (RFC 9562 UUIDv7: 48 bits of milliseconds first), by the clock of whoever made
# them; `placed_at` decides, the id keeps the search from walking through all orders.
CLOCKS_DIFFER_MS = 3_600_000
# As the partial index says it: it has no value that could be a parameter.
NEEDS_REVIEW = {True: "o.needs_review IS NOT NULL", False: "o.needs_review IS NULL"}


async def page(reader: Reader, wanted: Filter, *, after: UUID | None, most: int) -> list[UUID]:
    """Ids of orders, newest first."""
    sql, values = statement(wanted, after=after, most=most)
    return await reader.all(UUID, sql, *values)


def statement(wanted: Filter, *, after: UUID | None, most: int) -> tuple[str, list[object]]:
    """The statement and its values."""
    asked = [(value, texts) for value, texts in _conditions(wanted, after) if value is not None]
    # With a SKU its lines lead. What bounds one side of a join the planner does not apply to the other.
    sides = 1 if wanted.sku is None else 2
    conditions = [
        text.format(place) for place, (_, texts) in enumerate(asked, start=1) for text in texts[:sides]
    ]
    if wanted.needs_review is not None:
        conditions.append(NEEDS_REVIEW[wanted.needs_review])
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    values = [*(value for value, _ in asked), most]
    limit = f"LIMIT ${len(values)}"
    if wanted.sku is None:
        return f"SELECT id FROM orders o {where}ORDER BY id DESC {limit}", values
    return (
        f"SELECT DISTINCT ON (order_id) order_id FROM order_lines l JOIN orders o ON id = order_id {where}"
        f"ORDER BY order_id DESC {limit}",  # two lines of one order may have one SKU
        values,
    )


def _conditions(wanted: Filter, after: UUID | None) -> list[tuple[object, list[str]]]:
    """Each value with its condition on orders, and that on their lines where there is one."""
    before, since = ["o.id < ${}", "l.order_id < ${}"], ["o.id >= ${}", "l.order_id >= ${}"]
    return [
        (after, before),
        (wanted.customer_id, ["o.customer_id = ${}"]),
        (wanted.status, ["o.status = ${}"]),
        (wanted.number, ["o.number = ${}"]),
        (wanted.sku, ["l.sku = ${}"]),
        (wanted.placed_from, ["o.placed_at >= ${}"]),
        (_bound(wanted.placed_from, -CLOCKS_DIFFER_MS), since),
        (wanted.placed_before, ["o.placed_at < ${}"]),
        (_bound(wanted.placed_before, CLOCKS_DIFFER_MS), before),
    ]


def _bound(at: datetime | None, milliseconds: int) -> UUID | None:
    """The smallest UUIDv7 of so long after this moment."""
    if at is None:
        return None
    return UUID(int=max(0, min(int(at.timestamp() * 1000) + milliseconds, 2**48 - 1)) << 80)
