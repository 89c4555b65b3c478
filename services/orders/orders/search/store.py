"""The SQL that finds orders: only the conditions that were asked for, so that each has its index."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader
from orders.search.model import Filter

# Ids are in order of creation (RFC 9562 UUIDv7: 48 bits of milliseconds first), by the clock of whoever made
# them; `placed_at` decides, the id keeps the search from walking through all orders.
CLOCKS_DIFFER_MS = 3_600_000


async def page(reader: Reader, wanted: Filter, *, after: UUID | None, most: int) -> list[UUID]:
    """Ids of orders, newest first."""
    sql, values = statement(wanted, after=after, most=most)
    return await reader.all(UUID, sql, *values)


def statement(wanted: Filter, *, after: UUID | None, most: int) -> tuple[str, list[object]]:
    """The statement and its values."""
    asked = [(value, condition) for value, condition in _conditions(wanted, after) if value is not None]
    values = [value for value, _ in asked]
    conditions = [condition.format(place) for place, (_, condition) in enumerate(asked, start=1)]
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    values.append(most)
    return f"SELECT id FROM orders {where}ORDER BY id DESC LIMIT ${len(values)}", values


def _conditions(wanted: Filter, after: UUID | None) -> list[tuple[object, str]]:
    # A line's SKU leads to few orders, or to many that are found from the newest on.
    in_lines = "id IN (SELECT order_id FROM order_lines WHERE sku = ${})"
    return [
        (after, "id < ${}"),
        (wanted.customer_id, "customer_id = ${}"),
        (wanted.status, "status = ${}"),
        (wanted.number, "number = ${}"),
        (wanted.sku, in_lines),
        (wanted.placed_from, "placed_at >= ${}"),
        (_bound(wanted.placed_from, -CLOCKS_DIFFER_MS), "id >= ${}"),
        (wanted.placed_before, "placed_at < ${}"),
        (_bound(wanted.placed_before, CLOCKS_DIFFER_MS), "id < ${}"),
    ]


def _bound(at: datetime | None, milliseconds: int) -> UUID | None:
    """The smallest UUIDv7 of so long after this moment."""
    if at is None:
        return None
    return UUID(int=max(0, min(int(at.timestamp() * 1000) + milliseconds, 2**48 - 1)) << 80)
