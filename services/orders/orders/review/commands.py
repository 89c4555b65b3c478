"""Deciding about an order that cannot go on by itself."""

from datetime import timedelta
from uuid import UUID

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.checkout import commands as checkout
from orders.order import commands as orders
from orders.order.model import Order
from orders.published import ReviewResolved
from orders.refund import commands as refunds
from orders.review import store
from orders.review.model import Action, NothingToReview, Review
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


async def resolve(
    tx: Transaction, order_id: UUID, action: Action, note: str, *, by: Actor, deadline: timedelta
) -> Order:
    """The order leaves the queue, unless this is only a note. What fails again comes back."""
    order = await orders.lock(tx, order_id)
    reason = order.needs_review
    if reason is None:
        raise NothingToReview(order_id=order_id)
    if action == Action.RETRY:
        await refunds.retry(tx, order)
        await checkout.retry(tx, order_id)
    elif action == Action.CANCEL:
        order = await checkout.cancel_order(tx, order_id, by=by, kind=ActorKind.STAFF, deadline=deadline)
    await store.add(tx, Review(new_id(), order_id, reason, action, note, by.account_id, tx.now))
    await timeline.note_down(
        tx, order_id, What.REVIEWED, ActorKind.STAFF, by, why=note, reason=reason, action=action
    )
    if action != Action.NOTE:
        await orders.reviewed(tx, order)
        await tx.publish(ReviewResolved(order_id=order_id, reason=reason, action=action), of=order_id)
        await refunds.complete_when_done(tx, order)  # only the question kept it open
    return order


async def show_overdue(tx: Transaction, order_id: UUID) -> None:
    """Ask staff to look at an order whose saga is late, if it still is and nobody was asked yet."""
    order = await orders.lock(tx, order_id)
    step = await checkout.step_if_late(tx, order_id)
    if step is not None and order.needs_review is None:
        await orders.flag(tx, order, f"{step} is past the order's deadline")


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """What was said of orders from which the person was removed."""
    await store.erase(tx, customer_id)
