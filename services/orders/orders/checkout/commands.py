"""The saga's records: each is the transaction after an answer from outside, and decides the next step.

Lock order: order, payment, saga. A record made on a stale view of the saga raises LostRace and is undone.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from chassis import context
from chassis.database import Reader, Transaction
from chassis.tokens import Actor
from orders.cart import commands as carts
from orders.checkout import store
from orders.checkout.model import (
    REVIEW_AFTER_ATTEMPTS,
    Buyer,
    Late,
    LostRace,
    OrderIsSettling,
    Refused,
    Reservation,
    Saga,
    Step,
    TooManyOpenOrders,
    Wish,
    priced,
)
from orders.fulfilment import commands as fulfilments
from orders.mail import commands as mails
from orders.money import Money
from orders.order import commands as orders
from orders.order.model import CancelReason, Order, OrderLine, OrderStatus
from orders.payment import commands as payments
from orders.payment.model import Kind, Operation, OperationState, Outcome
from orders.pricing import commands as pricing
from orders.pricing.model import Breakdown, Terms, price
from orders.promotion import commands as promotions
from orders.refund import commands as refunds
from orders.refund.model import Cause
from orders.shipping.model import ShippingMethodUnavailable
from orders.stepup import commands as stepup
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


async def place_order(
    tx: Transaction,
    order_id: UUID,
    wish: Wish,
    *,
    by: Buyer,
    deadline: timedelta,
    prices_include_tax: bool,
) -> Saga:
    """Write down what the customer wants, and the saga that will get it. Nothing outside was asked yet."""
    if await orders.count_open(tx, by.owner_id) >= by.max_open_orders:  # counted under the customer's lock
        raise TooManyOpenOrders(limit=by.max_open_orders)
    if wish.cart_id is not None:
        wish = wish.of_cart(await carts.close(tx, wish.cart_id, order_id, by=by.holder))
    total_below = await stepup.require(
        tx,
        by.rules,
        by=by.actor,
        quantities=wish.quantities,
        address=wish.shipping_address,
        expected=wish.expected_total,
    )
    order = wish.order(order_id, by.owner_id, tx.now)
    asked = wish.request(prices_include_tax=prices_include_tax)
    terms = await pricing.agree(tx, order_id, asked, wish.pairs, customer_id=by.owner_id)
    order.terms = None if terms == Terms() else terms
    await orders.place(tx, order, wish.lines())
    saga = Saga(order.id, Step.HOLD, 0, tx.now + deadline, 1, context.correlation_id(), total_below)
    await store.add(tx, saga)
    return saga


async def _cancel(tx: Transaction, order: Order, reason: CancelReason, **refusal: Any) -> None:
    """The order will end cancelled; one that never was confirmed gives its cart back."""
    await orders.cancel(tx, order, reason, **refusal)
    if order.confirmed_at is None:
        await carts.reopen(tx, order.id)


async def _confirm(tx: Transaction, order: Order) -> None:
    await orders.confirm(tx, order)
    await mails.confirmed(tx, order)


async def record_hold(
    tx: Transaction, saga: Saga, lines: list[OrderLine], answer: Reservation | Refused
) -> None:
    order = await orders.lock(tx, saga.order_id)
    if order.is_ending:
        raise LostRace  # it was cancelled while the hold was under way
    if isinstance(answer, Refused):
        await _cancel(tx, order, CancelReason.OUT_OF_STOCK, **answer.facts)
        saga.move("refused")
    elif answer.state != "held":
        await _turn_back(tx, saga, order, Step.RELEASE)
    else:
        await _price(tx, saga, order, lines, answer)
    await store.save(tx, saga, next_at=tx.now, keep_lease=True)


async def _price(
    tx: Transaction, saga: Saga, order: Order, lines: list[OrderLine], held: Reservation
) -> None:
    terms = order.terms or Terms()
    try:
        cost = price(priced(lines, held), held.lines[0].unit_price.currency, terms)
    except ShippingMethodUnavailable as error:  # what it weighs has changed since the order was placed
        await _cancel(tx, order, CancelReason.TOTAL_CHANGED, shipping=error.facts)
        saga.turn_back(Step.RELEASE)
        return
    await orders.hold(tx, order, lines, cost)
    if not cost.applied.issuperset(terms.counted):  # they seemed to apply when the order was placed
        await promotions.release(tx, order.id, keep=list(cost.applied))
    await _go_on(tx, saga, order, cost)


async def _go_on(tx: Transaction, saga: Saga, order: Order, cost: Breakdown) -> None:
    """To the payment, unless it is not what the customer counts on."""
    total = Money(cost.total, cost.currency)
    if cost.refused_codes or not order.is_as_expected or saga.forbids(total):
        refused = {"codes": msgspec.to_builtins(cost.refused_codes)} if cost.refused_codes else {}
        await _cancel(tx, order, CancelReason.TOTAL_CHANGED, **refused)
        saga.turn_back(Step.RELEASE)
    elif cost.total == 0:
        saga.move("held_for_nothing")
    else:
        await payments.start(tx, order.id, total)
        saga.move("held")


async def record_payment(tx: Transaction, saga: Saga, operation: Operation, outcome: Outcome) -> None:
    """What the provider said to the operation of this step."""
    order = await orders.lock(tx, saga.order_id)
    await payments.record(tx, operation, outcome, until=saga.deadline_at)
    if outcome.state == OperationState.WAITING:
        await _wait(tx, saga, order)
        return
    if outcome.state == OperationState.UNKNOWN and operation.state == OperationState.FAILED:
        await store.save(tx, saga, next_at=tx.now, keep_lease=False)  # the same step, under a new key
        return
    if outcome.state == OperationState.UNKNOWN:
        await postpone(tx, saga, f"payment {operation.kind}: {outcome.code}")
        return
    saga.move(str(outcome.state))
    if operation.kind == Kind.AUTHORIZE:
        await _authorized(tx, saga, order, outcome)
    elif operation.kind == Kind.CAPTURE:
        await _captured(tx, saga, order, operation, outcome)
    await store.save(tx, saga, next_at=tx.now, keep_lease=True)


async def _wait(tx: Transaction, saga: Saga, order: Order) -> None:
    """The customer is with their bank: look again later, unless it is too late or the order is ending."""
    if order.is_ending or tx.now >= saga.deadline_at:
        await _turn_back(tx, saga, order, Step.VOID)
        await store.save(tx, saga, next_at=tx.now, keep_lease=True)
        return
    next_at = min(tx.now + saga.wait(), saga.deadline_at)
    await store.save(tx, saga, next_at=next_at, keep_lease=False)


async def _authorized(tx: Transaction, saga: Saga, order: Order, outcome: Outcome) -> None:
    is_late = order.is_ending or tx.now >= saga.deadline_at
    if outcome.state == OperationState.FAILED and not order.is_ending:
        await _cancel(tx, order, CancelReason.PAYMENT_DECLINED, code=outcome.code)
    elif outcome.state == OperationState.SUCCEEDED and is_late:
        await _turn_back(tx, saga, order, Step.VOID)


async def _captured(
    tx: Transaction, saga: Saga, order: Order, operation: Operation, outcome: Outcome
) -> None:
    if outcome.state == OperationState.SUCCEEDED:
        await _confirm(tx, order)
    else:
        await _cancel(tx, order, CancelReason.PAYMENT_DECLINED, code=outcome.code)
        await payments.ask(tx, order.id, Kind.VOID, operation.amount)


async def record_commit(tx: Transaction, saga: Saga, answer: Reservation) -> None:
    order = await orders.lock(tx, saga.order_id)
    amount = order.total_amount or 0
    if answer.state != "committed":
        await _turn_back(tx, saga, order, Step.VOID if amount else Step.RELEASE)
    elif amount == 0:
        saga.move("committed_for_nothing")
        await _confirm(tx, order)
    else:
        saga.move("committed")
        await payments.ask(tx, order.id, Kind.CAPTURE, amount)
    await store.save(tx, saga, next_at=tx.now, keep_lease=True)


async def record_refunds(tx: Transaction, saga: Saga) -> None:
    """Everything that was taken is back, or not yet."""
    await orders.lock(tx, saga.order_id)
    payment = await payments.find(tx, saga.order_id)
    if payment is not None and payment.refunded < payment.amount:
        await postpone(tx, saga, "refunds are on their way")
        return
    saga.move("succeeded")
    await store.save(tx, saga, next_at=tx.now, keep_lease=True)


async def record_release(tx: Transaction, saga: Saga) -> None:
    order = await orders.lock(tx, saga.order_id)
    await orders.close(tx, order)
    await mails.cancelled(tx, order)
    if order.terms is not None and order.terms.counted:
        await promotions.release(tx, order.id)
    saga.move("released")
    await store.save(tx, saga, next_at=tx.now, keep_lease=True)


async def expire(tx: Transaction, saga: Saga) -> None:
    """The deadline passed before the point of no return: undo what was done."""
    order = await orders.lock(tx, saga.order_id)
    has_money = saga.step == Step.COMMIT and order.total_amount
    await _turn_back(tx, saga, order, Step.VOID if has_money else Step.RELEASE)
    await store.save(tx, saga, next_at=tx.now, keep_lease=True)


async def _turn_back(tx: Transaction, saga: Saga, order: Order, step: Step) -> None:
    if not order.is_ending:
        await _cancel(tx, order, CancelReason.EXPIRED)
    if step == Step.VOID:
        await payments.ask(tx, order.id, Kind.VOID, order.total_amount or 0)
    saga.turn_back(step)


async def postpone(tx: Transaction, saga: Saga, why: str) -> None:
    """No usable answer: the same step again later, by whoever claims it then."""
    order = await orders.lock(tx, saga.order_id)
    backoff = saga.backoff
    saga.attempts += 1
    if saga.attempts >= REVIEW_AFTER_ATTEMPTS:
        await orders.flag(tx, order, f"{saga.step} does not succeed ({why})")
    await store.save(tx, saga, next_at=tx.now + backoff, keep_lease=False)


async def wake(tx: Transaction, order_id: UUID) -> None:
    """There may be news for this order: look now instead of later."""
    await store.wake(tx, order_id)


async def retry(tx: Transaction, order_id: UUID) -> None:
    """The step that did not succeed again, now, and as patiently as the first time."""
    saga = await store.lock(tx, order_id)
    if saga.step != Step.DONE:
        saga.attempts = 0
        await store.save(tx, saga, next_at=tx.now, keep_lease=False)


async def late(reader: Reader, *, before: datetime, limit: int) -> list[Late]:
    """Sagas on their way whose deadline was before then and that nobody was shown, the latest first."""
    return await store.late(reader, before, limit)


async def count_late(reader: Reader, *, before: datetime) -> int:
    return await store.count_late(reader, before)


async def step_if_late(tx: Transaction, order_id: UUID) -> Step | None:
    """The step that a saga past its deadline stands at; None when it is in time or done."""
    saga = await store.lock(tx, order_id)
    return saga.step if saga.step != Step.DONE and saga.deadline_at < tx.now else None


async def cancel_order(
    tx: Transaction, order_id: UUID, *, by: Actor, kind: ActorKind, deadline: timedelta
) -> Order:
    """Turn the order back, unless it is just being confirmed. Cancelling twice is cancelling once."""
    is_customer = kind == ActorKind.CUSTOMER
    order = await (orders.lock_own(tx, order_id, by.id) if is_customer else orders.lock(tx, order_id))
    if order.is_ending:
        return order
    was_confirmed = order.status == OrderStatus.CONFIRMED
    saga = await store.lock(tx, order_id)
    if saga.step in (Step.COMMIT, Step.CAPTURE):
        raise OrderIsSettling(order_id=order_id)
    if was_confirmed:
        await fulfilments.stop(tx, order)
    await _cancel(tx, order, CancelReason.STAFF if kind == ActorKind.STAFF else CancelReason.CUSTOMER)
    await timeline.note_down(tx, order_id, What.CANCELLATION_REQUESTED, kind, by)
    if saga.step == Step.AUTHORIZE:
        await store.wake(tx, order_id)
        return order  # when the authorization is answered, its record sees the order ending, and voids it
    if was_confirmed:
        await _undo_confirmed(tx, saga, order)
    else:
        # A hold under way loses the race: its record is refused, and the release leaves a tombstone.
        saga.turn_back(Step.RELEASE)
    saga.deadline_at, saga.correlation_id = tx.now + deadline, context.correlation_id()
    await store.restart(tx, saga)
    return order


async def _undo_confirmed(tx: Transaction, saga: Saga, order: Order) -> None:
    """What is on its way back already, for lines or out of goodwill, goes on; the rest follows it."""
    payment = await payments.find(tx, order.id)
    if payment is None or payment.refunded == payment.amount:
        saga.turn_back(Step.RELEASE)
        return
    await refunds.give_back(tx, order, payment.refundable, Cause.ORDER_CANCELLED, source_id=order.id, by=None)
    saga.turn_back(Step.REFUND)
