"""SQL about agents' actions."""

from uuid import UUID

import msgspec

from chassis.database import Transaction
from orders.agent_action.model import AgentWish


class Row(msgspec.Struct):
    order_id: UUID
    fingerprint: bytes
    result_id: UUID | None
    agent_id: UUID


async def claim(tx: Transaction, action_id: UUID, order_id: UUID, wish: AgentWish) -> Row | None:
    """None for the first; a second waits here until the first commits, and gets its row."""
    is_first = await tx.execute(
        "INSERT INTO agent_actions (id, order_id, fingerprint, kind, agent_id, ticket_id, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        action_id,
        order_id,
        wish.fingerprint,
        wish.kind,
        wish.agent_id,
        wish.ticket_id,
        tx.now,
    )
    if is_first:
        return None
    return await tx.one(
        Row, "SELECT order_id, fingerprint, result_id, agent_id FROM agent_actions WHERE id = $1", action_id
    )


async def record(tx: Transaction, action_id: UUID, result_id: UUID | None) -> None:
    await tx.execute("UPDATE agent_actions SET result_id = $2 WHERE id = $1", action_id, result_id)
