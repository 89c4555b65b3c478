"""Cancels lines: exactly their share goes back, and catalog frees what it kept when it hears the event."""

from uuid import UUID

import msgspec

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.cancellation.model import NothingWouldBeLeft, OrderIsUnderWay
from orders.money import Money
from orders.order import commands as orders
from orders.order.model import (
    Counter,
    LineQuantity,
    Order,
    OrderLine,
    OrderStatus,
    by_variant,
    summed,
    worth,
)
from orders.published import LinesCancelled
from orders.refund import commands as refunds
from orders.refund.model import Cause, Refund
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


class Cancellation(msgspec.Struct):
    """`refund` is None when these pieces cost nothing, or all of it went back before."""

    id: UUID
    order: Order
    pieces: dict[int, int]
    refund: Refund | None


async def cancel_lines(
    tx: Transaction,
    order_id: UUID,
    wanted: list[LineQuantity],
    reason: str | None,
    *,
    by: Actor,
    as_staff: bool,
) -> Cancellation:
    """These pieces will not be sent. The customer may say so until something of the order was."""
    order = await (orders.lock(tx, order_id) if as_staff else orders.lock_own(tx, order_id, by.id))
    order.require("cancel_lines", OrderStatus.CONFIRMED)
    pieces = summed(wanted)
    lines = await orders.count(tx, order, Counter.CANCELLED, pieces)
    _require_a_rest(order, lines, as_staff=as_staff)
    cancellation_id = new_id()
    amount = worth(lines, pieces)
    refund = await refunds.give_back(
        tx, order, amount, Cause.LINES_CANCELLED, source_id=cancellation_id, by=by
    )
    await tx.publish(
        LinesCancelled(cancellation_id=cancellation_id, order_id=order_id, lines=by_variant(lines, pieces)),
        of=order_id,
    )
    cancellation = Cancellation(cancellation_id, order, pieces, refund)
    await _note(tx, cancellation, reason, by, ActorKind.STAFF if as_staff else ActorKind.CUSTOMER)
    await refunds.complete_when_done(tx, order)
    return cancellation


def _require_a_rest(order: Order, lines: list[OrderLine], *, as_staff: bool) -> None:
    if not as_staff and any(line.shipped for line in lines):
        raise OrderIsUnderWay(order_id=order.id)
    if all(line.cancelled == line.quantity for line in lines):
        raise NothingWouldBeLeft(order_id=order.id)


async def _note(
    tx: Transaction, cancellation: Cancellation, reason: str | None, by: Actor, kind: ActorKind
) -> None:
    refund = cancellation.refund
    await timeline.note_down(
        tx,
        cancellation.order.id,
        What.LINES_CANCELLED,
        kind,
        by,
        why=reason,
        lines=[LineQuantity(line, quantity) for line, quantity in cancellation.pieces.items()],
        refund=None if refund is None else Money(refund.amount, refund.currency),
    )
