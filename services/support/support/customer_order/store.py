"""Every SQL statement about customer orders."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from support.customer_order.model import CustomerOrder


async def remember(tx: Transaction, order: CustomerOrder) -> None:
    await tx.execute(
        "INSERT INTO customer_orders (order_id, customer_id, status, changed_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (order_id) DO UPDATE SET status = excluded.status, changed_at = excluded.changed_at",
        order.order_id,
        order.customer_id,
        order.status,
        order.changed_at,
    )


async def remember_lines(
    tx: Transaction, order_id: UUID, customer_id: UUID, *, count: int, placed_at: datetime
) -> None:
    """Whatever else was heard of the order before: its lines never change."""
    await tx.execute(
        "INSERT INTO customer_orders (order_id, customer_id, status, changed_at, line_count) "
        "VALUES ($1, $2, 'placed', $3, $4) ON CONFLICT (order_id) DO UPDATE SET line_count = $4",
        order_id,
        customer_id,
        placed_at,
        count,
    )


async def lock(tx: Transaction, order_id: UUID) -> CustomerOrder | None:
    return await tx.one(
        CustomerOrder,
        "SELECT order_id, customer_id, status, changed_at, line_count FROM customer_orders "
        "WHERE order_id = $1 FOR UPDATE",
        order_id,
    )


async def find(reader: Reader, order_id: UUID, customer_id: UUID) -> CustomerOrder | None:
    return await reader.one(
        CustomerOrder,
        "SELECT order_id, customer_id, status, changed_at, line_count FROM customer_orders "
        "WHERE order_id = $1 AND customer_id = $2",
        order_id,
        customer_id,
    )


async def newest_of(reader: Reader, customer_id: UUID, *, most: int) -> list[CustomerOrder]:
    """Newest first: order ids are in order of creation."""
    return await reader.all(
        CustomerOrder,
        "SELECT order_id, customer_id, status, changed_at, line_count FROM customer_orders "
        "WHERE customer_id = $1 ORDER BY order_id DESC LIMIT $2",
        customer_id,
        most,
    )
