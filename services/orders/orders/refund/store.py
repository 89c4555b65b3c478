"""SQL about refunds: a row is a place in the queue and who holds it for how long."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.refund.model import Cause, Overtaken, Refund

LEASE = timedelta(seconds=10)
COLUMNS = (
    "id, order_id, status, cause, source_id, amount, currency, reason, code, requested_by, requested_at, "
    "ended_at, attempts, correlation_id, version"
)


async def add(tx: Transaction, refund: Refund) -> None:
    await tx.execute(
        "INSERT INTO refunds (id, order_id, status, cause, source_id, amount, currency, reason, "
        "requested_by, requested_at, correlation_id, next_at, lease_until) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $10)",
        refund.id,
        refund.order_id,
        refund.status,
        refund.cause,
        refund.source_id,
        refund.amount,
        refund.currency,
        refund.reason,
        refund.requested_by,
        refund.requested_at,
        refund.correlation_id,
    )


async def claim_due(tx: Transaction, order_id: UUID | None) -> Refund | None:
    """Lease the refund (of this order) that has been due for longest and is its order's oldest open one.

    While the payment is disputed, its refunds wait: the bank may give the same money back.
    """
    return await tx.one(
        Refund,
        "UPDATE refunds SET lease_until = $2, version = version + 1 WHERE id = ("
        "  SELECT r.id FROM refunds r WHERE r.status = 'pending' AND r.next_at <= $1 AND r.lease_until <= $1"
        "  AND ($3::uuid IS NULL OR r.order_id = $3) AND NOT EXISTS (SELECT FROM refunds older"
        "    WHERE older.order_id = r.order_id AND older.status = 'pending' AND older.id < r.id)"
        "  AND NOT EXISTS (SELECT FROM disputes d WHERE d.order_id = r.order_id AND d.status = 'open')"
        "  ORDER BY r.next_at LIMIT 1 FOR UPDATE SKIP LOCKED"
        f") RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
        order_id,
    )


async def hold(tx: Transaction, refund: Refund) -> None:
    """Hold its row until the transaction ends, unless somebody has recorded something since the claim."""
    held = await tx.one(
        bool,
        "SELECT true FROM refunds WHERE id = $1 AND version = $2 FOR UPDATE",
        refund.id,
        refund.version,
    )
    if held is None:
        raise Overtaken


async def save(tx: Transaction, refund: Refund, *, next_at: datetime) -> None:
    """Write what `refund` became; its row is held."""
    await tx.execute(
        "UPDATE refunds SET status = $2, code = $3, ended_at = $4, attempts = $5, next_at = $6, "
        "lease_until = $7, version = version + 1 WHERE id = $1",
        refund.id,
        refund.status,
        refund.code,
        refund.ended_at,
        refund.attempts,
        next_at,
        tx.now,
    )
    refund.version += 1


async def wake(tx: Transaction, order_id: UUID, *, attempts: int | None = None) -> None:
    """Open refunds of this order are due. Whoever holds one keeps its lease, and records as it would have."""
    await tx.execute(
        "UPDATE refunds SET next_at = least(next_at, $2), attempts = coalesce($3, attempts) "
        "WHERE order_id = $1 AND status = 'pending'",
        order_id,
        tx.now,
        attempts,
    )


async def list_of(reader: Reader, order_id: UUID) -> list[Refund]:
    """Oldest first."""
    return await reader.all(
        Refund, f"SELECT {COLUMNS} FROM refunds WHERE order_id = $1 ORDER BY id", order_id
    )


async def given_of(reader: Reader, order_id: UUID, cause: Cause) -> int:
    """What went back, or is about to, for this cause, in minor units."""
    given = await reader.one(
        int,
        "SELECT coalesce(sum(amount), 0)::bigint FROM refunds "
        "WHERE order_id = $1 AND cause = $2 AND status <> 'failed'",
        order_id,
        cause,
    )
    return given or 0


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE refunds SET reason = NULL "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
    )
