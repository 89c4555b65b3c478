"""HTTP: ask for a return, and what staff does with it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from orders.order import commands as orders
from orders.order.model import LineQuantities, LineQuantity, Reason
from orders.return_request import commands, store
from orders.return_request.model import ReceivedLine, Return, ReturnStatus
from orders.timeline.model import ActorKind

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
WRITE = permission("returns:write")


class RequestReturn(msgspec.Struct, forbid_unknown_fields=True):
    lines: LineQuantities
    reason: Reason


class RejectReturn(msgspec.Struct, forbid_unknown_fields=True):
    reason: Reason


class ReceiveReturn(msgspec.Struct, forbid_unknown_fields=True):
    lines: Annotated[list[ReceivedLine], Meta(min_length=1, max_length=100)]


class ReturnView(msgspec.Struct):
    """`lines` were announced, `received` came in. `line` is the number of a line of the order."""

    id: UUID
    order_id: UUID
    status: ReturnStatus
    reason: str
    lines: list[LineQuantity]
    received: list[ReceivedLine]
    requested_at: datetime
    received_at: datetime | None
    ended_at: datetime | None


class ReturnList(msgspec.Struct):
    items: list[ReturnView]


class ReturnPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[ReturnView]
    next: UUID | None


def view(found: Return) -> ReturnView:
    return msgspec.convert(found, ReturnView, from_attributes=True)


@get("/v1/returns", policy=CUSTOMER_ONLY)
async def list_own(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> ReturnPage:
    """Your returns, newest first."""
    return _page(await store.list_own(db, actor.id, before=cursor, most=limit + 1), limit)


@post("/v1/orders/{order_id:uuid}/returns", policy=CUSTOMER_ONLY)
async def request(
    order_id: FromPath[UUID],
    data: JSONBody[RequestReturn],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReturnView]:
    """Ask to give back what was delivered to you, and say why."""
    return await once(
        db,
        request_key,
        lambda tx: commands.request(tx, order_id, data.lines, data.reason, by=actor, kind=ActorKind.CUSTOMER),
        status=201,
    )


@post("/v1/returns/{return_id:uuid}/cancel", policy=CUSTOMER_ONLY, status_code=200)
async def cancel_own(
    return_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReturnView]:
    """Keep it after all."""
    kind = ActorKind.CUSTOMER
    return await once(db, request_key, lambda tx: commands.cancel(tx, return_id, by=actor, kind=kind))


@get("/v1/admin/orders/{order_id:uuid}/returns", policy=permission("orders:read"))
async def list_any(order_id: FromPath[UUID], db: NamedDependency[Database]) -> ReturnList:
    await orders.find(db, order_id)
    return ReturnList([view(found) for found in await store.list_of(db, order_id)])


@get("/v1/admin/returns", policy=permission("orders:read"))
async def list_all(
    db: NamedDependency[Database],
    status: FromQuery[ReturnStatus] = ReturnStatus.REQUESTED,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> ReturnPage:
    """Returns of all orders in one status, the longest waiting first."""
    return _page(await store.list_in_status(db, status, after=cursor, most=limit + 1), limit)


def _page(found: list[Return], limit: int) -> ReturnPage:
    following = found[limit - 1].id if len(found) > limit else None
    return ReturnPage([view(each) for each in found[:limit]], following)


@post("/v1/admin/returns/{return_id:uuid}/approve", policy=WRITE, status_code=200)
async def approve(
    return_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReturnView]:
    """The customer may send it."""
    return await once(db, request_key, lambda tx: commands.approve(tx, return_id, by=actor))


@post("/v1/admin/returns/{return_id:uuid}/reject", policy=WRITE, status_code=200)
async def reject(
    return_id: FromPath[UUID],
    data: JSONBody[RejectReturn],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReturnView]:
    """Refuse the return, and say why."""
    return await once(db, request_key, lambda tx: commands.reject(tx, return_id, data.reason, by=actor))


@post("/v1/admin/returns/{return_id:uuid}/receive", policy=WRITE, status_code=200)
async def receive(
    return_id: FromPath[UUID],
    data: JSONBody[ReceiveReturn],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReturnView]:
    """The goods are here: what came in goes back to the customer as money, and to the shelf where it may."""
    return await once(db, request_key, lambda tx: commands.receive(tx, return_id, data.lines, by=actor))


@post("/v1/admin/returns/{return_id:uuid}/cancel", policy=WRITE, status_code=200)
async def cancel_any(
    return_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReturnView]:
    """The goods will not come."""
    kind = ActorKind.STAFF
    return await once(db, request_key, lambda tx: commands.cancel(tx, return_id, by=actor, kind=kind))


async def once(
    db: Database, key: RequestKey, change: Callable[[Transaction], Awaitable[Return]], status: int = 200
) -> Response[Any]:
    """The return as `change` leaves it, once per key."""

    async def work(tx: Transaction) -> ReturnView:
        return view(await change(tx))

    return await idempotency.once(db, key, work, status=status)


ROUTES = [list_own, request, cancel_own, list_any, list_all, approve, reject, receive, cancel_any]
