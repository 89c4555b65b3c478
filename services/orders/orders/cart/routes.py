"""HTTP: carts of customers and of guests, as they are by today's prices and stock."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import UNSET, Meta, UnsetType

from chassis.database import Database, Reader
from chassis.policy import CUSTOMER_ONLY, OPTIONAL
from chassis.tokens import Actor
from orders.cart import commands, store
from orders.cart.commands import Versions
from orders.cart.model import Cart, CartStatus, Change, Holder, Looked, look, new_token, total_of
from orders.money import Money
from orders.offer import commands as offers

ETAGS = re.compile(r'(?<!W/)"([0-9]{1,9})"')
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
        name="If-Match", required=False, description="The ETag you have read, to change nothing else."
    ),
]


class PutLine(msgspec.Struct, forbid_unknown_fields=True):
    """How many there are from now on. Taking a line out is DELETE."""

    quantity: Annotated[int, Meta(ge=1, le=999)]


class CartLineView(msgspec.Struct):
    """`unit_price` and `line_total` are of today, null when it is not for sale any more; `seen_price` was
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


class CartView(msgspec.Struct):
    """`total` is that of the lines that can be bought. `order_id`: the order that it became.

    `token` is answered once, to the guest who makes the cart.
    """

    id: UUID
    status: CartStatus
    lines: list[CartLineView]
    total: Money | None
    expires_at: datetime
    order_id: UUID | None
    token: str | UnsetType = UNSET


def _line_view(looked: Looked) -> CartLineView:
    line, offer = looked.line, looked.offer
    is_short = bool({*looked.changes} - {Change.PRICE_CHANGED})
    return CartLineView(
        variant_id=line.variant_id,
        quantity=line.quantity,
        sku=None if offer is None else offer.sku,
        name=None if offer is None else offer.name,
        unit_price=None if offer is None else offer.price,
        line_total=looked.total,
        seen_price=line.seen,
        changes=looked.changes,
        available=max(0, offer.available or 0) if offer is not None and is_short else None,
    )


async def _answer(
    reader: Reader, cart: Cart, *, token: str | UnsetType = UNSET, status: int = 200
) -> Response[CartView]:
    """The cart by the offers of this moment; nothing of that is kept."""
    lines = await store.lines(reader, cart.id)
    looked = look(lines, await offers.find(reader, [line.variant_id for line in lines]))
    view = CartView(
        id=cart.id,
        status=cart.status,
        lines=[_line_view(each) for each in looked],
        total=total_of(looked),
        expires_at=cart.expires_at,
        order_id=cart.order_id,
        token=token,
    )
    return Response(view, status_code=status, headers={"ETag": f'"{cart.version}"'})


@post("/v1/carts", policy=OPTIONAL)
async def create(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> Response[CartView]:
    """Your cart: a customer has one, a guest gets a new one and the token that opens it."""
    holder, token = Holder.of(actor, ""), new_token()
    async with db.transaction() as tx:
        if holder.account_id is not None:
            answer = await _answer(tx, await commands.open_own(tx, holder.account_id), status=201)
        else:
            answer = await _answer(tx, await commands.open_guest(tx, token), token=token, status=201)
    return answer


@get("/v1/carts/{cart_id:uuid}", policy=OPTIONAL)
async def read(
    cart_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cart_token: CART_TOKEN = "",
) -> Response[CartView]:
    """Prices and stock as last heard from catalog, and what has changed. Only an order holds anything."""
    cart = await commands.find(db, cart_id, Holder.of(actor, cart_token), db.clock.now())
    return await _answer(db, cart)


@put("/v1/carts/{cart_id:uuid}/lines/{variant_id:uuid}", policy=OPTIONAL)
async def set_line(
    cart_id: FromPath[UUID],
    variant_id: FromPath[UUID],
    data: JSONBody[PutLine],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cart_token: CART_TOKEN = "",
    if_match: IF_MATCH = "",
) -> Response[CartView]:
    """Put so many into the cart, or change how many there are. Sending it again changes nothing."""
    holder = Holder.of(actor, cart_token)
    async with db.transaction() as tx:
        cart = await commands.set_line(
            tx, cart_id, variant_id, data.quantity, by=holder, versions=_versions(if_match)
        )
        answer = await _answer(tx, cart)
    return answer


@delete("/v1/carts/{cart_id:uuid}/lines/{variant_id:uuid}", policy=OPTIONAL, status_code=200)
async def remove_line(
    cart_id: FromPath[UUID],
    variant_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cart_token: CART_TOKEN = "",
    if_match: IF_MATCH = "",
) -> Response[CartView]:
    """Take a line out."""
    holder = Holder.of(actor, cart_token)
    async with db.transaction() as tx:
        cart = await commands.remove_line(tx, cart_id, variant_id, by=holder, versions=_versions(if_match))
        answer = await _answer(tx, cart)
    return answer


@post("/v1/carts/merge", policy=CUSTOMER_ONLY, status_code=200)
async def merge(
    actor: NamedDependency[Actor], db: NamedDependency[Database], cart_token: CART_TOKEN = ""
) -> Response[CartView]:
    """After login: what is in the guest's cart joins yours, of each variant the larger quantity. The guest's
    cart is no more; merging it again changes nothing.
    """
    async with db.transaction() as tx:
        answer = await _answer(tx, await commands.merge(tx, cart_token, actor.id))
    return answer


def _versions(if_match: str) -> Versions:
    if not if_match.strip() or if_match.strip() == "*":
        return None
    return frozenset(int(number) for number in ETAGS.findall(if_match))


ROUTES = [create, read, set_line, remove_line, merge]
