"""SQL about sagas: a row is a place in the queue and who holds it for how long."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.checkout.model import Late, LostRace, Saga, UnderWay

LEASE = timedelta(seconds=10)
COLUMNS = "order_id, step, attempts, deadline_at, version, correlation_id, traceparent, total_below"


async def add(tx: Transaction, saga: Saga) -> None:
    """A new saga, leased to whoever creates it."""
    await tx.write(
        "INSERT INTO sagas "
        "(order_id, step, next_at, started_at, lease_until, deadline_at, correlation_id, traceparent, "
        "total_below) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8)",
        saga.order_id,
        saga.step,
        tx.now,
        tx.now + LEASE,
        saga.deadline_at,
        saga.correlation_id,
        saga.traceparent,
        saga.total_below,
    )


async def claim_due(tx: Transaction) -> Saga | None:
    """Lease the saga that has been due for longest."""
    return await tx.one(
        Saga,
        "UPDATE sagas SET lease_until = $2, version = version + 1 WHERE order_id = ("
        "  SELECT order_id FROM sagas WHERE step <> 'done' AND next_at <= $1 AND lease_until <= $1"
        "  ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED"
        f") RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
    )


async def lock(tx: Transaction, order_id: UUID) -> Saga:
    """The saga as it is now, its row held; the order's row is held already."""
    saga = await tx.one(Saga, f"SELECT {COLUMNS} FROM sagas WHERE order_id = $1 FOR UPDATE", order_id)
    if saga is None:
        raise RuntimeError(f"order {order_id} has no saga")
    return saga


async def is_settled(reader: Reader, order_id: UUID) -> bool:
    """Nothing more will happen by itself, or not before the customer has been with their bank."""
    settled = await reader.one(
        bool,
        "SELECT s.step = 'done' OR coalesce(p.next_action IS NOT NULL, false) "
        "FROM sagas s LEFT JOIN payments p USING (order_id) WHERE s.order_id = $1",
        order_id,
    )
    return settled or False


async def wake(tx: Transaction, order_id: UUID) -> None:
    """Due now. Whoever holds its lease keeps it."""
    await tx.execute(
        "UPDATE sagas SET next_at = $2 WHERE order_id = $1 AND step <> 'done' AND next_at > $2",
        order_id,
        tx.now,
    )


async def save(tx: Transaction, saga: Saga, *, next_at: datetime, keep_lease: bool) -> None:
    """Write what `saga` became. LostRace, by the commit, when somebody else moved it since it was read."""
    await tx.write(
        "UPDATE sagas SET step = $3, attempts = $4, next_at = $5, lease_until = $6, version = version + 1 "
        "WHERE order_id = $1 AND version = $2",
        saga.order_id,
        saga.version,
        saga.step,
        saga.attempts,
        next_at,
        tx.now + LEASE if keep_lease else tx.now,
        missed=LostRace,
    )
    saga.version += 1


async def restart(tx: Transaction, saga: Saga) -> None:
    """Due now, for anybody, with a new deadline and for another request."""
    await tx.write(
        "UPDATE sagas SET deadline_at = $2, correlation_id = $3, traceparent = $4, started_at = $5 "
        "WHERE order_id = $1",
        saga.order_id,
        saga.deadline_at,
        saga.correlation_id,
        saga.traceparent,
        tx.now,
    )
    await save(tx, saga, next_at=tx.now, keep_lease=False)


async def late(reader: Reader, before: datetime, limit: int) -> list[Late]:
    """Not those that staff was shown already."""
    return await reader.all(
        Late,
        "SELECT s.order_id, s.deadline_at FROM sagas s JOIN orders o ON o.id = s.order_id "
        "WHERE s.step <> 'done' AND s.deadline_at < $1 AND o.needs_review IS NULL "
        "ORDER BY s.deadline_at LIMIT $2",
        before,
        limit,
    )


async def count_late(reader: Reader, before: datetime) -> int:
    count = await reader.one(
        int, "SELECT count(*) FROM sagas WHERE step <> 'done' AND deadline_at < $1", before
    )
    return count or 0


async def under_way(reader: Reader) -> UnderWay:
    found = await reader.one(
        UnderWay, "SELECT count(*) AS count, min(started_at) AS oldest FROM sagas WHERE step <> 'done'"
    )
    return found or UnderWay(0, None)
