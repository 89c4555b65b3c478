"""Giving tickets to agents. The ticket's row is locked first, so of two who want it one is told so."""

from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.tokens import Actor
from chassis.version import Seen
from support.assignment import store
from support.assignment.model import Agent, UnknownAgent, require_takeable
from support.audit import commands as audit
from support.audit.model import Action
from support.ticket import commands as tickets
from support.ticket.model import Ticket


async def report(tx: Transaction, *, by: Actor, is_available: bool, capacity: int) -> None:
    """An agent says whether they are there."""
    await store.save(tx, by.id, is_available=is_available, capacity=capacity)


async def assign(
    tx: Transaction, ticket_id: UUID, assignee_id: UUID | None, *, by: Actor, seen: Seen
) -> Ticket:
    """By hand, also to somebody who is away: whoever does it knows why."""
    ticket = await tickets.lock(tx, ticket_id)
    ticket.require_seen(seen)
    if assignee_id not in (None, by.account_id) and not await store.is_known(tx, assignee_id):
        raise UnknownAgent(account_id=assignee_id)
    await tickets.assign(tx, ticket, assignee_id)
    await audit.note(tx, Action.ASSIGNED, by=by, ticket_id=ticket_id, assignee_id=assignee_id)
    return ticket


async def take(tx: Transaction, ticket_id: UUID, *, by: Actor) -> Ticket:
    """For oneself; taking twice is taking once."""
    ticket = await tickets.lock(tx, ticket_id)
    if ticket.assignee_id == by.id:
        return ticket
    former = ticket.assignee_id
    if former is not None:
        require_takeable(ticket_id, former, await store.find(tx, former), tx.now)
    await tickets.assign(tx, ticket, by.id)
    what = Action.ASSIGNED if former is None else Action.TAKEN_OVER
    await audit.note(tx, what, by=by, ticket_id=ticket_id, assignee_id=by.id, former_id=former)
    return ticket


async def give_next(tx: Transaction) -> bool:
    """The ticket that has waited longest to whose turn it is; whether there were both."""
    await store.take_turns(tx)
    agent_id = await store.next_in_turn(tx)
    ticket = None if agent_id is None else await tickets.lock_unassigned(tx)
    if ticket is None or agent_id is None:
        return False
    await tickets.assign(tx, ticket, agent_id)
    await store.note_turn(tx, agent_id)
    return True


async def agents(reader: Reader) -> list[Agent]:
    return await store.list_all(reader)
