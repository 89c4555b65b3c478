"""Everything that can be done to an order. Money and stock are its neighbours' affair."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.order import store
from orders.order.model import (
    CancelReason,
    Counter,
    Order,
    OrderLine,
    OrderNotFound,
    QuantityExceeded,
    UnknownLine,
)
from orders.pricing.model import Breakdown
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


async def all_of(reader: Reader, customer_id: UUID) -> list[tuple[Order, list[OrderLine]]]:
    """Every order of this customer, newest first."""
    found = await store.all_of(reader, customer_id)
    lines = await store.lines(reader, [order.id for order in found])
    return [(order, lines[order.id]) for order in found]


async def forget_customer(tx: Transaction, customer_id: UUID, *, placed_before: datetime) -> bool:
    """Remove the person from orders that are settled or that old; whether no other is left.

    What others keep of an order is theirs to erase: afterwards, for orders that have `erased_at`.
    """
    await store.lock_customer(tx, customer_id)
    await store.erase(tx, customer_id, placed_before=placed_before)
    return await store.count_unerased(tx, customer_id) == 0


async def hold(tx: Transaction, order: Order, lines: list[OrderLine], cost: Breakdown) -> None:
    """Stock is held; from now on these are the prices."""
    order.hold(lines, cost)
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


async def unflag(tx: Transaction, order: Order, about: str) -> None:
    """What staff was asked to look at has come right by itself."""
    if order.needs_review is not None and order.needs_review.startswith(about):
        order.needs_review = None
        await store.save(tx, order)


async def count(
    tx: Transaction, order: Order, counter: Counter, quantities: dict[int, int]
) -> list[OrderLine]:
    """Move so many pieces of these lines (number → quantity) into `counter`; all lines as they are then.

    Moves all or, when one line has not so many left, nothing.
    """
    before = await lines_of(tx, order.id)
    if unknown := sorted(quantities.keys() - {line.number for line in before}):
        raise UnknownLine(lines=unknown)
    if await store.count(tx, order.id, counter, quantities) < len(quantities):
        left = {line.number: line.left(counter) for line in before}
        short = sorted(number for number, quantity in quantities.items() if quantity > left[number])
        raise QuantityExceeded(lines=[{"line": number, "left": left[number]} for number in short])
    return await lines_of(tx, order.id)


async def uncount(tx: Transaction, order: Order, counter: Counter, quantities: dict[int, int]) -> None:
    """They are back where they were."""
    await store.count(tx, order.id, counter, {number: -quantity for number, quantity in quantities.items()})


async def complete(tx: Transaction, order: Order) -> None:
    completed = order.complete(tx.now)
    await store.save(tx, order)
    await tx.publish(completed, of=order.id)


async def hold_back(tx: Transaction, order: Order, reason: str | None) -> None:
    """Nothing of the order is sent until the reason is gone."""
    order.hold_reason = reason
    await store.save(tx, order)


async def find_own(reader: Reader, order_id: UUID, customer_id: UUID) -> Order:
    """This customer's order; another's is as missing as one that never was."""
    order = await store.find_of(reader, order_id, customer_id)
    if order is None:
        raise OrderNotFound(order_id=order_id)  # 404, so ids cannot be probed
    return order


async def lock_own(tx: Transaction, order_id: UUID, customer_id: UUID) -> Order:
    order = await store.lock(tx, order_id)
    if order.customer_id != customer_id:
        raise OrderNotFound(order_id=order_id)
    return order


async def give_to(tx: Transaction, order: Order, customer_id: UUID) -> None:
    """It was a guest's, and has an account from now on."""
    linked = order.give_to(customer_id)
    await store.save_customer(tx, order)
    await tx.publish(linked, of=order.id)


async def reviewed(tx: Transaction, order: Order) -> None:
    """Staff has looked: it waits for nobody any more."""
    order.needs_review = None
    await store.save(tx, order)
