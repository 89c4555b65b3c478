"""SQL about actions: a row is a place in the queue."""

from uuid import UUID

from chassis.database import Reader, Transaction
from support.action.model import LEASE, ActionNotFound, ActionStatus, TicketAction, as_row

COLUMNS = (
    "id, ticket_id, order_id, kind, reason, amount, lines, status, asked_by, asked_permissions, asked_at, "
    "next_at, decided_by, decided_permissions, decided_at, ended_at, result_id, problem, attempts, version"
)


async def add(tx: Transaction, action: TicketAction) -> None:
    amount, lines = as_row(action)
    await tx.execute(
        "INSERT INTO ticket_actions (id, ticket_id, order_id, kind, reason, amount, lines, status, asked_by, "
        "asked_permissions, asked_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        action.id,
        action.ticket_id,
        action.order_id,
        action.kind,
        action.reason,
        amount,
        lines,
        action.status,
        action.asked_by,
        action.asked_permissions,
        action.asked_at,
        action.next_at,
    )


async def save(tx: Transaction, action: TicketAction) -> bool:
    """Write what `action` became, unless somebody wrote since it was read."""
    saved = await tx.execute(
        "UPDATE ticket_actions SET status = $3, decided_by = $4, decided_permissions = $5, decided_at = $6, "
        "ended_at = $7, result_id = $8, problem = $9, attempts = $10, next_at = $11, version = version + 1 "
        "WHERE id = $1 AND version = $2",
        action.id,
        action.version,
        action.status,
        action.decided_by,
        action.decided_permissions,
        action.decided_at,
        action.ended_at,
        action.result_id,
        action.problem,
        action.attempts,
        action.next_at,
    )
    action.version += 1
    return bool(saved)


async def claim_due(tx: Transaction) -> TicketAction | None:
    return await tx.one(
        TicketAction,
        "UPDATE ticket_actions SET next_at = $2, version = version + 1 WHERE id = ("
        "SELECT id FROM ticket_actions WHERE status = 'pending' AND next_at <= $1 "
        f"ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
    )


async def lock(tx: Transaction, action_id: UUID) -> TicketAction:
    return _found(
        await tx.one(
            TicketAction, f"SELECT {COLUMNS} FROM ticket_actions WHERE id = $1 FOR UPDATE", action_id
        ),
        action_id,
    )


async def find(reader: Reader, action_id: UUID) -> TicketAction:
    return _found(
        await reader.one(TicketAction, f"SELECT {COLUMNS} FROM ticket_actions WHERE id = $1", action_id),
        action_id,
    )


async def list_of(reader: Reader, ticket_id: UUID) -> list[TicketAction]:
    """Oldest first; a ticket has a handful."""
    return await reader.all(
        TicketAction,
        f"SELECT {COLUMNS} FROM ticket_actions WHERE ticket_id = $1 ORDER BY id LIMIT 200",
        ticket_id,
    )


async def list_waiting(reader: Reader, *, after: UUID | None, most: int) -> list[TicketAction]:
    """What a lead should decide about, the longest waiting first."""
    return await reader.all(
        TicketAction,
        f"SELECT {COLUMNS} FROM ticket_actions WHERE status = '{ActionStatus.AWAITING_APPROVAL}' "
        "AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2",
        after,
        most,
    )


async def erase(tx: Transaction, customer_id: UUID, *, erased: str) -> None:
    await tx.execute(
        "UPDATE ticket_actions SET reason = $2 "
        "WHERE ticket_id IN (SELECT id FROM tickets WHERE customer_id = $1)",
        customer_id,
        erased,
    )


def _found(action: TicketAction | None, action_id: UUID) -> TicketAction:
    if action is None:
        raise ActionNotFound(action_id=action_id)
    return action
