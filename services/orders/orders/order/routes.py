"""HTTP about orders that exist: the customer's own, for staff everybody's, and what other services ask."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from chassis.database import Database, Reader
from chassis.policy import CUSTOMER_ONLY, permission, service
from chassis.tokens import Actor
from orders.money import Money
from orders.order import store
from orders.order.model import Address, Order, OrderLine, OrderNotFound, OrderStatus
from orders.payment import commands as payments
from orders.payment.model import NextAction, Payment, shown

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class LineView(msgspec.Struct):
    """`unit_price`, `sku` and `name` are as they were when the stock was held."""

    variant_id: UUID
    quantity: int
    sku: str | None
    name: str | None
    unit_price: Money | None


class OrderView(msgspec.Struct):
    """An order as its customer sees it."""

    id: UUID
    status: OrderStatus
    payment_status: str
    total: Money | None
    lines: list[LineView]
    shipping_address: Address
    placed_at: datetime
    confirmed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    next_action: NextAction | None = None


class StaffOrderView(OrderView, kw_only=True):
    """An order as staff sees it; what the customer's client does next is the customer's."""

    customer_id: UUID
    email: str | None
    needs_review: str | None


class CustomerOrderView(msgspec.Struct):
    """An order as other services see it: without where it goes."""

    id: UUID
    status: OrderStatus
    payment_status: str
    total: Money | None
    lines: list[LineView]
    placed_at: datetime


class OrderPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[OrderView]
    next: UUID | None


class StaffOrderPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[StaffOrderView]
    next: UUID | None


class CustomerOrderPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[CustomerOrderView]
    next: UUID | None


def line_view(line: OrderLine, currency: str | None) -> LineView:
    price = None if line.unit_amount is None or currency is None else Money(line.unit_amount, currency)
    return LineView(line.variant_id, line.quantity, line.sku, line.name, price)


def view(order: Order, lines: list[OrderLine], payment: Payment | None) -> OrderView:
    return OrderView(
        id=order.id,
        status=order.status,
        payment_status=shown(payment),
        total=order.total,
        lines=[line_view(line, order.currency) for line in lines],
        shipping_address=order.shipping_address,
        placed_at=order.placed_at,
        confirmed_at=order.confirmed_at,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
        next_action=None if payment is None else payment.next_action,
    )


def staff_view(order: Order, lines: list[OrderLine], payment: Payment | None) -> StaffOrderView:
    shared = msgspec.structs.asdict(view(order, lines, payment))
    return StaffOrderView(
        **shared | {"next_action": None},
        customer_id=order.customer_id,
        email=order.email,
        needs_review=order.needs_review,
    )


def customer_order_view(order: Order, lines: list[OrderLine], payment: Payment | None) -> CustomerOrderView:
    return msgspec.convert(view(order, lines, payment), CustomerOrderView, from_attributes=True)


async def load_view(reader: Reader, order: Order) -> OrderView:
    return view(
        order, (await store.lines(reader, [order.id]))[order.id], await payments.find(reader, order.id)
    )


@get("/v1/orders", policy=CUSTOMER_ONLY)
async def list_own(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> OrderPage:
    """Your orders, newest first."""
    orders = await store.page(db, customer_id=actor.id, status=None, after=cursor, limit=limit + 1)
    lines, paid = await _belongings(db, orders)
    items = [view(order, lines[order.id], paid.get(order.id)) for order in orders[:limit]]
    return OrderPage(items, _next(orders, limit))


@get("/v1/orders/{order_id:uuid}", policy=CUSTOMER_ONLY)
async def read_own(
    order_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> OrderView:
    order = await store.find(db, order_id)
    if order.customer_id != actor.id:
        raise OrderNotFound(order_id=order_id)  # 404, so ids cannot be probed
    return await load_view(db, order)


@get("/v1/admin/orders", policy=permission("orders:read"))
async def list_all(
    db: NamedDependency[Database],
    customer_id: FromQuery[UUID | None] = None,
    status: FromQuery[OrderStatus | None] = None,
    needs_review: FromQuery[bool | None] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> StaffOrderPage:
    """All orders, newest first, filtered by customer, status, and whether they wait for a decision."""
    orders = await store.page(
        db,
        customer_id=customer_id,
        status=status,
        needs_review=needs_review,
        after=cursor,
        limit=limit + 1,
    )
    lines, paid = await _belongings(db, orders)
    items = [staff_view(order, lines[order.id], paid.get(order.id)) for order in orders[:limit]]
    return StaffOrderPage(items, _next(orders, limit))


@get("/v1/admin/orders/{order_id:uuid}", policy=permission("orders:read"))
async def read_any(order_id: FromPath[UUID], db: NamedDependency[Database]) -> StaffOrderView:
    order = await store.find(db, order_id)
    lines, paid = await _belongings(db, [order])
    return staff_view(order, lines[order.id], paid.get(order.id))


@get("/internal/customers/{customer_id:uuid}/orders", policy=service("orders:read"))
async def list_of_customer(
    customer_id: FromPath[UUID],
    db: NamedDependency[Database],
    including: Annotated[
        UUID | None,
        QueryParameter(
            description="An order of this customer that comes last when the page does not have it"
        ),
    ] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> CustomerOrderPage:
    """A customer's orders, newest first; none of somebody whom nobody knows."""
    orders = await store.page(db, customer_id=customer_id, status=None, after=cursor, limit=limit + 1)
    chosen = orders[:limit]
    if including is not None and including not in [order.id for order in chosen]:
        wanted = await store.find_of(db, including, customer_id)
        chosen += [wanted] if wanted is not None else []
    lines, paid = await _belongings(db, chosen)
    items = [customer_order_view(order, lines[order.id], paid.get(order.id)) for order in chosen]
    return CustomerOrderPage(items, _next(orders, limit))


async def _belongings(
    reader: Reader, orders: list[Order]
) -> tuple[dict[UUID, list[OrderLine]], dict[UUID, Payment]]:
    ids = [order.id for order in orders]
    return await store.lines(reader, ids), await payments.find_many(reader, ids)


def _next(orders: list[Order], limit: int) -> UUID | None:
    return orders[limit - 1].id if len(orders) > limit else None


ROUTES = [list_own, read_own, list_all, read_any, list_of_customer]
