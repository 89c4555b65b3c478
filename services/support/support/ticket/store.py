"""Every SQL statement about tickets, their log and their relations."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from support.ticket.model import ERASED, Ticket, TicketNotFound, What

COLUMNS = (
    "id, number, customer_id, order_id, subject, priority, status, created_at, changed_at, order_lines, "
    "channel, tags, assignee_id, is_visible, merged_into, version, solved_at"
)
TICKET = f"SELECT {COLUMNS} FROM tickets "
# Words of a conversation that is longer than anybody reads are found no more: a row has its limits.
MOST_STEMS = 4000


async def next_count(tx: Transaction) -> int:
    """Counts tickets; the model makes a number of it that people can read out."""
    return await tx.one(int, "SELECT nextval('ticket_numbers')") or 0


async def add(tx: Transaction, ticket: Ticket) -> None:
    await tx.execute(
        f"INSERT INTO tickets ({COLUMNS}) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        ticket.id,
        ticket.number,
        ticket.customer_id,
        ticket.order_id,
        ticket.subject,
        ticket.priority,
        ticket.status,
        ticket.created_at,
        ticket.changed_at,
        ticket.order_lines,
        ticket.channel,
        ticket.tags,
        ticket.assignee_id,
        ticket.is_visible,
        ticket.merged_into,
        ticket.version,
        ticket.solved_at,
    )


async def save(tx: Transaction, ticket: Ticket) -> None:
    """Write what may change; its row is held."""
    ticket.version += 1
    ticket.solved_at = (ticket.solved_at or tx.now) if ticket.is_done else None
    await tx.execute(
        "UPDATE tickets SET status = $2, changed_at = $3, subject = $4, priority = $5, tags = $6, "
        "assignee_id = $7, is_visible = $8, merged_into = $9, version = $10, solved_at = $11, "
        "order_id = $12, order_lines = $13 WHERE id = $1",
        ticket.id,
        ticket.status,
        ticket.changed_at,
        ticket.subject,
        ticket.priority,
        ticket.tags,
        ticket.assignee_id,
        ticket.is_visible,
        ticket.merged_into,
        ticket.version,
        ticket.solved_at,
        ticket.order_id,
        ticket.order_lines,
    )


async def log(tx: Transaction, ticket: Ticket, what: What) -> None:
    """Its clocks are looked at next."""
    await check_again(tx, ticket.id, tx.now)
    await tx.execute(
        "INSERT INTO ticket_log (ticket_id, at, what, status, priority) VALUES ($1, $2, $3, $4, $5)",
        ticket.id,
        tx.now,
        what,
        ticket.status,
        ticket.priority,
    )


async def claim_to_check(tx: Transaction) -> Ticket | None:
    return await tx.one(
        Ticket,
        TICKET + "WHERE check_at <= $1 ORDER BY check_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )


async def check_again(tx: Transaction, ticket_id: UUID, at: datetime | None) -> None:
    await tx.execute("UPDATE tickets SET check_at = $2 WHERE id = $1", ticket_id, at)


async def check_all(tx: Transaction) -> None:
    await tx.execute(
        "UPDATE tickets SET check_at = $1 WHERE status IN ('new', 'open', 'waiting_on_customer', 'on_hold')",
        tx.now,
    )


async def add_words(tx: Transaction, ticket_id: UUID, plain: str) -> None:
    await tx.execute(
        f"UPDATE tickets SET words = words || ticket_stems($2) "
        f"WHERE id = $1 AND length(words) < {MOST_STEMS}",
        ticket_id,
        plain,
    )


async def lock(tx: Transaction, ticket_id: UUID) -> Ticket:
    """Load any ticket and hold its row until the transaction ends."""
    return _found(await tx.one(Ticket, TICKET + "WHERE id = $1 FOR UPDATE", ticket_id), ticket_id)


async def lock_several(tx: Transaction, ticket_ids: list[UUID]) -> dict[UUID, Ticket]:
    """In the order of ids, so that two who want the same wait for each other."""
    rows = await tx.all(Ticket, TICKET + "WHERE id = ANY($1) ORDER BY id FOR UPDATE", ticket_ids)
    found = {row.id: row for row in rows}
    for ticket_id in ticket_ids:
        _found(found.get(ticket_id), ticket_id)
    return found


async def lock_own(tx: Transaction, ticket_id: UUID, customer_id: UUID) -> Ticket:
    """One that this customer sees; another's is as missing as one that never was."""
    ticket = await tx.one(
        Ticket,
        TICKET + "WHERE id = $1 AND customer_id = $2 AND is_visible FOR UPDATE",
        ticket_id,
        customer_id,
    )
    return _found(ticket, ticket_id)


async def lock_open_of_order(tx: Transaction, order_id: UUID) -> Ticket | None:
    """The newest one about the order that somebody still works on."""
    return await tx.one(
        Ticket,
        TICKET + "WHERE order_id = $1 AND status NOT IN ('solved', 'closed') "
        "ORDER BY id DESC LIMIT 1 FOR UPDATE",
        order_id,
    )


async def lock_unassigned(tx: Transaction) -> Ticket | None:
    """The one that waits for us longest."""
    return await tx.one(
        Ticket,
        TICKET + "WHERE assignee_id IS NULL AND status IN ('new', 'open') "
        "ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
    )


async def lock_to_close(tx: Transaction, *, solved_before: datetime) -> Ticket | None:
    return await tx.one(
        Ticket,
        TICKET + "WHERE status = 'solved' AND solved_at <= $1 ORDER BY solved_at LIMIT 1 "
        "FOR UPDATE SKIP LOCKED",
        solved_before,
    )


async def find(reader: Reader, ticket_id: UUID) -> Ticket:
    return _found(await reader.one(Ticket, TICKET + "WHERE id = $1", ticket_id), ticket_id)


async def find_many(reader: Reader, ticket_ids: list[UUID]) -> list[Ticket]:
    """Newest first."""
    return await reader.all(Ticket, TICKET + "WHERE id = ANY($1) ORDER BY id DESC", ticket_ids)


async def find_own(reader: Reader, ticket_id: UUID, customer_id: UUID) -> Ticket:
    ticket = await reader.one(
        Ticket, TICKET + "WHERE id = $1 AND customer_id = $2 AND is_visible", ticket_id, customer_id
    )
    return _found(ticket, ticket_id)


async def visible_of(reader: Reader, customer_id: UUID) -> list[Ticket]:
    return await reader.all(
        Ticket, TICKET + "WHERE customer_id = $1 AND is_visible ORDER BY id DESC", customer_id
    )


async def lock_all_of(tx: Transaction, customer_id: UUID) -> list[Ticket]:
    return await tx.all(Ticket, TICKET + "WHERE customer_id = $1 ORDER BY id FOR UPDATE", customer_id)


async def erase(tx: Transaction, customer_id: UUID) -> None:
    """Tags too: an agent may have named somebody in one."""
    await tx.execute(
        "UPDATE tickets SET subject = $2, tags = '{}', words = '' WHERE customer_id = $1", customer_id, ERASED
    )


async def list_own(reader: Reader, customer_id: UUID, *, before: UUID | None, most: int) -> list[Ticket]:
    """Newest first: ticket ids are in order of creation."""
    return await reader.all(
        Ticket,
        TICKET + "WHERE customer_id = $1 AND is_visible "
        "AND id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) ORDER BY id DESC LIMIT $3",
        customer_id,
        before,
        most,
    )


async def redirect_merged(tx: Transaction, ticket_id: UUID, into: UUID) -> None:
    """What was merged into the one is now merged into the other."""
    await tx.execute("UPDATE tickets SET merged_into = $2 WHERE merged_into = $1", ticket_id, into)


def _found(ticket: Ticket | None, ticket_id: UUID) -> Ticket:
    if ticket is None:
        raise TicketNotFound(ticket_id=ticket_id)
    return ticket
