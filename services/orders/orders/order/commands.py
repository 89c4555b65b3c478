"""Everything that can be done to an order. Money and stock are its neighbours' affair."""

from typing import Any
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.money import Money
from orders.order import store
from orders.order.model import CancelReason, Order, OrderLine
from orders.published import NeedsReview


async def place(tx: Transaction, order: Order, lines: list[OrderLine]) -> None:
    await store.add(tx, order, lines)
    await tx.publish(order.placed(lines), of=order.id)


async def lock(tx: Transaction, order_id: UUID) -> Order:
    """The first lock of everything that changes an order, its payment or its saga."""
    return await store.lock(tx, order_id)


async def find(reader: Reader, order_id: UUID) -> Order:
    return await store.find(reader, order_id)


async def lines_of(reader: Reader, order_id: UUID) -> list[OrderLine]:
    return (await store.lines(reader, [order_id]))[order_id]


async def count_open(tx: Transaction, customer_id: UUID) -> int:
    """Orders of this customer that have not come to an end; none is placed beside until this commits."""
    await store.lock_customer(tx, customer_id)
    return await store.count_open(tx, customer_id)


async def hold(tx: Transaction, order: Order, lines: list[OrderLine], total: Money) -> None:
    """Stock is held; from now on these are the prices."""
    order.hold(total)
    await store.save_hold(tx, order, lines)


async def confirm(tx: Transaction, order: Order) -> None:
    confirmed = order.confirm(tx.now)
    await store.save(tx, order)
    await tx.publish(confirmed, of=order.id)


async def cancel(tx: Transaction, order: Order, reason: CancelReason, **refusal: Any) -> None:
    started = order.cancel(reason, tx.now, **refusal)
    await store.save(tx, order)
    await tx.publish(started, of=order.id)


async def close(tx: Transaction, order: Order) -> None:
    cancelled = order.close(tx.now)
    await store.save(tx, order)
    await tx.publish(cancelled, of=order.id)


async def flag(tx: Transaction, order: Order, reason: str) -> None:
    """Ask staff to look, once per reason."""
    if order.needs_review != reason:
        order.needs_review = reason
        await store.save(tx, order)
        await tx.publish(NeedsReview(order_id=order.id, reason=reason), of=order.id)


async def reviewed(tx: Transaction, order: Order) -> None:
    """Staff has looked: it waits for nobody any more."""
    order.needs_review = None
    await store.save(tx, order)
