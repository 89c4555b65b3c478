"""Everything that can be done to a payment. The caller holds the order's row."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from orders.money import Money
from orders.payment import store
from orders.payment.model import (
    LOOK_UP_AFTER_TRIES,
    NEVER_HAPPENED,
    Call,
    Claim,
    Kind,
    Known,
    MoneyMoved,
    Operation,
    OperationState,
    Outcome,
    Payment,
    PaymentStatus,
    Reference,
    RefundTooLarge,
    Unknown,
)


async def find(reader: Reader, order_id: UUID) -> Payment | None:
    return await store.find(reader, order_id)


async def find_many(reader: Reader, order_ids: list[UUID]) -> dict[UUID, Payment]:
    return await store.find_many(reader, order_ids)


async def next_call(reader: Reader, order_id: UUID, kind: Kind, *, refund_id: UUID | None = None) -> Call:
    """The call whose outcome is not known yet, with everything the provider needs to hear."""
    return await store.next_call(reader, order_id, kind, refund_id=refund_id)


async def known(reader: Reader, claim: Claim) -> Known | None:
    """What we have on something the provider says; None when its order has no payment here."""
    return None if claim.order_id is None else await store.known(reader, claim.order_id, claim.operation_id)


async def look_up(tx: Transaction, order_id: UUID, kind: Kind) -> None:
    """There is news of this call, or of one of these: ask what is true instead of calling again."""
    await store.look_up(tx, order_id, kind, LOOK_UP_AFTER_TRIES)


async def references(reader: Reader, since: datetime, until: datetime) -> list[Reference]:
    return await store.references(reader, since, until)


async def count_unbalanced(reader: Reader) -> int:
    return await store.unbalanced(reader)


async def unknown(reader: Reader) -> Unknown:
    """The calls that may or may not have happened."""
    return await store.unknown(reader)


async def start(tx: Transaction, order_id: UUID, total: Money) -> None:
    """The payment of an order whose total is known, and its authorization, ready to be asked for."""
    payment = Payment(new_id(), order_id, PaymentStatus.CREATED, total.amount, total.currency)
    await store.add(tx, payment, _operation(tx, order_id, Kind.AUTHORIZE, total.amount))


async def ask(
    tx: Transaction, order_id: UUID, kind: Kind, amount: int, *, refund_id: UUID | None = None
) -> None:
    """Write down the call before it is made: its row's id is the key of every repeat.

    A void also ends the wait for a customer, if there is one.
    """
    await store.add_operation(tx, _operation(tx, order_id, kind, amount, refund_id))


async def reserve_refund(tx: Transaction, order_id: UUID, amount: int) -> None:
    """So much is about to go back: no other refund counts on it."""
    if not await store.reserve_refund(tx, order_id, amount):
        payment = await store.find(tx, order_id)
        refundable = None if payment is None else Money(payment.refundable, payment.currency)
        raise RefundTooLarge(order_id=order_id, refundable=refundable)


async def unreserve_refund(tx: Transaction, order_id: UUID, amount: int) -> None:
    """It will not go back after all."""
    await store.unreserve_refund(tx, order_id, amount)


async def record(tx: Transaction, operation: Operation, outcome: Outcome, *, until: datetime) -> Payment:
    """What the provider answered. An unknown outcome stays open: the same call is made again.

    A customer who must prove themselves to their bank has `until` then.
    """
    payment = await store.lock(tx, operation.order_id)
    operation.hear(outcome, tx.now)
    event = payment.follow(operation, outcome, until=until)
    await store.save(tx, payment, operation, has_moved=isinstance(event, MoneyMoved))
    if event is not None:
        await tx.publish(event, of=payment.order_id)
    if operation.code == NEVER_HAPPENED:
        again = operation.refund_id
        await ask(tx, operation.order_id, operation.kind, operation.amount, refund_id=again)
    return payment


def _operation(
    tx: Transaction, order_id: UUID, kind: Kind, amount: int, refund_id: UUID | None = None
) -> Operation:
    return Operation(new_id(), order_id, kind, OperationState.PENDING, amount, tx.now, refund_id=refund_id)
