"""Everything that is said: each message is written with what it does to its ticket."""

from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from chassis.version import Seen
from support.audit import commands as audit
from support.audit.model import Action
from support.mail import commands as mails
from support.message import store
from support.message.model import AuthorKind, Message
from support.ticket import commands as tickets
from support.ticket.model import ERASED, Opening, Outcome, Ticket


async def open_ticket(tx: Transaction, opening: Opening, *, by: Actor, text: str) -> Ticket:
    """A new ticket with its first message."""
    ticket = await tickets.open_ticket(tx, opening, customer_id=by.id)
    await _say(tx, ticket, by.id, text, AuthorKind.CUSTOMER)
    return ticket


async def reply(tx: Transaction, ticket_id: UUID, *, by: Actor, text: str) -> Message:
    """The customer's side of the conversation."""
    ticket = await tickets.lock_own(tx, ticket_id, by.id)
    message_id = new_id()
    await tickets.reply(tx, ticket, message_id=message_id)
    return await _say(tx, ticket, by.id, text, AuthorKind.CUSTOMER, message_id=message_id)


async def answer(
    tx: Transaction,
    ticket_id: UUID,
    *,
    by: Actor,
    text: str,
    outcome: Outcome,
    seen: Seen = None,
) -> Message:
    """The agent's side of the conversation, unless something happened that the agent has not seen."""
    ticket = await tickets.lock(tx, ticket_id)
    ticket.require_seen(seen)
    message_id = new_id()
    await tickets.answer(tx, ticket, outcome, message_id=message_id, by=by)
    await audit.note(tx, Action.ANSWERED, by=by, ticket_id=ticket_id, message_id=message_id, status=outcome)
    message = await _say(tx, ticket, by.id, text, AuthorKind.AGENT, message_id=message_id)
    await mails.write(tx, message_id=message_id, ticket_id=ticket_id, customer_id=ticket.customer_id)
    return message


async def note(
    tx: Transaction,
    ticket_id: UUID,
    *,
    by: Actor,
    text: str,
    outcome: Outcome | None,
    seen: Seen = None,
) -> Message:
    """Among agents, on a closed ticket too."""
    ticket = await tickets.lock(tx, ticket_id)
    ticket.require_seen(seen)
    await tickets.note(tx, ticket, outcome)
    await audit.note(tx, Action.NOTED, by=by, ticket_id=ticket_id)
    return await _say(tx, ticket, by.id, text, AuthorKind.AGENT, is_internal=True)


async def tell_agents(tx: Transaction, ticket: Ticket, text: str) -> Message:
    """The system's own note. The ticket's row is held."""
    return await _say(tx, ticket, None, text, AuthorKind.SYSTEM, is_internal=True)


async def remember_sight(tx: Transaction, ticket_id: UUID, agent_id: UUID, *, order_version: int) -> None:
    """Which history of the order this agent was shown; it is written beside what they say next."""
    await store.remember_sight(tx, ticket_id, agent_id, order_version=order_version)


async def all_of(reader: Reader, customer_id: UUID) -> list[tuple[Ticket, list[Message]]]:
    """Every ticket that this customer can see, with what both sides said, newest first."""
    found = await tickets.visible_of(reader, customer_id)
    messages = await store.public_of(reader, [ticket.id for ticket in found])
    return [(ticket, messages[ticket.id]) for ticket in found]


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    await tickets.forget_customer(tx, customer_id)
    await mails.drop_unsent(tx, customer_id)
    await store.erase(tx, customer_id, erased=ERASED)


async def _say(
    tx: Transaction,
    ticket: Ticket,
    author_id: UUID | None,
    text: str,
    kind: AuthorKind,
    *,
    is_internal: bool = False,
    message_id: UUID | None = None,
) -> Message:
    seen = None
    if kind is AuthorKind.AGENT and author_id is not None:
        seen = await store.seen_order_version(tx, ticket.id, author_id)
    message = Message(message_id or new_id(), ticket.id, author_id, kind, is_internal, text, tx.now, seen)
    await store.add(tx, message)
    await tickets.add_words(tx, ticket.id, text)
    return message
