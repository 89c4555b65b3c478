"""Everything that can be done to a ticket. What is said in it is `message`'s."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import UNSET

from chassis.database import Reader, Transaction
from chassis.errors import Invalid
from chassis.events import Event
from chassis.ids import new_id
from chassis.tokens import Actor
from chassis.version import Seen
from support.audit import commands as audit
from support.audit.model import Action
from support.customer_order.commands import require_order
from support.text import plain_words, readable_number
from support.ticket import store
from support.ticket.model import (
    EditTicket,
    Opening,
    Outcome,
    Priority,
    Ticket,
    TicketStatus,
    What,
)


async def find(reader: Reader, ticket_id: UUID) -> Ticket:
    """For other features: any ticket, whoever asks."""
    return await store.find(reader, ticket_id)


async def find_many(reader: Reader, ticket_ids: list[UUID]) -> list[Ticket]:
    return await store.find_many(reader, ticket_ids)


async def find_own(reader: Reader, ticket_id: UUID, customer_id: UUID) -> Ticket:
    return await store.find_own(reader, ticket_id, customer_id)


async def visible_of(reader: Reader, customer_id: UUID) -> list[Ticket]:
    return await store.visible_of(reader, customer_id)


async def claim_to_check(tx: Transaction) -> Ticket | None:
    """The one whose clocks are due longest. Its row is held."""
    return await store.claim_to_check(tx)


async def check_again(tx: Transaction, ticket_id: UUID, *, at: datetime | None) -> None:
    """Look at its clocks then; None for when something happens."""
    await store.check_again(tx, ticket_id, at)


async def check_all(tx: Transaction) -> None:
    """All clocks that run mean something else now."""
    await store.check_all(tx)


async def lock(tx: Transaction, ticket_id: UUID) -> Ticket:
    return await store.lock(tx, ticket_id)


async def lock_several(tx: Transaction, ticket_ids: list[UUID]) -> dict[UUID, Ticket]:
    return await store.lock_several(tx, ticket_ids)


async def redirect_merged(tx: Transaction, ticket_id: UUID, *, into: UUID) -> None:
    await store.redirect_merged(tx, ticket_id, into)


async def lock_own(tx: Transaction, ticket_id: UUID, customer_id: UUID) -> Ticket:
    return await store.lock_own(tx, ticket_id, customer_id)


async def open_ticket(
    tx: Transaction, opening: Opening, *, customer_id: UUID, is_visible: bool = True
) -> Ticket:
    if opening.order_id is not None:
        await require_order(tx, opening.order_id, of=customer_id, lines=opening.order_lines)
    elif opening.order_lines:
        raise Invalid(pointer="/order_lines", detail="lines of which order?")
    ticket = Ticket(
        id=new_id(),
        number=readable_number(await store.next_count(tx)),
        customer_id=customer_id,
        status=TicketStatus.NEW,
        created_at=tx.now,
        changed_at=tx.now,
        is_visible=is_visible,
        **msgspec.structs.asdict(opening),
    )
    await store.add(tx, ticket)
    await store.log(tx, ticket, What.OPENED)
    await add_words(tx, ticket.id, ticket.subject)
    await tx.publish(ticket.opened(), of=ticket.id)
    return ticket


async def add_words(tx: Transaction, ticket_id: UUID, text: str) -> None:
    """What the ticket is found by."""
    await store.add_words(tx, ticket_id, " ".join(plain_words(text)))


async def reply(tx: Transaction, ticket: Ticket, *, message_id: UUID) -> None:
    """Its customer writes. The ticket's row is held, here and below."""
    await _save(tx, ticket, [ticket.reply(message_id)], What.REPLIED)


async def answer(tx: Transaction, ticket: Ticket, outcome: Outcome, *, message_id: UUID, by: Actor) -> None:
    await _save(tx, ticket, ticket.answer(message_id, by.id, outcome), What.ANSWERED)


async def note(tx: Transaction, ticket: Ticket, outcome: Outcome | None) -> None:
    """Without an outcome the customer can see no change."""
    status = ticket.status
    events = ticket.take(outcome) if outcome else []
    if ticket.status is status:
        await store.save(tx, ticket)
    else:
        await _save(tx, ticket, events, What.CHANGED)


async def solve(tx: Transaction, ticket: Ticket) -> None:
    await _save(tx, ticket, [ticket.solve()], What.CHANGED)


async def close(tx: Transaction, ticket_id: UUID, *, by: Actor) -> Ticket:
    ticket = await store.lock_own(tx, ticket_id, by.id)
    if events := ticket.close():
        await _save(tx, ticket, events, What.CHANGED)
    return ticket


async def close_solved(tx: Transaction, *, after: timedelta) -> bool:
    """One that nobody replied to for so long; whether there was one."""
    ticket = await store.lock_to_close(tx, solved_before=tx.now - after)
    if ticket is not None:
        await _save(tx, ticket, ticket.close(), What.CHANGED)
    return ticket is not None


async def edit(tx: Transaction, ticket_id: UUID, wish: EditTicket, *, by: Actor, seen: Seen) -> Ticket:
    ticket = await store.lock(tx, ticket_id)
    ticket.require_seen(seen)
    changes = {name: value for name, value in msgspec.structs.asdict(wish).items() if value is not UNSET}
    if changes.get("order_id", ticket.order_id) != ticket.order_id:
        changes.setdefault("order_lines", [])
    for name, value in changes.items():
        setattr(ticket, name, list(dict.fromkeys(value)) if isinstance(value, list) else value)
    if ticket.order_id is not None:
        await require_order(tx, ticket.order_id, of=ticket.customer_id, lines=ticket.order_lines)
    elif ticket.order_lines:
        raise Invalid(pointer="/order_lines", detail="lines of which order?")
    await add_words(tx, ticket.id, ticket.subject)
    await _save(tx, ticket, [], What.CHANGED)
    await audit.note(tx, Action.EDITED, by=by, ticket_id=ticket_id, fields=sorted(changes))
    return ticket


async def lock_open_of_order(tx: Transaction, order_id: UUID) -> Ticket | None:
    return await store.lock_open_of_order(tx, order_id)


async def lock_unassigned(tx: Transaction) -> Ticket | None:
    """The one that waits longest and is nobody's."""
    return await store.lock_unassigned(tx)


async def escalate(tx: Transaction, ticket: Ticket, priority: Priority, tag: str) -> None:
    """It matters at least so much, and waits for nobody but us."""
    ticket.escalate(priority, tag)
    await _save(tx, ticket, [], What.CHANGED)


async def close_by_itself(tx: Transaction, ticket: Ticket) -> None:
    """Nothing more is to be done in it. The ticket's row is held."""
    await _save(tx, ticket, ticket.close(), What.CHANGED)


async def assign(tx: Transaction, ticket: Ticket, assignee_id: UUID | None) -> None:
    ticket.assignee_id = assignee_id
    await store.save(tx, ticket)


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Nobody is there to answer any more, so what is open is closed."""
    for ticket in await store.lock_all_of(tx, customer_id):
        if events := ticket.close():
            await _save(tx, ticket, events, What.CHANGED)
    await store.erase(tx, customer_id)


async def _save(tx: Transaction, ticket: Ticket, events: Sequence[Event], what: What) -> None:
    ticket.changed_at = tx.now
    await store.save(tx, ticket)
    await store.log(tx, ticket, what)
    for event in events:
        await tx.publish(event, of=ticket.id)
