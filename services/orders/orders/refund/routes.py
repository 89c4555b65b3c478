"""HTTP: give money back, see what went back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from orders.money import Currency, Money
from orders.order import commands as orders
from orders.order.model import Reason
from orders.refund import commands, store
from orders.refund.model import Cause, Refund, RefundStatus
from orders.settings import Settings


class RefundAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least one minor unit of the order's currency."""

    amount: Annotated[int, Meta(ge=1, le=10**12)]
    currency: Currency


class GiveRefund(msgspec.Struct, forbid_unknown_fields=True):
    amount: RefundAmount
    reason: Reason


class GiveShippingRefund(msgspec.Struct, forbid_unknown_fields=True):
    """Without an amount, all that is left of it."""

    reason: Reason
    amount: RefundAmount | None = None


class RefundView(msgspec.Struct):
    """Money back, as the customer sees it."""

    id: UUID
    status: RefundStatus
    amount: Money
    cause: Cause
    requested_at: datetime
    ended_at: datetime | None


class StaffRefundView(RefundView):
    """`code` is the provider's, when it refused; `source_id` names the cancellation or return."""

    order_id: UUID
    source_id: UUID | None
    reason: str | None
    code: str | None
    requested_by: UUID | None


class RefundList(msgspec.Struct):
    items: list[RefundView]


class StaffRefundList(msgspec.Struct):
    items: list[StaffRefundView]


def view(refund: Refund) -> RefundView:
    amount = Money(refund.amount, refund.currency)
    return RefundView(refund.id, refund.status, amount, refund.cause, refund.requested_at, refund.ended_at)


def staff_view(refund: Refund) -> StaffRefundView:
    return StaffRefundView(
        **msgspec.structs.asdict(view(refund)),
        order_id=refund.order_id,
        source_id=refund.source_id,
        reason=refund.reason,
        code=refund.code,
        requested_by=refund.requested_by,
    )


@get("/v1/orders/{order_id:uuid}/refunds", policy=CUSTOMER_ONLY)
async def list_own(
    order_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> RefundList:
    """What of your order went back to you, or is about to."""
    await orders.find_own(db, order_id, actor.id)
    return RefundList([view(refund) for refund in await store.list_of(db, order_id)])


@get("/v1/admin/orders/{order_id:uuid}/refunds", policy=permission("orders:read"))
async def list_any(order_id: FromPath[UUID], db: NamedDependency[Database]) -> StaffRefundList:
    await orders.find(db, order_id)
    return StaffRefundList([staff_view(refund) for refund in await store.list_of(db, order_id)])


@post("/v1/admin/orders/{order_id:uuid}/refunds", policy=permission("orders:refund"))
async def give(
    order_id: FromPath[UUID],
    data: JSONBody[GiveRefund],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[StaffRefundView]:
    """Give money back out of goodwill, up to a limit per order unless you may more.

    Its status says when it is there.
    """
    amount = Money(data.amount.amount, data.amount.currency)

    async def work(tx: Transaction) -> StaffRefundView:
        limit = settings.goodwill_limit_minor
        return staff_view(await commands.give(tx, order_id, amount, data.reason, by=actor, limit=limit))

    return await idempotency.once(db, request_key, work, status=201)


@post("/v1/admin/orders/{order_id:uuid}/shipping-refunds", policy=permission("orders:refund"))
async def give_shipping(
    order_id: FromPath[UUID],
    data: JSONBody[GiveShippingRefund],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[StaffRefundView]:
    """Give back what sending cost: what goes back for lines does not count it."""
    amount = None if data.amount is None else Money(data.amount.amount, data.amount.currency)

    async def work(tx: Transaction) -> StaffRefundView:
        return staff_view(await commands.give_shipping(tx, order_id, amount, data.reason, by=actor))

    return await idempotency.once(db, request_key, work, status=201)


ROUTES = [list_own, list_any, give, give_shipping]
