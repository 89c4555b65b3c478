"""Doing what an agent asks for, once."""

from datetime import timedelta
from uuid import UUID

import msgspec

from chassis.database import Transaction
from orders.agent_action import store
from orders.agent_action.model import (
    NEEDS,
    ActionReused,
    AgentActionDone,
    AgentActionKind,
    AgentMayNot,
    AgentWish,
)
from orders.checkout import commands as checkout
from orders.mail import commands as mails
from orders.money import Money
from orders.order import commands as orders
from orders.order.model import Order
from orders.refund import commands as refunds
from orders.return_request import commands as returns
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


class Limits(msgspec.Struct, frozen=True):
    """How much goodwill an agent may show, and how long a cancellation may take before somebody looks."""

    goodwill: int
    deadline: timedelta


async def act(
    tx: Transaction, order_id: UUID, action_id: UUID, wish: AgentWish, limits: Limits
) -> AgentActionDone:
    wish.require_whole()
    order = await orders.lock(tx, order_id)
    known = await store.claim(tx, action_id, order_id, wish)
    if known is not None:
        if (known.order_id, known.fingerprint) != (order_id, wish.fingerprint):
            raise ActionReused(action_id=action_id)
        return AgentActionDone(action_id, wish.kind, known.result_id, known.agent_id)
    if not wish.agent.may(NEEDS[wish.kind]):
        raise AgentMayNot(permission=NEEDS[wish.kind])
    result_id = await _do(tx, order, action_id, wish, limits)
    await store.record(tx, action_id, result_id)
    await timeline.note_down(
        tx,
        order_id,
        What.AGENT_ACTED,
        ActorKind.STAFF,
        wish.agent,
        why=wish.reason,
        action=wish.kind,
        ticket_id=wish.ticket_id,
        action_id=action_id,
    )
    return AgentActionDone(action_id, wish.kind, result_id, wish.agent_id)


async def _do(tx: Transaction, order: Order, action_id: UUID, wish: AgentWish, limits: Limits) -> UUID | None:
    if wish.kind == AgentActionKind.REFUND and wish.amount is not None:
        amount = Money(wish.amount.amount, wish.amount.currency)
        given = await refunds.give(tx, order.id, amount, wish.reason, by=wish.agent, limit=limits.goodwill)
        return given.id
    if wish.kind == AgentActionKind.RETURN:
        lines, why = wish.lines, wish.reason
        return (await returns.request(tx, order.id, lines, why, by=wish.agent, kind=ActorKind.STAFF)).id
    if wish.kind == AgentActionKind.RESEND_CONFIRMATION:
        await mails.resend_confirmation(tx, order, asked_by=action_id)
        return None
    await checkout.cancel_order(tx, order.id, by=wish.agent, kind=ActorKind.STAFF, deadline=limits.deadline)
    return None
