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
from orders.order.model import Address, Order, OrderLine, OrderNotFound, OrderStatus, readable_number
from orders.payment import commands as payments
from orders.payment.model import NextAction, Payment, shown
from orders.pricing.routes import BreakdownView, CostView, breakdown_view, cost_view

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class LineView(msgspec.Struct):
    """`unit_price`, `sku` and `name` are as they were when the stock was held.

    `line` is its number; of its `quantity` so many are cancelled, shipped, delivered, returned (which were
    delivered and shipped, too). `costs` are those of all of them, null before stock was held.
    """

    line: int
    variant_id: UUID
    quantity: int
    sku: str | None
    name: str | None
    unit_price: Money | None
    cancelled: int
    shipped: int
    delivered: int
    returned: int
    costs: CostView | None = None


class OrderView(msgspec.Struct):
    """An order as its customer sees it; `number` is for reading out."""

    id: UUID
    number: str
    status: OrderStatus
    payment_status: str
    fulfilment_status: str
    return_status: str
    total: Money | None
    lines: list[LineView]
    shipping_address: Address
    placed_at: datetime
    confirmed_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    next_action: NextAction | None = None
    costs: BreakdownView | None = None


class StaffOrderView(OrderView, kw_only=True):
    """An order as staff sees it; what the customer's client does next is the customer's."""

    customer_id: UUID
    email: str | None
    needs_review: str | None
    hold_reason: str | None


class CustomerOrderView(msgspec.Struct):
    """An order as other services see it: without where it goes. `version` counts what happened to it."""

    id: UUID
    number: str
    status: OrderStatus
    payment_status: str
    fulfilment_status: str
    return_status: str
    total: Money | None
    lines: list[LineView]
    placed_at: datetime
    version: int
    costs: BreakdownView | None = None


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
    return LineView(
        line=line.number,
        variant_id=line.variant_id,
        quantity=line.quantity,
        sku=line.sku,
        name=line.name,
        unit_price=price,
        cancelled=line.cancelled,
        shipped=line.shipped,
        delivered=line.delivered,
        returned=line.returned,
        costs=None if currency is None else cost_view(line.charge, currency),
    )


def view(order: Order, lines: list[OrderLine], payment: Payment | None) -> OrderView:
    seen = shown(order, lines, payment)
    cost = order.breakdown(lines)
    return OrderView(
        id=order.id,
        number=readable_number(order.number),
        status=order.status,
        payment_status=seen.payment_status,
        fulfilment_status=seen.fulfilment_status,
        return_status=seen.return_status,
        total=order.total,
        lines=[line_view(line, order.currency) for line in lines],
        shipping_address=order.shipping_address,
        placed_at=order.placed_at,
        confirmed_at=order.confirmed_at,
        completed_at=order.completed_at,
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
        next_action=None if payment is None else payment.next_action,
        costs=None if cost is None else breakdown_view(cost),
    )


def staff_view(order: Order, lines: list[OrderLine], payment: Payment | None) -> StaffOrderView:
    shared = msgspec.structs.asdict(view(order, lines, payment))
    return StaffOrderView(
        **shared | {"next_action": None},
        customer_id=order.customer_id,
        email=order.email,
        needs_review=order.needs_review,
        hold_reason=order.hold_reason,
    )


def customer_order_view(
    order: Order, lines: list[OrderLine], payment: Payment | None, version: int
) -> CustomerOrderView:
    shared = msgspec.structs.asdict(view(order, lines, payment)) | {"version": version}
    return CustomerOrderView(**{name: shared[name] for name in CustomerOrderView.__struct_fields__})


async def load_view(reader: Reader, order: Order) -> OrderView:
    return view(
        order, (await store.lines(reader, [order.id]))[order.id], await payments.find(reader, order.id)
    )


async def load_staff_views(reader: Reader, order_ids: list[UUID]) -> list[StaffOrderView]:
    """These orders, in this order."""
    orders = await store.find_many(reader, order_ids)
    lines, paid = await _belongings(reader, orders)
    found = {order.id: staff_view(order, lines[order.id], paid.get(order.id)) for order in orders}
    return [found[order_id] for order_id in order_ids]


@get("/v1/orders", policy=CUSTOMER_ONLY)
async def list_own(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> OrderPage:
    """Your orders, newest first."""
    orders = await store.page(db, customer_id=actor.id, after=cursor, limit=limit + 1)
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


@get("/v1/admin/orders/{order_id:uuid}", policy=permission("orders:read"))
async def read_any(order_id: FromPath[UUID], db: NamedDependency[Database]) -> StaffOrderView:
    await store.find(db, order_id)
    [found] = await load_staff_views(db, [order_id])
    return found


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
    orders = await store.page(db, customer_id=customer_id, after=cursor, limit=limit + 1)
    chosen = orders[:limit]
    if including is not None and including not in [order.id for order in chosen]:
        wanted = await store.find_of(db, including, customer_id)
        chosen += [wanted] if wanted is not None else []
    lines, paid = await _belongings(db, chosen)
    versions = await store.versions(db, [order.id for order in chosen])
    items = [
        customer_order_view(order, lines[order.id], paid.get(order.id), versions[order.id])
        for order in chosen
    ]
    return CustomerOrderPage(items, _next(orders, limit))


async def _belongings(
    reader: Reader, orders: list[Order]
) -> tuple[dict[UUID, list[OrderLine]], dict[UUID, Payment]]:
    ids = [order.id for order in orders]
    return await store.lines(reader, ids), await payments.find_many(reader, ids)


def _next(orders: list[Order], limit: int) -> UUID | None:
    return orders[limit - 1].id if len(orders) > limit else None


ROUTES = [list_own, read_own, read_any, list_of_customer]
