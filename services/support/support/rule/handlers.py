"""Events of orders that make work for agents, or end it."""

from datetime import timedelta

from chassis.database import Transaction
from chassis.events import Subscriptions
from support.rule import commands
from support.rule.model import Rule
from support.subscribed import (
    NeedsReview,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    RefundFailed,
    RefundSucceeded,
    ReturnChanged,
    ReturnReceived,
    ReviewResolved,
)


def subscriptions(*, delivered_within: timedelta) -> Subscriptions:
    """A delivery is late when an order is not complete so long after it was confirmed."""
    found = Subscriptions()

    @found.effect(OrderConfirmed)
    async def confirmed(tx: Transaction, event: OrderConfirmed) -> None:
        await commands.watch(tx, event.order_id, due_at=event.confirmed_at + delivered_within)

    found.effect(OrderCompleted)(completed)
    found.effect(OrderCancelled)(cancelled)
    found.effect(RefundFailed)(refund_failed)
    found.effect(RefundSucceeded)(refund_succeeded)
    found.effect(NeedsReview)(needs_review)
    found.effect(ReviewResolved)(review_resolved)
    found.effect(ReturnReceived)(return_received)
    found.effect(ReturnChanged)(return_changed)
    return found


async def completed(tx: Transaction, event: OrderCompleted) -> None:
    await commands.stop_watching(tx, event.order_id)
    await commands.all_go(tx, event.order_id, Rule.NEEDS_REVIEW)


async def cancelled(tx: Transaction, event: OrderCancelled) -> None:
    await commands.stop_watching(tx, event.order_id)
    await commands.all_go(tx, event.order_id, Rule.NEEDS_REVIEW)


async def refund_failed(tx: Transaction, event: RefundFailed) -> None:
    await commands.come(tx, Rule.REFUND_FAILED, event.order_id, event.refund_id, detail=event.code)


async def refund_succeeded(tx: Transaction, event: RefundSucceeded) -> None:
    """Another one than the one that failed: staff tried again."""
    await commands.all_go(tx, event.order_id, Rule.REFUND_FAILED)


async def needs_review(tx: Transaction, event: NeedsReview) -> None:
    await commands.come(tx, Rule.NEEDS_REVIEW, event.order_id, event.reason, detail=event.reason)


async def review_resolved(tx: Transaction, event: ReviewResolved) -> None:
    await commands.go(tx, Rule.NEEDS_REVIEW, event.order_id, event.reason)


async def return_received(tx: Transaction, event: ReturnReceived) -> None:
    await commands.come(
        tx, Rule.RETURN_RECEIVED, event.order_id, event.return_id, detail=str(event.return_id)
    )


async def return_changed(tx: Transaction, event: ReturnChanged) -> None:
    if event.status == "refunded":
        await commands.go(tx, Rule.RETURN_RECEIVED, event.order_id, event.return_id)
