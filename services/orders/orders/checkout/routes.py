"""HTTP: place an order, preview one, cancel one."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.client import ServiceClient
from chassis.database import Database, Reader, Transaction
from chassis.errors import Refusal
from chassis.failpoints import reached
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from orders.account import commands as accounts
from orders.cart.model import Holder
from orders.cart.routes import CART_TOKEN
from orders.checkout import commands, store
from orders.checkout.model import (
    Buyer,
    Codes,
    OrderExpired,
    OrderWasCancelled,
    OutOfStock,
    PaymentDeclined,
    Saga,
    TotalChanged,
    Wish,
    WishLine,
)
from orders.checkout.workers import Driver
from orders.money import Money
from orders.offer import commands as offers
from orders.offer.model import Offer
from orders.order import commands as order_commands
from orders.order.model import CancelReason, Order, OrderStatus
from orders.order.routes import OrderView, load_view
from orders.pricing import commands as pricing
from orders.pricing.model import Charge, Request
from orders.pricing.routes import (
    BreakdownView,
    CostView,
    RefusedCodeView,
    breakdown_view,
    cost_view,
    refused_views,
)
from orders.promotion.model import upper
from orders.settings import Settings
from orders.stepup.model import Rules
from orders.tax.model import Country
from orders.timeline.model import ActorKind

BUDGET_SECONDS = 2.0
LOOK_EVERY_SECONDS = 0.03

REFUSALS: dict[CancelReason, type[Refusal]] = {
    CancelReason.OUT_OF_STOCK: OutOfStock,
    CancelReason.TOTAL_CHANGED: TotalChanged,
    CancelReason.PAYMENT_DECLINED: PaymentDeclined,
    CancelReason.EXPIRED: OrderExpired,
    CancelReason.CUSTOMER: OrderWasCancelled,
    CancelReason.STAFF: OrderWasCancelled,
}


UNSETTLED = {
    202: ResponseSpec(OrderView, description="Not settled yet; follow `Location`", generate_examples=False)
}


@post("/v1/orders", policy=CUSTOMER_ONLY, responses=UNSETTLED)
async def place(
    data: JSONBody[Wish],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    users: NamedDependency[ServiceClient],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
    cart_token: CART_TOKEN = "",
) -> Response[OrderView]:
    """Buy. 201 when confirmed, 202 with `Location` when not settled within two seconds.

    A large total, or a new shipping address, may need a stronger or more recent login: 401 with what it
    takes. Nothing is held then, and the same key is good for the next try. The answer is a function of the
    order: the same key gets it again, whatever became of it since.
    """
    await accounts.require_enabled(db, users, actor.id)
    rules = Rules(settings.step_up_from, settings.step_up_on_new_address)
    buyer = Buyer(actor.id, Holder.of(actor, cart_token), actor, rules)
    order_id = await placed(db, driver, request_key, data, buyer, settings)
    order, status = await settled(db, order_id)
    location = {"Location": f"/v1/orders/{order.id}"} if status == 202 else {}
    return Response(await load_view(db, order), status_code=status, headers=location)


Also = Callable[[Transaction, UUID], Awaitable[None]]


async def placed(
    db: Database,
    driver: Driver,
    key: RequestKey,
    wish: Wish,
    buyer: Buyer,
    settings: Settings,
    *,
    also: Also | None = None,
) -> UUID:
    """The key's order, driven as far as it gets in two seconds. `also` is done in its first transaction."""
    order_id, saga = await _claim(db, key, wish, buyer, settings, also)
    if saga is not None:
        await asyncio.wait({driver.start(driver.drive(saga))}, timeout=BUDGET_SECONDS)
    else:
        await _join(db, order_id)
    return order_id


async def _claim(
    db: Database, key: RequestKey, wish: Wish, buyer: Buyer, settings: Settings, also: Also | None
) -> tuple[UUID, Saga | None]:
    """The key's order: a new one with its saga, or the one that its first request made."""
    order_id = new_id()
    deadline = timedelta(seconds=settings.order_deadline_seconds)
    async with db.transaction() as tx:
        stored = await idempotency.claim(tx, key, resource_id=order_id)
        if stored is not None:
            return stored.resource_id or order_id, None
        saga = await commands.place_order(
            tx,
            order_id,
            wish,
            by=buyer,
            deadline=deadline,
            prices_include_tax=settings.prices_include_tax,
        )
        if also is not None:
            await also(tx, order_id)
    reached("place.recorded")
    return order_id, saga


async def _join(db: Database, order_id: UUID) -> None:
    """Wait for the order to settle, as its first request does, for as long as that may."""
    for _ in range(int(BUDGET_SECONDS / LOOK_EVERY_SECONDS)):
        if await store.is_settled(db, order_id):
            return
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def settled(db: Database, order_id: UUID) -> tuple[Order, int]:
    """The order and the status of its answer; raises what became of an order that failed."""
    order = await order_commands.find(db, order_id)
    if order.confirmed_at is None and order.cancel_reason is not None:
        raise await _refusal(db, order, order.cancel_reason)
    return order, 202 if order.confirmed_at is None else 201


async def _refusal(reader: Reader, order: Order, reason: CancelReason) -> Refusal:
    facts: dict[str, Any] = {"order_id": order.id, **order.refusal}
    if reason == CancelReason.TOTAL_CHANGED:
        facts |= {"total": order.total} | await _costs(reader, order)
    return REFUSALS[reason](**facts)


async def _costs(reader: Reader, order: Order) -> dict[str, Any]:
    """What it would cost now; nothing when it cannot be sent at all."""
    lines = await order_commands.lines_of(reader, order.id)
    cost = order.breakdown(lines)
    if cost is None:
        return {}
    shown = [{"line": line.number, "costs": cost_view(line.charge, cost.currency)} for line in lines]
    return {"costs": breakdown_view(cost), "lines": shown}


class Preview(msgspec.Struct, forbid_unknown_fields=True):
    """A cart. Tax and shipping are those of `shipping_country`; without one there is no tax on top."""

    lines: Annotated[list[WishLine], Meta(min_length=1, max_length=100)]
    shipping_country: Country | None = None
    shipping_method: UUID | None = None
    promotion_codes: Codes = []


class PreviewLine(msgspec.Struct):
    """`is_available` as last heard from catalog; only placing the order holds anything."""

    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price: Money
    line_total: Money
    is_available: bool
    costs: CostView


class PreviewView(msgspec.Struct):
    """`refused_codes` take nothing off; an order that names one is refused."""

    lines: list[PreviewLine]
    total: Money
    costs: BreakdownView
    refused_codes: list[RefusedCodeView]


@post("/v1/orders/preview", policy=CUSTOMER_ONLY, status_code=200)
async def preview(
    data: JSONBody[Preview],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> PreviewView:
    """What these lines would cost, from the copy of catalog's prices kept here. Holds nothing."""
    known = await offers.find(db, [line.variant_id for line in data.lines])
    asked = Request(
        settings.prices_include_tax,
        data.shipping_country,
        data.shipping_method,
        upper(data.promotion_codes),
        is_final=False,
    )
    pairs = [(line.variant_id, line.quantity) for line in data.lines]
    cost = await pricing.quote(db, asked, pairs, known, customer_id=actor.id, now=db.clock.now())
    wanted: dict[UUID, int] = {}
    for line in data.lines:
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    lines = [
        _preview_line(line, known[line.variant_id], charge, wanted)
        for line, charge in zip(data.lines, cost.lines, strict=True)
    ]
    total = Money(cost.total, cost.currency)
    return PreviewView(lines, total, breakdown_view(cost), refused_views(cost.refused_codes))


def _preview_line(line: WishLine, offer: Offer, charge: Charge, wanted: dict[UUID, int]) -> PreviewLine:
    return PreviewLine(
        line.variant_id,
        offer.sku,
        offer.name,
        line.quantity,
        offer.price,
        offer.price_of(line.quantity),
        (offer.available or 0) >= wanted[line.variant_id],
        cost_view(charge, offer.currency),
    )


class CancelView(msgspec.Struct):
    """The order on its way to `cancelled`. Kept for repeats of its key, so nothing personal is in it."""

    id: UUID
    status: OrderStatus
    cancel_reason: str | None


@post("/v1/orders/{order_id:uuid}/cancel", policy=CUSTOMER_ONLY, status_code=200)
async def cancel(
    order_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[CancelView]:
    """Cancel your order. Its status says when money and stock are back."""
    change = partial(commands.cancel_order, order_id=order_id, by=actor, kind=ActorKind.CUSTOMER)
    return await cancelled(db, driver, settings, request_key, change)


@post("/v1/admin/orders/{order_id:uuid}/cancel", policy=permission("orders:cancel"), status_code=200)
async def cancel_as_staff(
    order_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[CancelView]:
    """Cancel a customer's order."""
    change = partial(commands.cancel_order, order_id=order_id, by=actor, kind=ActorKind.STAFF)
    return await cancelled(db, driver, settings, request_key, change)


async def cancelled(
    db: Database, driver: Driver, settings: Settings, key: RequestKey, change: Callable[..., Awaitable[Order]]
) -> Response[CancelView]:
    """The order as `change` leaves it, once per key; money and stock are on their way back."""
    deadline = timedelta(seconds=settings.order_deadline_seconds)

    async def work(tx: Transaction) -> CancelView:
        order = await change(tx, deadline=deadline)
        return CancelView(order.id, order.status, order.cancel_reason)

    answer = await idempotency.once(db, key, work)
    driver.start(driver.advance_next())
    return answer


ROUTES = [place, preview, cancel, cancel_as_staff]
