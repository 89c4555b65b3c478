"""HTTP: cancel lines of an order, as its customer or as staff."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from orders.cancellation import commands
from orders.money import Money
from orders.order.model import LineQuantities, LineQuantity, OrderStatus, Reason


class CancelLines(msgspec.Struct, forbid_unknown_fields=True):
    lines: LineQuantities
    reason: Reason | None = None


class CancellationView(msgspec.Struct):
    """What is not sent; `refund` is what goes back for it, null for nothing."""

    id: UUID
    order_id: UUID
    order_status: OrderStatus
    lines: list[LineQuantity]
    refund: Money | None


@post("/v1/orders/{order_id:uuid}/cancellations", policy=CUSTOMER_ONLY)
async def cancel_own(
    order_id: FromPath[UUID],
    data: JSONBody[CancelLines],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[CancellationView]:
    """Cancel lines of your order, or pieces of them, as long as nothing of it was sent."""
    return await _cancel(db, request_key, order_id, data, actor, as_staff=False)


@post("/v1/admin/orders/{order_id:uuid}/cancellations", policy=permission("orders:cancel"))
async def cancel_any(
    order_id: FromPath[UUID],
    data: JSONBody[CancelLines],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[CancellationView]:
    """Cancel lines of an order, or pieces of them, that are in no parcel yet."""
    return await _cancel(db, request_key, order_id, data, actor, as_staff=True)


async def _cancel(
    db: Database, key: RequestKey, order_id: UUID, wish: CancelLines, actor: Actor, *, as_staff: bool
) -> Response[Any]:
    async def work(tx: Transaction) -> CancellationView:
        done = await commands.cancel_lines(tx, order_id, wish.lines, wish.reason, by=actor, as_staff=as_staff)
        lines = [LineQuantity(line, quantity) for line, quantity in sorted(done.pieces.items())]
        refund = None if done.refund is None else Money(done.refund.amount, done.refund.currency)
        return CancellationView(done.id, order_id, done.order.status, lines, refund)

    return await idempotency.once(db, key, work, status=201)


ROUTES = [cancel_own, cancel_any]
