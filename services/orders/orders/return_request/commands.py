"""Everything that can be done to a return. The order's row is locked first, which orders all of it."""

from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.order import commands as orders
from orders.order.model import Counter, LineQuantity, Order, OrderStatus, summed, worth
from orders.refund import commands as refunds
from orders.refund.model import Cause
from orders.return_request import store
from orders.return_request.model import ReceivedLine, Return, ReturnNotFound, ReturnStatus
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


async def request(
    tx: Transaction, order_id: UUID, wanted: list[LineQuantity], reason: str, *, by: Actor, kind: ActorKind
) -> Return:
    """The customer, or staff in their place, wants to give back what was delivered."""
    is_customer = kind == ActorKind.CUSTOMER
    order = await (orders.lock_own(tx, order_id, by.id) if is_customer else orders.lock(tx, order_id))
    order.require("return", OrderStatus.CONFIRMED, OrderStatus.COMPLETED)
    pieces = summed(wanted)
    await orders.count(tx, order, Counter.ANNOUNCED, pieces)
    lines = [LineQuantity(line, quantity) for line, quantity in sorted(pieces.items())]
    announced = Return(
        new_id(), order.id, order.customer_id, ReturnStatus.REQUESTED, reason, tx.now, lines=lines
    )
    await store.add(tx, announced)
    await tx.publish(announced.changed(), of=order.id)
    await _note(tx, announced, What.RETURN_REQUESTED, kind, by, why=reason)
    return announced


async def approve(tx: Transaction, return_id: UUID, *, by: Actor) -> Return:
    order, found = await _lock(tx, return_id)
    await tx.publish(found.approve(), of=order.id)
    await store.save(tx, found)
    await _note(tx, found, What.RETURN_APPROVED, ActorKind.STAFF, by)
    return found


async def reject(tx: Transaction, return_id: UUID, reason: str, *, by: Actor) -> Return:
    order, found = await _lock(tx, return_id)
    await tx.publish(found.reject(tx.now), of=order.id)
    await _end(tx, order, found)
    await _note(tx, found, What.RETURN_REJECTED, ActorKind.STAFF, by, why=reason)
    return found


async def cancel(tx: Transaction, return_id: UUID, *, by: Actor, kind: ActorKind) -> Return:
    """The customer keeps it after all, or staff knows that it will not come."""
    order, found = await _lock(tx, return_id)
    if kind == ActorKind.CUSTOMER and found.customer_id != by.id:
        raise ReturnNotFound(return_id=return_id)  # 404, so ids cannot be probed
    await tx.publish(found.cancel(tx.now), of=order.id)
    await _end(tx, order, found)
    await _note(tx, found, What.RETURN_CANCELLED, kind, by)
    return found


async def _end(tx: Transaction, order: Order, found: Return) -> None:
    await store.save(tx, found)
    await orders.uncount(tx, order, Counter.ANNOUNCED, found.pieces)
    await refunds.complete_when_done(tx, order)


async def receive(tx: Transaction, return_id: UUID, received: list[ReceivedLine], *, by: Actor) -> Return:
    """The goods came in: what they cost goes back, and what is not damaged may be sold again by the event."""
    order, found = await _lock(tx, return_id)
    event = found.receive(received, await orders.lines_of(tx, order.id), tx.now)
    await orders.uncount(tx, order, Counter.ANNOUNCED, found.missing_pieces)
    lines = await orders.count(tx, order, Counter.RETURNED, found.received_pieces)
    await tx.publish(event, of=order.id)
    await _note(tx, found, What.RETURN_RECEIVED, ActorKind.STAFF, by, received=found.received)
    amount = worth(lines, found.received_pieces)
    refund = await refunds.give_back(tx, order, amount, Cause.RETURN, source_id=found.id, by=by)
    await store.save_received(tx, found)
    await store.save(tx, found)
    if refund is None:
        await _finish(tx, order, found)
    return found


async def finish(tx: Transaction, return_id: UUID) -> None:
    """The money is back."""
    order, found = await _lock(tx, return_id)
    if found.status == ReturnStatus.RECEIVED:  # else another worker was here
        await _finish(tx, order, found)


async def _finish(tx: Transaction, order: Order, found: Return) -> None:
    await tx.publish(found.refund(tx.now), of=order.id)
    await store.save(tx, found)
    await _note(tx, found, What.RETURN_REFUNDED, ActorKind.SYSTEM, None)
    await refunds.complete_when_done(tx, order)


async def _lock(tx: Transaction, return_id: UUID) -> tuple[Order, Return]:
    order = await orders.lock(tx, await store.order_of(tx, return_id))
    return order, await store.find(tx, return_id)


async def _note(
    tx: Transaction,
    found: Return,
    what: What,
    kind: ActorKind,
    by: Actor | None,
    *,
    why: str | None = None,
    received: list[ReceivedLine] | None = None,
) -> None:
    lines = found.lines if received is None else received
    await timeline.note_down(tx, found.order_id, what, kind, by, why=why, return_id=found.id, lines=lines)


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Why they sent things back, of orders from which the person was removed."""
    await store.erase(tx, customer_id)


async def follow(tx: Transaction, order_id: UUID, customer_id: UUID) -> None:
    """What a guest gives back belongs to the account that has the order now."""
    await store.move(tx, order_id, customer_id)


async def list_of(reader: Reader, order_id: UUID) -> list[Return]:
    """Every return of this order, oldest first."""
    return await store.list_of(reader, order_id)


async def all_of(reader: Reader, customer_id: UUID) -> list[Return]:
    """Every return of this customer, newest first."""
    return await store.all_of(reader, customer_id)
