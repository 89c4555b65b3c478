"""Every SQL statement about tickets and their messages."""

from uuid import UUID

from chassis.database import Reader, Transaction
from support.ticket.model import ERASED, Message, Ticket, TicketNotFound, TicketStatus

TICKET = (
    "SELECT id, number, customer_id, order_id, subject, priority, status, created_at, changed_at "
    "FROM tickets "
)


async def next_count(tx: Transaction) -> int:
    """Counts tickets; the model makes a number of it that people can read out."""
    return await tx.one(int, "SELECT nextval('ticket_numbers')") or 0


async def add(tx: Transaction, ticket: Ticket) -> None:
    await tx.execute(
        "INSERT INTO tickets "
        "(id, number, customer_id, order_id, subject, priority, status, created_at, changed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        ticket.id,
        ticket.number,
        ticket.customer_id,
        ticket.order_id,
        ticket.subject,
        ticket.priority,
        ticket.status,
        ticket.created_at,
        ticket.changed_at,
    )


async def save(tx: Transaction, ticket: Ticket) -> None:
    await tx.execute(
        "UPDATE tickets SET status = $2, changed_at = $3 WHERE id = $1",
        ticket.id,
        ticket.status,
        ticket.changed_at,
    )


async def lock(tx: Transaction, ticket_id: UUID) -> Ticket:
    """Load any ticket and hold its row until the transaction ends."""
    return _found(await tx.one(Ticket, TICKET + "WHERE id = $1 FOR UPDATE", ticket_id), ticket_id)


async def lock_own(tx: Transaction, ticket_id: UUID, customer_id: UUID) -> Ticket:
    """The same for one of this customer's; another's is as missing as one that never was."""
    ticket = await tx.one(
        Ticket, TICKET + "WHERE id = $1 AND customer_id = $2 FOR UPDATE", ticket_id, customer_id
    )
    return _found(ticket, ticket_id)


async def find(reader: Reader, ticket_id: UUID) -> Ticket:
    return _found(await reader.one(Ticket, TICKET + "WHERE id = $1", ticket_id), ticket_id)


async def find_own(reader: Reader, ticket_id: UUID, customer_id: UUID) -> Ticket:
    ticket = await reader.one(Ticket, TICKET + "WHERE id = $1 AND customer_id = $2", ticket_id, customer_id)
    return _found(ticket, ticket_id)


async def all_of(reader: Reader, customer_id: UUID) -> list[Ticket]:
    return await reader.all(Ticket, TICKET + "WHERE customer_id = $1 ORDER BY id DESC", customer_id)


async def lock_all_of(tx: Transaction, customer_id: UUID) -> list[Ticket]:
    return await tx.all(Ticket, TICKET + "WHERE customer_id = $1 ORDER BY id FOR UPDATE", customer_id)


async def erase(tx: Transaction, customer_id: UUID) -> None:
    """Agents' words too: they answer a person, and name them."""
    await tx.execute("UPDATE tickets SET subject = $2 WHERE customer_id = $1", customer_id, ERASED)
    await tx.execute(
        "UPDATE messages SET text = $2 WHERE ticket_id IN (SELECT id FROM tickets WHERE customer_id = $1)",
        customer_id,
        ERASED,
    )


async def list_own(reader: Reader, customer_id: UUID, *, before: UUID | None, most: int) -> list[Ticket]:
    """Newest first: ticket ids are in order of creation."""
    return await reader.all(
        Ticket,
        TICKET + "WHERE customer_id = $1 AND id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) "
        "ORDER BY id DESC LIMIT $3",
        customer_id,
        before,
        most,
    )


async def list_all(reader: Reader, *, before: UUID | None, most: int) -> list[Ticket]:
    return await reader.all(
        Ticket,
        TICKET + "WHERE id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) "
        "ORDER BY id DESC LIMIT $2",
        before,
        most,
    )


async def list_in_status(
    reader: Reader, status: TicketStatus, *, before: UUID | None, most: int
) -> list[Ticket]:
    return await reader.all(
        Ticket,
        TICKET + "WHERE status = $1 AND id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) "
        "ORDER BY id DESC LIMIT $3",
        status,
        before,
        most,
    )


async def add_message(tx: Transaction, message: Message) -> None:
    """The caller holds the ticket's row, so messages of one ticket follow each other."""
    await tx.execute(
        "INSERT INTO messages (id, ticket_id, author_id, author_kind, is_internal, text, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        message.id,
        message.ticket_id,
        message.author_id,
        message.author_kind,
        message.is_internal,
        message.text,
        message.created_at,
    )


async def messages_of(reader: Reader, ticket_ids: list[UUID]) -> dict[UUID, list[Message]]:
    """What both sides said in each of these tickets, oldest first."""
    rows = await reader.all(
        Message,
        "SELECT id, ticket_id, author_id, author_kind, is_internal, text, created_at FROM messages "
        "WHERE ticket_id = ANY($1) AND NOT is_internal ORDER BY ticket_id, position",
        ticket_ids,
    )
    found: dict[UUID, list[Message]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in rows:
        found[row.ticket_id].append(row)
    return found


async def list_messages(
    reader: Reader, ticket_id: UUID, *, with_notes: bool, after: UUID | None, most: int
) -> list[Message]:
    """Oldest first, following the message `after`."""
    return await reader.all(
        Message,
        "SELECT id, ticket_id, author_id, author_kind, is_internal, text, created_at FROM messages "
        "WHERE ticket_id = $1 AND ($2 OR NOT is_internal) AND position > coalesce("
        "(SELECT position FROM messages AS last WHERE last.ticket_id = $1 AND last.id = $3), 0) "
        "ORDER BY position LIMIT $4",
        ticket_id,
        with_notes,
        after,
        most,
    )


def _found(ticket: Ticket | None, ticket_id: UUID) -> Ticket:
    if ticket is None:
        raise TicketNotFound(ticket_id=ticket_id)
    return ticket
