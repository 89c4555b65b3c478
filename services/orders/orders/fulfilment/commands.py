"""Everything that can be done to a fulfilment. The order's row is locked first, which orders all of it."""

from uuid import UUID

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.fulfilment import store
from orders.fulfilment.model import Fulfilment, FulfilmentStatus, Tracking
from orders.mail import commands as mails
from orders.mail.model import Kind
from orders.order import commands as orders
from orders.order.model import Counter, LineQuantity, Order, OrderActionRefused, by_variant, summed
from orders.refund import commands as refunds
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


async def create(tx: Transaction, order_id: UUID, wanted: list[LineQuantity], *, by: Actor) -> Fulfilment:
    """Take these pieces for one parcel."""
    order = await orders.lock(tx, order_id)
    order.require_sendable()
    lines = [LineQuantity(line, quantity) for line, quantity in sorted(summed(wanted).items())]
    fulfilment = Fulfilment(new_id(), order_id, FulfilmentStatus.PENDING, tx.now, lines=lines)
    await orders.count(tx, order, Counter.FULFILLING, fulfilment.pieces)
    await store.add(tx, fulfilment)
    await _note(tx, fulfilment, What.FULFILMENT_CREATED, by)
    return fulfilment


async def ship(tx: Transaction, fulfilment_id: UUID, tracking: Tracking, *, by: Actor) -> Fulfilment:
    order, fulfilment = await _lock(tx, fulfilment_id)
    order.require_sendable()
    lines = await orders.lines_of(tx, order.id)
    shipped = fulfilment.ship(tracking, by_variant(lines, fulfilment.pieces), tx.now)
    await orders.count(tx, order, Counter.SHIPPED, fulfilment.pieces)
    await store.save(tx, fulfilment)
    await tx.publish(shipped, of=order.id)
    await mails.write(tx, Kind.PARCEL_SHIPPED, order.id, fulfilment.id)
    await _note(tx, fulfilment, What.FULFILMENT_SHIPPED, by)
    return fulfilment


async def deliver(tx: Transaction, fulfilment_id: UUID, *, by: Actor) -> Fulfilment:
    order, fulfilment = await _lock(tx, fulfilment_id)
    lines = await orders.lines_of(tx, order.id)
    delivered = fulfilment.deliver(by_variant(lines, fulfilment.pieces), tx.now)
    await orders.count(tx, order, Counter.DELIVERED, fulfilment.pieces)
    await store.save(tx, fulfilment)
    await tx.publish(delivered, of=order.id)
    await _note(tx, fulfilment, What.FULFILMENT_DELIVERED, by)
    await refunds.complete_when_done(tx, order)
    return fulfilment


async def cancel(tx: Transaction, fulfilment_id: UUID, *, by: Actor) -> Fulfilment:
    """The parcel is not sent; its pieces are free for another, or to be cancelled."""
    order, fulfilment = await _lock(tx, fulfilment_id)
    await _cancel(tx, order, fulfilment)
    await _note(tx, fulfilment, What.FULFILMENT_CANCELLED, by)
    return fulfilment


async def stop(tx: Transaction, order: Order) -> None:
    """The order is being cancelled: no parcel of it leaves, unless one has."""
    if any(line.shipped for line in await orders.lines_of(tx, order.id)):
        raise OrderActionRefused(order_id=order.id, status=order.status, action="cancel")
    for fulfilment in await store.list_of(tx, order.id):
        if fulfilment.status == FulfilmentStatus.PENDING:
            await _cancel(tx, order, fulfilment)


async def _cancel(tx: Transaction, order: Order, fulfilment: Fulfilment) -> None:
    lines = await orders.lines_of(tx, order.id)
    cancelled = fulfilment.cancel(by_variant(lines, fulfilment.pieces), tx.now)
    await orders.uncount(tx, order, Counter.FULFILLING, fulfilment.pieces)
    await store.save(tx, fulfilment)
    await tx.publish(cancelled, of=order.id)


async def put_on_hold(tx: Transaction, order_id: UUID, reason: str, *, by: Actor) -> Order:
    """Nothing of the order is sent until somebody says so."""
    order = await orders.lock(tx, order_id)
    await orders.hold_back(tx, order, reason)
    await timeline.note_down(tx, order_id, What.PUT_ON_HOLD, ActorKind.STAFF, by, why=reason)
    return order


async def resume(tx: Transaction, order_id: UUID, *, by: Actor) -> Order:
    order = await orders.lock(tx, order_id)
    if order.hold_reason is not None:
        await orders.hold_back(tx, order, None)
        await timeline.note_down(tx, order_id, What.RESUMED, ActorKind.STAFF, by)
    return order


async def _lock(tx: Transaction, fulfilment_id: UUID) -> tuple[Order, Fulfilment]:
    order = await orders.lock(tx, await store.order_of(tx, fulfilment_id))
    return order, await store.find(tx, fulfilment_id)


async def _note(tx: Transaction, fulfilment: Fulfilment, what: What, by: Actor) -> None:
    order_id, lines = fulfilment.order_id, fulfilment.lines
    await timeline.note_down(
        tx, order_id, what, ActorKind.STAFF, by, fulfilment_id=fulfilment.id, lines=lines
    )


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Where parcels went: a carrier's page names who got them."""
    await store.erase(tx, customer_id)
