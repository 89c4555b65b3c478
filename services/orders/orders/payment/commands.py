"""Everything that can be done to a payment. The caller holds the order's row."""

from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from orders.money import Money
from orders.payment import store
from orders.payment.model import (
    NEVER_HAPPENED,
    Call,
    Kind,
    Operation,
    OperationState,
    Outcome,
    Payment,
    PaymentStatus,
    RefundTooLarge,
)


async def find(reader: Reader, order_id: UUID) -> Payment | None:
    return await store.find(reader, order_id)


async def find_many(reader: Reader, order_ids: list[UUID]) -> dict[UUID, Payment]:
    return await store.find_many(reader, order_ids)


async def next_call(reader: Reader, order_id: UUID, kind: Kind, *, refund_id: UUID | None = None) -> Call:
    """The call whose outcome is not known yet, with everything the provider needs to hear."""
    return await store.next_call(reader, order_id, kind, refund_id=refund_id)


async def start(tx: Transaction, order_id: UUID, total: Money) -> None:
    """The payment of an order whose total is known, and its authorization, ready to be asked for."""
    payment = Payment(new_id(), order_id, PaymentStatus.CREATED, total.amount, total.currency)
    await store.add(tx, payment)
    await ask(tx, order_id, Kind.AUTHORIZE, total.amount)


async def ask(
    tx: Transaction, order_id: UUID, kind: Kind, amount: int, *, refund_id: UUID | None = None
) -> None:
    """Write down the call before it is made: its row's id is the key of every repeat."""
    operation = Operation(
        new_id(), order_id, kind, OperationState.PENDING, amount, tx.now, refund_id=refund_id
    )
    await store.add_operation(tx, operation)


async def reserve_refund(tx: Transaction, order_id: UUID, amount: int) -> None:
    """So much is about to go back: no other refund counts on it."""
    if not await store.reserve_refund(tx, order_id, amount):
        payment = await store.find(tx, order_id)
        refundable = None if payment is None else Money(payment.refundable, payment.currency)
        raise RefundTooLarge(order_id=order_id, refundable=refundable)


async def unreserve_refund(tx: Transaction, order_id: UUID, amount: int) -> None:
    """It will not go back after all."""
    await store.unreserve_refund(tx, order_id, amount)


async def record(tx: Transaction, operation: Operation, outcome: Outcome) -> Payment:
    """What the provider answered. An unknown outcome stays open: the same call is made again.

    One that never happened, although it was asked for, is asked for under a new key.
    """
    payment = await store.lock(tx, operation.order_id)
    operation.state, operation.code = outcome.state, outcome.code
    operation.provider_reference = outcome.reference or operation.provider_reference
    if outcome.is_absent and operation.missing(tx.now):
        operation.state, operation.code = OperationState.FAILED, NEVER_HAPPENED
    await store.save_operation(tx, operation)
    if operation.code == NEVER_HAPPENED:
        again = operation.refund_id
        await ask(tx, operation.order_id, operation.kind, operation.amount, refund_id=again)
        return payment
    if outcome.state == OperationState.SUCCEEDED:
        await tx.publish(payment.succeed(operation), of=payment.order_id)
    elif outcome.state == OperationState.FAILED and operation.kind == Kind.AUTHORIZE:
        await tx.publish(payment.fail(outcome.code or "declined"), of=payment.order_id)
    await store.save(tx, payment)
    return payment
