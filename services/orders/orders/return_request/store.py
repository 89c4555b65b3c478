"""SQL about returns, what was announced and what came in."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.order.model import ERASED
from orders.return_request.model import Return, ReturnNotFound, ReturnStatus

RETURN = (
    "SELECT id, order_id, customer_id, status, reason, requested_at, received_at, ended_at, "
    "(SELECT jsonb_agg(jsonb_build_object('line', line, 'quantity', quantity) ORDER BY line) "
    "FROM return_lines WHERE return_id = id) AS lines, "
    "(SELECT coalesce(jsonb_agg(jsonb_build_object('line', line, 'quantity', quantity, "
    "'condition', condition, 'restock', restock) ORDER BY position), '[]') "
    "FROM received_lines WHERE return_id = id) AS received "
    "FROM returns "
)


async def add(tx: Transaction, wanted: Return) -> None:
    await tx.execute(
        "INSERT INTO returns (id, order_id, customer_id, status, reason, requested_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        wanted.id,
        wanted.order_id,
        wanted.customer_id,
        wanted.status,
        wanted.reason,
        wanted.requested_at,
    )
    await tx.execute(
        "INSERT INTO return_lines (return_id, line, quantity) SELECT $1, * FROM unnest($2::int[], $3::int[])",
        wanted.id,
        [line.line for line in wanted.lines],
        [line.quantity for line in wanted.lines],
    )


async def save(tx: Transaction, changed: Return) -> None:
    await tx.execute(
        "UPDATE returns SET status = $2, received_at = $3, ended_at = $4 WHERE id = $1",
        changed.id,
        changed.status,
        changed.received_at,
        changed.ended_at,
    )


async def save_received(tx: Transaction, changed: Return) -> None:
    await tx.execute(
        "INSERT INTO received_lines (return_id, position, line, quantity, condition, restock) "
        "SELECT $1, * FROM unnest($2::int[], $3::int[], $4::int[], $5::text[], $6::boolean[])",
        changed.id,
        list(range(1, len(changed.received) + 1)),
        [line.line for line in changed.received],
        [line.quantity for line in changed.received],
        [line.condition for line in changed.received],
        [line.restock for line in changed.received],
    )


async def order_of(reader: Reader, return_id: UUID) -> UUID:
    """The order to lock before the return."""
    order_id = await reader.one(UUID, "SELECT order_id FROM returns WHERE id = $1", return_id)
    if order_id is None:
        raise ReturnNotFound(return_id=return_id)
    return order_id


async def find(reader: Reader, return_id: UUID) -> Return:
    """Under the order's lock, which every change of a return holds, also a safe read for a change."""
    found = await reader.one(Return, RETURN + "WHERE id = $1", return_id)
    if found is None:
        raise ReturnNotFound(return_id=return_id)
    return found


async def list_of(reader: Reader, order_id: UUID) -> list[Return]:
    """Oldest first."""
    return await reader.all(Return, RETURN + "WHERE order_id = $1 ORDER BY id", order_id)


async def list_own(reader: Reader, customer_id: UUID, *, before: UUID | None, most: int) -> list[Return]:
    """Newest first."""
    return await reader.all(
        Return,
        RETURN + "WHERE customer_id = $1 AND id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) "
        "ORDER BY id DESC LIMIT $3",
        customer_id,
        before,
        most,
    )


async def list_in_status(
    reader: Reader, status: ReturnStatus, *, after: UUID | None, most: int
) -> list[Return]:
    """Oldest first: who has waited longest comes first."""
    return await reader.all(
        Return,
        RETURN + "WHERE status = $1 AND id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid) "
        "ORDER BY id LIMIT $3",
        status,
        after,
        most,
    )


async def next_paid(tx: Transaction) -> UUID | None:
    """A return whose money is back and that does not say so yet."""
    return await tx.one(
        UUID,
        "SELECT r.id FROM returns r JOIN refunds f ON f.source_id = r.id "
        "WHERE r.status = 'received' AND f.status = 'succeeded' ORDER BY r.id LIMIT 1",
    )


async def move(tx: Transaction, order_id: UUID, customer_id: UUID) -> None:
    await tx.execute("UPDATE returns SET customer_id = $2 WHERE order_id = $1", order_id, customer_id)


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE returns SET reason = $2 "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
        ERASED,
    )


async def all_of(reader: Reader, customer_id: UUID) -> list[Return]:
    """Newest first."""
    return await reader.all(Return, RETURN + "WHERE customer_id = $1 ORDER BY id DESC", customer_id)
