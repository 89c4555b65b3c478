"""SQL about orders and their lines."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from orders.order.model import ERASED, LEFT, Counter, Order, OrderLine, OrderNotFound

COLUMNS = (
    "id, customer_id, status, payment_method, email, shipping_address, expected_amount, expected_currency, "
    "total_amount, currency, cancel_reason, refusal, needs_review, placed_at, confirmed_at, cancelled_at, "
    "number, hold_reason, completed_at, terms, charges"
)
LINE = (
    "order_id, number, variant_id, quantity, sku, name, unit_amount, "
    "cancelled, fulfilling, shipped, delivered, announced, returned, "
    "discount_amount, net_amount, tax_rate_ppm, tax_amount"
)


async def add(tx: Transaction, order: Order, lines: list[OrderLine]) -> None:
    await tx.write(
        "INSERT INTO orders (id, customer_id, status, payment_method, email, shipping_address, "
        "expected_amount, expected_currency, placed_at, terms) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        order.id,
        order.customer_id,
        order.status,
        order.payment_method,
        order.email,
        msgspec.to_builtins(order.shipping_address),
        order.expected_amount,
        order.expected_currency,
        order.placed_at,
        None if order.terms is None else msgspec.to_builtins(order.terms),
    )
    await tx.write(
        "INSERT INTO order_lines (order_id, number, variant_id, quantity) "
        "SELECT $1, * FROM unnest($2::int[], $3::uuid[], $4::int[])",
        order.id,
        [line.number for line in lines],
        [line.variant_id for line in lines],
        [line.quantity for line in lines],
    )


async def lock(tx: Transaction, order_id: UUID) -> Order:
    """Load the order and hold its row until the transaction ends."""
    order = await tx.one(Order, f"SELECT {COLUMNS} FROM orders WHERE id = $1 FOR UPDATE", order_id)
    if order is None:
        raise OrderNotFound(order_id=order_id)
    return order


async def find(reader: Reader, order_id: UUID) -> Order:
    order = await reader.one(Order, f"SELECT {COLUMNS} FROM orders WHERE id = $1", order_id)
    if order is None:
        raise OrderNotFound(order_id=order_id)
    return order


async def find_of(reader: Reader, order_id: UUID, customer_id: UUID) -> Order | None:
    """This customer's order with this id."""
    return await reader.one(
        Order, f"SELECT {COLUMNS} FROM orders WHERE id = $1 AND customer_id = $2", order_id, customer_id
    )


async def find_many(reader: Reader, order_ids: list[UUID]) -> list[Order]:
    return await reader.all(Order, f"SELECT {COLUMNS} FROM orders WHERE id = ANY($1)", order_ids)


async def page(reader: Reader, *, customer_id: UUID, after: UUID | None, limit: int) -> list[Order]:
    """A customer's orders, newest first; ids are in order of creation."""
    return await reader.all(
        Order,
        f"SELECT {COLUMNS} FROM orders WHERE customer_id = $1 "
        "AND id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) ORDER BY id DESC LIMIT $3",
        customer_id,
        after,
        limit,
    )


async def all_of(reader: Reader, customer_id: UUID) -> list[Order]:
    return await reader.all(
        Order, f"SELECT {COLUMNS} FROM orders WHERE customer_id = $1 ORDER BY id DESC", customer_id
    )


async def erase(tx: Transaction, customer_id: UUID, *, placed_before: datetime) -> None:
    """The country stays: which tax was due depends on it."""
    await tx.execute(
        "UPDATE orders SET email = NULL, payment_method = $2, erased_at = $3, "
        "hold_reason = CASE WHEN hold_reason IS NOT NULL THEN $2 END, "
        "shipping_address = $4::jsonb || jsonb_build_object('country', shipping_address -> 'country') "
        "WHERE customer_id = $1 AND erased_at IS NULL "
        "AND (status IN ('completed', 'cancelled') OR placed_at < $5)",
        customer_id,
        ERASED,
        tx.now,
        dict.fromkeys(("name", "line1", "city", "postal_code"), ERASED),
        placed_before,
    )


async def count_unerased(reader: Reader, customer_id: UUID) -> int:
    count = await reader.one(
        int, "SELECT count(*) FROM orders WHERE customer_id = $1 AND erased_at IS NULL", customer_id
    )
    return count or 0


async def lock_customer(tx: Transaction, customer_id: UUID) -> None:
    """One placement of this customer at a time; there is no row of a customer here to lock."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))", customer_id)


async def count_open(reader: Reader, customer_id: UUID) -> int:
    """Orders of this customer that have not come to an end."""
    count = await reader.one(
        int,
        "SELECT count(*) FROM orders WHERE customer_id = $1 "
        "AND status IN ('pending', 'awaiting_payment', 'cancelling')",
        customer_id,
    )
    return count or 0


async def lines(reader: Reader, order_ids: list[UUID]) -> dict[UUID, list[OrderLine]]:
    rows = await reader.all(
        LineRow,
        f"SELECT {LINE} FROM order_lines WHERE order_id = ANY($1) ORDER BY order_id, number",
        order_ids,
    )
    found: dict[UUID, list[OrderLine]] = {order_id: [] for order_id in order_ids}
    for row in rows:
        found[row.order_id].append(row)
    return found


class LineRow(OrderLine, kw_only=True):
    order_id: UUID


async def save(tx: Transaction, order: Order) -> None:
    await tx.write(
        "UPDATE orders SET status = $2, total_amount = $3, currency = $4, cancel_reason = $5, refusal = $6, "
        "needs_review = $7, confirmed_at = $8, cancelled_at = $9, hold_reason = $10, completed_at = $11 "
        "WHERE id = $1",
        order.id,
        order.status,
        order.total_amount,
        order.currency,
        order.cancel_reason,
        order.refusal,
        order.needs_review,
        order.confirmed_at,
        order.cancelled_at,
        order.hold_reason,
        order.completed_at,
    )


async def save_customer(tx: Transaction, order: Order) -> None:
    await tx.execute("UPDATE orders SET customer_id = $2 WHERE id = $1", order.id, order.customer_id)


async def save_hold(tx: Transaction, order: Order, lines: list[OrderLine]) -> None:
    """What a hold changes: status and costs of the order, names and costs of its lines."""
    charges = [line.charge for line in lines]
    await tx.write(
        "UPDATE orders SET status = $2, total_amount = $3, currency = $4, charges = $5, terms = $6 "
        "WHERE id = $1",
        order.id,
        order.status,
        order.total_amount,
        order.currency,
        msgspec.to_builtins(order.charges),
        None if order.terms is None else msgspec.to_builtins(order.terms),
    )
    await tx.write(
        "UPDATE order_lines l SET sku = p.sku, name = p.name, unit_amount = p.unit_amount, "
        "discount_amount = p.discount, net_amount = p.net, tax_rate_ppm = p.tax_rate, tax_amount = p.tax "
        "FROM unnest($2::int[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], "
        "  $8::int[], $9::bigint[]) AS p (number, sku, name, unit_amount, discount, net, tax_rate, tax) "
        "WHERE l.order_id = $1 AND l.number = p.number",
        order.id,
        [line.number for line in lines],
        [line.sku for line in lines],
        [line.name for line in lines],
        [line.unit_amount for line in lines],
        [charge.discount for charge in charges],
        [charge.net for charge in charges],
        [charge.tax_rate_ppm for charge in charges],
        [charge.tax for charge in charges],
    )


async def count(tx: Transaction, order_id: UUID, counter: Counter, quantities: dict[int, int]) -> int:
    """Add to a counter of each line, where so many are left for it; how many lines had."""
    return await tx.execute(
        f"UPDATE order_lines SET {counter} = {counter} + moved.pieces "
        "FROM unnest($2::int[], $3::int[]) AS moved (line, pieces) "
        f"WHERE order_id = $1 AND number = moved.line AND {' - '.join(LEFT[counter])} >= moved.pieces",
        order_id,
        list(quantities),
        list(quantities.values()),
    )


async def versions(reader: Reader, order_ids: list[UUID]) -> dict[UUID, int]:
    """How many events each of these orders has."""
    rows = await reader.all(
        Version,
        "SELECT id, coalesce((SELECT max(version) FROM events WHERE aggregate_id = id), 0) AS version "
        "FROM unnest($1::uuid[]) AS wanted (id)",
        order_ids,
    )
    return {row.id: row.version for row in rows}


class Version(msgspec.Struct):
    id: UUID
    version: int
