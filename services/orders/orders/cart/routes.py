"""HTTP: carts of customers and of guests, as they are by today's prices and stock."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from chassis.database import Database, Reader
from chassis.policy import CUSTOMER_ONLY, OPTIONAL
from chassis.tokens import Actor
from chassis.version import etag, seen
from orders.cart import commands, store
from orders.cart.model import Cart, CartStatus, Change, Holder, Looked, look, new_token
from orders.money import Money
from orders.offer import commands as offers
from orders.pricing.model import Breakdown, Charge, Request
from orders.pricing.routes import (
    BreakdownView,
    CostView,
    RefusedCodeView,
    breakdown_view,
    cost_view,
    refused_views,
)
from orders.promotion.model import Code, upper
from orders.settings import Settings

CART_TOKEN = Annotated[
    str,
    HeaderParameter(
        name="Cart-Token",
        required=False,
        description="A guest's cart is whoever's has its token: the `token` that its creation answered.",
    ),
]
IF_MATCH = Annotated[
    str,
    HeaderParameter(
        name="If-Match",
        required=False,
        min_length=1,
        description="The ETag you have read, to change nothing else.",
    ),
]


TO = Annotated[str | None, QueryParameter(pattern=r"^[A-Z]{2}\Z", description="ISO 3166-1 alpha-2")]
CODES = Annotated[list[Code] | None, QueryParameter(max_items=10, description="Once for each code")]


class PutLine(msgspec.Struct, forbid_unknown_fields=True):
    """How many there are from now on. Taking a line out is DELETE."""

    quantity: Annotated[int, Meta(ge=1, le=999)]


class CartLineView(msgspec.Struct):
    """`unit_price`, `line_total` and `costs` are of today, null when it cannot be bought; `seen_price` was
    shown when the line was last set. `available` is told only where it is less than wanted, or few.
    """

    variant_id: UUID
    quantity: int
    sku: str | None
    name: str | None
    unit_price: Money | None
    line_total: Money | None
    seen_price: Money
    changes: list[Change]
    available: int | None
    costs: CostView | None


class CartView(msgspec.Struct):
    """`total` and `costs` are of the lines that can be bought. `refused_codes` take nothing off, and an order
    that names one is refused. `order_id`: the order that the cart became.

    `token` is answered once, to the guest who makes the cart.
    """

    id: UUID
    status: CartStatus
    lines: list[CartLineView]
    total: Money | None
    costs: BreakdownView | None
    refused_codes: list[RefusedCodeView]
    expires_at: datetime
    order_id: UUID | None
    token: str | UnsetType = UNSET


async def _answer(
    reader: Reader,
    cart: Cart,
    asked: Request,
    now: datetime,
    *,
    token: str | UnsetType = UNSET,
    status: int = 200,
) -> Response[CartView]:
    """The cart by the offers and rules of this moment, of which nothing is kept."""
    lines = await store.lines(reader, cart.id)
    looked = look(lines, await offers.find(reader, [line.variant_id for line in lines]))
    cost = await commands.cost(reader, looked, asked, customer_id=cart.customer_id, now=now)
    view = CartView(
        id=cart.id,
        status=cart.status,
        lines=_line_views(looked, cost),
        total=None if cost is None else Money(cost.total, cost.currency),
        costs=None if cost is None else breakdown_view(cost),
        refused_codes=[] if cost is None else refused_views(cost.refused_codes),
        expires_at=cart.expires_at,
        order_id=cart.order_id,
        token=token,
    )
    return Response(view, status_code=status, headers={"ETag": etag(cart.version)})


def _asked(
    settings: Settings,
    country: str | None = None,
    method_id: UUID | None = None,
    codes: list[str] | None = None,
) -> Request:
    return Request(settings.prices_include_tax, country, method_id, upper(codes or []), is_final=False)


def _line_views(looked: list[Looked], cost: Breakdown | None) -> list[CartLineView]:
    charges = iter(() if cost is None else cost.lines)
    return [
        _line_view(each, next(charges) if cost is not None and each.can_be_bought else None)
        for each in looked
    ]


def _line_view(looked: Looked, charge: Charge | None) -> CartLineView:
    line, offer = looked.line, looked.offer
    return CartLineView(
        variant_id=line.variant_id,
        quantity=line.quantity,
        sku=None if offer is None else offer.sku,
        name=None if offer is None else offer.name,
        unit_price=None if offer is None else offer.price,
        line_total=looked.total,
        seen_price=line.seen,
        changes=looked.changes,
        available=looked.available,
        costs=None if charge is None or offer is None else cost_view(charge, offer.currency),
    )


@post("/v1/carts", policy=OPTIONAL)
async def create(
    actor: NamedDependency[Actor], db: NamedDependency[Database], settings: NamedDependency[Settings]
) -> Response[CartView]:
    """Your cart: a customer has one, a guest gets a new one and the token that opens it."""
    holder, token = Holder.of(actor, ""), new_token()
    async with db.transaction() as tx:
        if holder.account_id is not None:
            cart = await commands.open_own(tx, holder.account_id)
            answer = await _answer(tx, cart, _asked(settings), tx.now, status=201)
        else:
            cart = await commands.open_guest(tx, token)
            answer = await _answer(tx, cart, _asked(settings), tx.now, token=token, status=201)
    return answer


@get("/v1/carts/{cart_id:uuid}", policy=OPTIONAL)
async def read(
    cart_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    cart_token: CART_TOKEN = "",
    shipping_country: TO = None,
    shipping_method: FromQuery[UUID | None] = None,
    promotion_codes: CODES = None,
) -> Response[CartView]:
    """What it costs by the prices, stock and rules of this moment, and what has changed. Holds nothing.

    Tax and shipping are those of `shipping_country`; without one there is no tax on top.
    """
    now = db.clock.now()
    cart = await commands.find(db, cart_id, Holder.of(actor, cart_token), now)
    asked = _asked(settings, shipping_country, shipping_method, promotion_codes)
    return await _answer(db, cart, asked, now)


@put("/v1/carts/{cart_id:uuid}/lines/{variant_id:uuid}", policy=OPTIONAL)
async def set_line(
    cart_id: FromPath[UUID],
    variant_id: FromPath[UUID],
    data: JSONBody[PutLine],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    cart_token: CART_TOKEN = "",
    if_match: IF_MATCH = "*",
) -> Response[CartView]:
    """Put so many into the cart, or change how many there are. Sending it again changes nothing."""
    holder, versions = Holder.of(actor, cart_token), seen(if_match)
    async with db.transaction() as tx:
        cart = await commands.set_line(tx, cart_id, variant_id, data.quantity, by=holder, versions=versions)
        answer = await _answer(tx, cart, _asked(settings), tx.now)
    return answer


@delete("/v1/carts/{cart_id:uuid}/lines/{variant_id:uuid}", policy=OPTIONAL, status_code=200)
async def remove_line(
    cart_id: FromPath[UUID],
    variant_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    cart_token: CART_TOKEN = "",
    if_match: IF_MATCH = "*",
) -> Response[CartView]:
    """Take a line out."""
    holder, versions = Holder.of(actor, cart_token), seen(if_match)
    async with db.transaction() as tx:
        cart = await commands.remove_line(tx, cart_id, variant_id, by=holder, versions=versions)
        answer = await _answer(tx, cart, _asked(settings), tx.now)
    return answer


@post("/v1/carts/merge", policy=CUSTOMER_ONLY, status_code=200)
async def merge(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    cart_token: CART_TOKEN = "",
) -> Response[CartView]:
    """After login: what is in the guest's cart joins yours, of each variant the larger quantity. The guest's
    cart is no more; merging it again changes nothing.
    """
    async with db.transaction() as tx:
        cart = await commands.merge(tx, cart_token, actor.id)
        answer = await _answer(tx, cart, _asked(settings), tx.now)
    return answer


ROUTES = [create, read, set_line, remove_line, merge]
