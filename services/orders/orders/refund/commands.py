"""Everything that can be done to a refund. The order's row is held, or is locked first.

Lock order: order, refund, payment.
"""

from uuid import UUID

from chassis import context
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.dispute import commands as disputes
from orders.mail import commands as mails
from orders.mail.model import Kind as MailKind
from orders.money import Money
from orders.order import commands as orders
from orders.order.model import Order, OrderStatus
from orders.payment import commands as payments
from orders.payment.model import Kind, Operation, OperationState, Outcome
from orders.refund import store
from orders.refund.model import (
    REVIEW_AFTER_ATTEMPTS,
    Cause,
    PaymentDisputed,
    Refund,
    RefundAboveLimit,
    RefundStatus,
    ShippingRefunded,
    WrongCurrency,
)
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What

ANY_AMOUNT = "orders:refund-any"


async def give(
    tx: Transaction, order_id: UUID, amount: Money, reason: str, *, by: Actor, limit: int
) -> Refund:
    """Money back because staff wants it: at most `limit` of one order together, unless `by` may more."""
    order = await orders.lock(tx, order_id)
    if order.currency is not None and order.currency != amount.currency:
        raise WrongCurrency(currency=order.currency)
    if await disputes.is_open(tx, order_id):
        raise PaymentDisputed(order_id=order_id)
    if not by.may(ANY_AMOUNT) and await store.given_of(tx, order_id, Cause.GOODWILL) + amount.amount > limit:
        raise RefundAboveLimit(limit=Money(limit, amount.currency))
    refund = await _request(tx, order, amount.amount, Cause.GOODWILL, reason=reason, by=by)
    await _note(tx, refund, by)
    return refund


async def give_shipping(
    tx: Transaction, order_id: UUID, amount: Money | None, reason: str, *, by: Actor
) -> Refund:
    """Back what sending cost, or a part of it; never more than was paid for that."""
    order = await orders.lock(tx, order_id)
    if amount is not None and order.currency != amount.currency:
        raise WrongCurrency(currency=order.currency)
    left = order.shipping_paid - await store.given_of(tx, order_id, Cause.SHIPPING)
    wanted = left if amount is None else amount.amount
    if not 0 < wanted <= left:
        raise ShippingRefunded(refundable=Money(left, order.currency or ""))
    refund = await _request(tx, order, wanted, Cause.SHIPPING, reason=reason, by=by)
    await _note(tx, refund, by)
    return refund


async def _note(tx: Transaction, refund: Refund, by: Actor) -> None:
    await timeline.note_down(
        tx,
        refund.order_id,
        What.REFUND_REQUESTED,
        ActorKind.STAFF,
        by,
        why=refund.reason,
        refund_id=refund.id,
        amount=Money(refund.amount, refund.currency),
    )


async def give_back(
    tx: Transaction, order: Order, amount: int, cause: Cause, *, source_id: UUID | None, by: Actor | None
) -> Refund | None:
    """What the customer is owed; only what is still there when some went back already; None for nothing."""
    payment = await payments.find(tx, order.id)
    owed = 0 if payment is None else min(amount, payment.refundable)
    if owed == 0:
        return None
    return await _request(tx, order, owed, cause, source_id=source_id, by=by)


async def _request(
    tx: Transaction,
    order: Order,
    amount: int,
    cause: Cause,
    *,
    by: Actor | None,
    source_id: UUID | None = None,
    reason: str | None = None,
) -> Refund:
    """Write down the refund and the call that makes it; a worker makes the call."""
    await payments.reserve_refund(tx, order.id, amount)
    refund = Refund(
        id=new_id(),
        order_id=order.id,
        status=RefundStatus.PENDING,
        cause=cause,
        amount=amount,
        currency=order.currency or "",
        requested_at=tx.now,
        source_id=source_id,
        reason=reason,
        requested_by=None if by is None else by.account_id,
        correlation_id=context.correlation_id(),
    )
    await store.add(tx, refund)
    await payments.ask(tx, order.id, Kind.REFUND, amount, refund_id=refund.id)
    return refund


async def record(tx: Transaction, refund: Refund, operation: Operation, outcome: Outcome) -> None:
    """What the provider said. An unknown outcome stays open: the same call again later."""
    order = await orders.lock(tx, refund.order_id)
    await store.hold(tx, refund)
    await payments.record(tx, operation, outcome, until=tx.now)  # no bank asks a customer about a refund
    next_at = tx.now
    if outcome.state == OperationState.SUCCEEDED:
        refund.succeed(tx.now)
        await mails.write(tx, MailKind.REFUNDED, order.id, refund.id)
        await orders.unflag(tx, order, "refund")
    elif outcome.state == OperationState.FAILED:
        await _fail(tx, order, refund, outcome.code or "refused")
    elif operation.state != OperationState.FAILED:  # else: the same refund under a new key, at once
        next_at += refund.backoff
        await _count_attempt(tx, order, refund, f"refund: {outcome.code}")
    await store.save(tx, refund, next_at=next_at)
    await complete_when_done(tx, order)


async def postpone(tx: Transaction, refund: Refund, why: str) -> None:
    """No usable answer: the same call again later, by whoever claims it then."""
    order = await orders.lock(tx, refund.order_id)
    await store.hold(tx, refund)
    next_at = tx.now + refund.backoff
    await _count_attempt(tx, order, refund, f"refund: {why}")
    await store.save(tx, refund, next_at=next_at)


async def wake(tx: Transaction, order_id: UUID) -> None:
    """There may be news of the order's refunds: look now instead of later."""
    await store.wake(tx, order_id)


async def retry(tx: Transaction, order: Order) -> None:
    """What is on its way again, now, and as patiently as the first time.

    Of an order that is being cancelled everything goes back, also what was refused before.
    """
    await store.wake(tx, order.id, attempts=0)
    if order.status == OrderStatus.CANCELLING:
        payment = await payments.find(tx, order.id)
        owed = 0 if payment is None else payment.refundable
        await give_back(tx, order, owed, Cause.ORDER_CANCELLED, source_id=None, by=None)


async def _count_attempt(tx: Transaction, order: Order, refund: Refund, why: str) -> None:
    refund.attempts += 1
    if refund.attempts >= REVIEW_AFTER_ATTEMPTS:
        await orders.flag(tx, order, f"refund does not succeed ({why})")


async def _fail(tx: Transaction, order: Order, refund: Refund, code: str) -> None:
    """A final "no": what was kept for it is there for another refund, and somebody looks."""
    await payments.unreserve_refund(tx, order.id, refund.amount)
    await tx.publish(refund.fail(code, tx.now), of=order.id)
    await orders.flag(tx, order, f"refund failed ({code})")


async def complete_when_done(tx: Transaction, order: Order) -> None:
    """The order is complete when every line is delivered, cancelled or returned, and nothing is owed."""
    if order.status != OrderStatus.CONFIRMED or order.needs_review is not None:
        return
    lines, payment = await orders.lines_of(tx, order.id), await payments.find(tx, order.id)
    if all(line.is_done for line in lines) and (payment is None or payment.is_settled):
        await orders.complete(tx, order)


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Why money went back, of orders from which the person was removed."""
    await store.erase(tx, customer_id)
