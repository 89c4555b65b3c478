"""Every SQL statement about messages."""

from uuid import UUID

from chassis.database import Reader, Transaction
from support.message.model import Message

COLUMNS = "id, ticket_id, author_id, author_kind, is_internal, text, created_at, order_version"


async def add(tx: Transaction, message: Message) -> None:
    """The caller holds the ticket's row, so messages of one ticket follow each other."""
    await tx.execute(
        f"INSERT INTO messages ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        message.id,
        message.ticket_id,
        message.author_id,
        message.author_kind,
        message.is_internal,
        message.text,
        message.created_at,
        message.order_version,
    )


async def public_of(reader: Reader, ticket_ids: list[UUID]) -> dict[UUID, list[Message]]:
    """What both sides said in each of these tickets, oldest first."""
    rows = await reader.all(
        Message,
        f"SELECT {COLUMNS} FROM messages WHERE ticket_id = ANY($1) AND NOT is_internal "
        "ORDER BY ticket_id, position",
        ticket_ids,
    )
    found: dict[UUID, list[Message]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in rows:
        found[row.ticket_id].append(row)
    return found


async def page(
    reader: Reader, ticket_ids: list[UUID], *, with_notes: bool, after: UUID | None, most: int
) -> list[Message]:
    """Of a ticket and those merged into it, oldest first, following the message `after`."""
    return await reader.all(
        Message,
        f"SELECT {COLUMNS} FROM messages WHERE ticket_id = ANY($1) AND ($2 OR NOT is_internal) "
        "AND position > coalesce((SELECT position FROM messages AS last "
        "WHERE last.ticket_id = ANY($1) AND last.id = $3), 0) ORDER BY position LIMIT $4",
        ticket_ids,
        with_notes,
        after,
        most,
    )


async def erase(tx: Transaction, customer_id: UUID, *, erased: str) -> None:
    """Agents' words too: they answer a person, and name them."""
    await tx.execute(
        "UPDATE messages SET text = $2 WHERE ticket_id IN (SELECT id FROM tickets WHERE customer_id = $1)",
        customer_id,
        erased,
    )


async def remember_sight(tx: Transaction, ticket_id: UUID, agent_id: UUID, *, order_version: int) -> None:
    await tx.execute(
        "INSERT INTO sights (ticket_id, agent_id, order_version, seen_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (ticket_id, agent_id) DO UPDATE "
        "SET order_version = excluded.order_version, seen_at = excluded.seen_at",
        ticket_id,
        agent_id,
        order_version,
        tx.now,
    )


async def seen_order_version(reader: Reader, ticket_id: UUID, agent_id: UUID) -> int | None:
    return await reader.one(
        int, "SELECT order_version FROM sights WHERE ticket_id = $1 AND agent_id = $2", ticket_id, agent_id
    )
