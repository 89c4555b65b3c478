"""A cause comes or goes, in any order and any number of times; its ticket follows."""

from datetime import datetime
from uuid import UUID

from chassis.database import Transaction
from chassis.events import NotYet
from support.customer_order import commands as customer_orders
from support.message import commands as messages
from support.rule import store
from support.rule.model import MEANINGS, Cause, Rule, name_of
from support.ticket import commands as tickets
from support.ticket.model import Channel, Opening, Ticket


async def come(tx: Transaction, rule: Rule, order_id: UUID, *parts: object, detail: str) -> None:
    """Open a ticket, or escalate the one that somebody works on, unless that was done for this cause."""
    order = await customer_orders.lock(tx, order_id)
    if order is None:
        raise NotYet(f"order {order_id} is not known here yet")
    cause = await store.come(tx, name_of(rule, order_id, *parts), rule, order_id)
    if not cause.is_there or cause.ticket_id is not None:
        return
    ticket = await _ticket(tx, cause, order.customer_id)
    await messages.tell_agents(tx, ticket, MEANINGS[rule].note.format(detail=detail))
    await store.link(tx, cause.cause, ticket.id)


async def _ticket(tx: Transaction, cause: Cause, customer_id: UUID) -> Ticket:
    meaning, tag = MEANINGS[cause.rule], cause.rule.replace("_", "-")
    ticket = await tickets.lock_open_of_order(tx, cause.order_id)
    if ticket is not None:
        await tickets.escalate(tx, ticket, meaning.priority, tag)
        return ticket
    opening = Opening(meaning.subject, meaning.priority, Channel.SYSTEM, cause.order_id, tags=[tag])
    return await tickets.open_ticket(tx, opening, customer_id=customer_id, is_visible=False)


async def go(tx: Transaction, rule: Rule, order_id: UUID, *parts: object) -> None:
    """Also before it was heard of: then nothing is opened when it is."""
    await _gone(tx, await store.go(tx, name_of(rule, order_id, *parts), rule, order_id))


async def all_go(tx: Transaction, order_id: UUID, *rules: Rule) -> None:
    """Whatever of these the order has."""
    for cause in await store.there_of(tx, order_id, list(rules)):
        await _gone(tx, await store.go(tx, cause.cause, cause.rule, order_id))


async def _gone(tx: Transaction, cause: Cause) -> None:
    """The last one closes what the system opened, unless an agent has begun to talk with the customer."""
    if cause.ticket_id is None:
        return
    await store.link(tx, cause.cause, None)
    ticket = await tickets.lock(tx, cause.ticket_id)
    await messages.tell_agents(tx, ticket, f"No longer: {cause.rule}")
    is_ours = ticket.channel is Channel.SYSTEM and not ticket.is_visible
    if is_ours and not ticket.is_done and not await store.are_there(tx, ticket.id):
        await tickets.close_by_itself(tx, ticket)


async def watch(tx: Transaction, order_id: UUID, *, due_at: datetime) -> None:
    """It should be delivered by then."""
    await store.watch(tx, order_id, due_at)


async def stop_watching(tx: Transaction, order_id: UUID) -> None:
    """It was, or never will be."""
    await store.stop_watching(tx, order_id)
    await all_go(tx, order_id, Rule.DELIVERY_LATE)


async def look_late(tx: Transaction) -> bool:
    """One whose time is over; whether there was one."""
    watch = await store.claim_late(tx)
    if watch is not None:
        day = f"{watch.due_at:%Y-%m-%d}"
        await come(tx, Rule.DELIVERY_LATE, watch.order_id, detail=day)
    return watch is not None
