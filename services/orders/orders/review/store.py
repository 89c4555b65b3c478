"""SQL about decisions on orders that need review."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.order.model import ERASED
from orders.review.model import Review


async def add(tx: Transaction, review: Review) -> None:
    await tx.execute(
        "INSERT INTO order_reviews (id, order_id, reason, action, note, actor_id, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        review.id,
        review.order_id,
        review.reason,
        review.action,
        review.note,
        review.actor_id,
        review.at,
    )


async def of_order(reader: Reader, order_id: UUID) -> list[Review]:
    """Oldest first."""
    return await reader.all(
        Review,
        "SELECT id, order_id, reason, action, note, actor_id, at FROM order_reviews "
        "WHERE order_id = $1 ORDER BY id",
        order_id,
    )


async def count_waiting(reader: Reader) -> int:
    return await reader.one(int, "SELECT count(*) FROM orders WHERE needs_review IS NOT NULL") or 0


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE order_reviews SET note = $2 "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
        ERASED,
    )
