"""Everything that can be done to a ticket."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.events import Event
from chassis.ids import new_id
from chassis.tokens import Actor
from support.customer_order.commands import require_order
from support.ticket import store
from support.ticket.model import AuthorKind, Message, Outcome, Priority, Ticket, TicketStatus, readable_number


async def find(reader: Reader, ticket_id: UUID) -> Ticket:
    """For other features: any ticket, whoever asks."""
    return await store.find(reader, ticket_id)


async def open_ticket(
    tx: Transaction, *, by: Actor, subject: str, text: str, priority: Priority, order_id: UUID | None
) -> Ticket:
    """A new ticket with its first message."""
    if order_id is not None:
        await require_order(tx, order_id, of=by.id)
    ticket = Ticket(
        id=new_id(),
        number=readable_number(await store.next_count(tx)),
        customer_id=by.id,
        order_id=order_id,
        subject=subject,
        priority=priority,
        status=TicketStatus.NEW,
        created_at=tx.now,
        changed_at=tx.now,
    )
    await store.add(tx, ticket)
    await store.add_message(tx, _said(tx, ticket, by, text, AuthorKind.CUSTOMER))
    await tx.publish(ticket.opened(), of=ticket.id)
    return ticket


async def reply(tx: Transaction, ticket_id: UUID, *, by: Actor, text: str) -> Message:
    """The customer's side of the conversation."""
    ticket = await store.lock_own(tx, ticket_id, by.id)
    message = _said(tx, ticket, by, text, AuthorKind.CUSTOMER)
    replied = ticket.reply(message)
    await store.add_message(tx, message)
    await _save(tx, ticket, [replied])
    return message


async def answer(tx: Transaction, ticket_id: UUID, *, by: Actor, text: str, outcome: Outcome) -> Message:
    """The agent's side of the conversation."""
    ticket = await store.lock(tx, ticket_id)
    message = _said(tx, ticket, by, text, AuthorKind.AGENT)
    events = ticket.answer(message, outcome)
    await store.add_message(tx, message)
    await _save(tx, ticket, events)
    return message


async def note(tx: Transaction, ticket_id: UUID, *, by: Actor, text: str, outcome: Outcome | None) -> Message:
    """Among agents, on a closed ticket too. Without an outcome nothing of the ticket changes."""
    ticket = await store.lock(tx, ticket_id)
    message = _said(tx, ticket, by, text, AuthorKind.AGENT, is_internal=True)
    status = ticket.status
    events = ticket.take(outcome) if outcome else []
    await store.add_message(tx, message)
    if ticket.status is not status:
        await _save(tx, ticket, events)
    return message


async def all_of(reader: Reader, customer_id: UUID) -> list[tuple[Ticket, list[Message]]]:
    """Every ticket of this customer with what both sides said, newest first."""
    found = await store.all_of(reader, customer_id)
    messages = await store.messages_of(reader, [ticket.id for ticket in found])
    return [(ticket, messages[ticket.id]) for ticket in found]


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Nobody is there to answer any more, so what is open is closed."""
    for ticket in await store.lock_all_of(tx, customer_id):
        if events := ticket.close():
            await _save(tx, ticket, events)
    await store.erase(tx, customer_id)


async def close(tx: Transaction, ticket_id: UUID, *, by: Actor) -> Ticket:
    ticket = await store.lock_own(tx, ticket_id, by.id)
    if events := ticket.close():
        await _save(tx, ticket, events)
    return ticket


def _said(
    tx: Transaction, ticket: Ticket, by: Actor, text: str, kind: AuthorKind, *, is_internal: bool = False
) -> Message:
    return Message(new_id(), ticket.id, by.id, kind, is_internal, text, tx.now)


async def _save(tx: Transaction, ticket: Ticket, events: Sequence[Event]) -> None:
    ticket.changed_at = tx.now
    await store.save(tx, ticket)
    for event in events:
        await tx.publish(event, of=ticket.id)
