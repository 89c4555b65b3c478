"""HTTP: parcels of an order, and holding an order back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from orders.fulfilment import commands, store
from orders.fulfilment.model import Fulfilment, FulfilmentStatus, Tracking
from orders.order import commands as orders
from orders.order.model import LineQuantities, LineQuantity, OrderStatus, Reason

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
FULFIL = permission("orders:fulfil")


class CreateFulfilment(msgspec.Struct, forbid_unknown_fields=True):
    lines: LineQuantities


class FulfilmentView(msgspec.Struct):
    """A parcel. `line` is the number of a line of the order."""

    id: UUID
    order_id: UUID
    status: FulfilmentStatus
    lines: list[LineQuantity]
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    created_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None


class FulfilmentList(msgspec.Struct):
    items: list[FulfilmentView]


class FulfilmentPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[FulfilmentView]
    next: UUID | None


def view(fulfilment: Fulfilment) -> FulfilmentView:
    return msgspec.convert(fulfilment, FulfilmentView, from_attributes=True)


@get("/v1/orders/{order_id:uuid}/fulfilments", policy=CUSTOMER_ONLY)
async def list_own(
    order_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> FulfilmentList:
    """The parcels of your order and where they are."""
    await orders.find_own(db, order_id, actor.id)
    return FulfilmentList([view(each) for each in await store.list_of(db, order_id)])


@get("/v1/admin/orders/{order_id:uuid}/fulfilments", policy=permission("orders:read"))
async def list_any(order_id: FromPath[UUID], db: NamedDependency[Database]) -> FulfilmentList:
    await orders.find(db, order_id)
    return FulfilmentList([view(each) for each in await store.list_of(db, order_id)])


@get("/v1/admin/fulfilments", policy=permission("orders:read"))
async def list_all(
    db: NamedDependency[Database],
    status: FromQuery[FulfilmentStatus] = FulfilmentStatus.PENDING,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> FulfilmentPage:
    """Parcels of all orders in one status, the longest waiting first."""
    found = await store.list_in_status(db, status, after=cursor, most=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return FulfilmentPage([view(each) for each in found[:limit]], following)


@post("/v1/admin/orders/{order_id:uuid}/fulfilments", policy=FULFIL)
async def create(
    order_id: FromPath[UUID],
    data: JSONBody[CreateFulfilment],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[FulfilmentView]:
    """Take pieces of the order's lines for one parcel; there may be several."""
    return await _once(
        db, request_key, lambda tx: commands.create(tx, order_id, data.lines, by=actor), status=201
    )


@post("/v1/admin/fulfilments/{fulfilment_id:uuid}/ship", policy=FULFIL, status_code=200)
async def ship(
    fulfilment_id: FromPath[UUID],
    data: JSONBody[Tracking],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[FulfilmentView]:
    """The parcel has left; stock on hand goes down."""
    return await _once(db, request_key, lambda tx: commands.ship(tx, fulfilment_id, data, by=actor))


@post("/v1/admin/fulfilments/{fulfilment_id:uuid}/deliver", policy=FULFIL, status_code=200)
async def deliver(
    fulfilment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[FulfilmentView]:
    """The parcel is with the customer."""
    return await _once(db, request_key, lambda tx: commands.deliver(tx, fulfilment_id, by=actor))


@post("/v1/admin/fulfilments/{fulfilment_id:uuid}/cancel", policy=FULFIL, status_code=200)
async def cancel(
    fulfilment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[FulfilmentView]:
    """The parcel is not sent; its pieces are free again."""
    return await _once(db, request_key, lambda tx: commands.cancel(tx, fulfilment_id, by=actor))


class PutOnHold(msgspec.Struct, forbid_unknown_fields=True):
    reason: Reason


class HoldView(msgspec.Struct):
    """Nothing of an order with a `hold_reason` is sent."""

    id: UUID
    status: OrderStatus
    hold_reason: str | None


@post("/v1/admin/orders/{order_id:uuid}/hold", policy=FULFIL, status_code=200)
async def put_on_hold(
    order_id: FromPath[UUID],
    data: JSONBody[PutOnHold],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
) -> HoldView:
    """Keep an order from being sent, and say why."""
    async with db.transaction() as tx:
        order = await commands.put_on_hold(tx, order_id, data.reason, by=actor)
    return HoldView(order.id, order.status, order.hold_reason)


@post("/v1/admin/orders/{order_id:uuid}/resume", policy=FULFIL, status_code=200)
async def resume(
    order_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> HoldView:
    """Let a held order be sent again."""
    async with db.transaction() as tx:
        order = await commands.resume(tx, order_id, by=actor)
    return HoldView(order.id, order.status, order.hold_reason)


async def _once(
    db: Database, key: RequestKey, change: Callable[[Transaction], Awaitable[Fulfilment]], status: int = 200
) -> Response[Any]:
    async def work(tx: Transaction) -> FulfilmentView:
        return view(await change(tx))

    return await idempotency.once(db, key, work, status=status)


ROUTES = [list_own, list_any, list_all, create, ship, deliver, cancel, put_on_hold, resume]
