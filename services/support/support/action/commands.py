"""Everything that can be done to an action. Its ticket's row is held, or locked first."""

from uuid import UUID

from chassis.database import Transaction
from chassis.tokens import Actor
from support.action import store
from support.action.model import LEASE, ActionStatus, ActionWish, Done, TicketAction, TicketWithoutOrder
from support.audit import commands as audit
from support.audit.model import Action
from support.ticket import commands as tickets
from support.ticket.model import ERASED, TicketActionRefused, TicketStatus


async def ask(
    tx: Transaction, action_id: UUID, ticket_id: UUID, wish: ActionWish, *, by: Actor
) -> TicketAction:
    """Write down what an agent wants; whoever does so makes the call, or a worker once the lease is over."""
    wish.require_whole()
    ticket = await tickets.lock(tx, ticket_id)
    if ticket.status is TicketStatus.CLOSED:
        raise TicketActionRefused(ticket_id=ticket_id, ticket_status=ticket.status, action="act")
    if ticket.order_id is None:
        raise TicketWithoutOrder(ticket_id=ticket_id)
    action = TicketAction(
        action_id,
        ticket_id,
        ticket.order_id,
        wish.kind,
        wish.reason,
        wish.amount,
        wish.lines,
        ActionStatus.PENDING,
        by.id,
        sorted(by.permissions),
        tx.now,
        tx.now + LEASE,
    )
    await store.add(tx, action)
    await _note(tx, Action.ACTION_ASKED, action, by)
    return action


async def approve(tx: Transaction, action_id: UUID, *, by: Actor) -> TicketAction:
    action = await store.lock(tx, action_id)
    action.approve(by.id, sorted(by.permissions), tx.now)
    await store.save(tx, action)
    await _note(tx, Action.ACTION_APPROVED, action, by)
    return action


async def reject(tx: Transaction, action_id: UUID, *, by: Actor) -> TicketAction:
    action = await store.lock(tx, action_id)
    action.reject(by.id, tx.now)
    await store.save(tx, action)
    await _note(tx, Action.ACTION_REJECTED, action, by)
    return action


async def record_done(tx: Transaction, action: TicketAction, done: Done) -> None:
    """The ticket has news: who writes to it without them is told."""
    ticket = await tickets.lock(tx, action.ticket_id)
    action.succeed(done.result_id, tx.now)
    if await store.save(tx, action):
        await tickets.note(tx, ticket, None)


async def record_refused(tx: Transaction, action: TicketAction, problem: str) -> None:
    action.refuse(problem, tx.now)
    await store.save(tx, action)


async def postpone(tx: Transaction, action: TicketAction) -> None:
    action.postpone(tx.now)
    await store.save(tx, action)


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Why things were done to their orders."""
    await store.erase(tx, customer_id, erased=ERASED)


async def _note(tx: Transaction, what: Action, action: TicketAction, by: Actor) -> None:
    await audit.note(tx, what, by=by, ticket_id=action.ticket_id, action_id=action.id, kind=action.kind)
