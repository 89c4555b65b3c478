"""HTTP: buying without an account; what was bought is read, cancelled and given back by a link."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import Meta

from chassis.client import ServiceClient
from chassis.database import Database
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, NOBODY, OPTIONAL
from chassis.tokens import Actor
from orders.account import commands as accounts
from orders.cart.model import Holder
from orders.cart.routes import CART_TOKEN
from orders.checkout import routes as checkout
from orders.checkout.model import GUEST_OPEN_ORDERS, Buyer, GuestEmail, GuestWish
from orders.checkout.routes import CancelView
from orders.checkout.workers import Driver
from orders.guest import commands
from orders.guest.model import language_of
from orders.link.model import Links, normalised
from orders.mail.model import Profiles
from orders.order import commands as orders
from orders.order.routes import OrderView, load_view
from orders.return_request import commands as return_commands
from orders.return_request import routes as returns
from orders.return_request.routes import RequestReturn, ReturnList, ReturnView
from orders.settings import Settings
from orders.stepup.model import Rules

ORDER_TOKEN = Annotated[
    str,
    HeaderParameter(
        name="Order-Token",
        required=False,
        description="What opens this order: the `order_token` of its answer, or the token of a mail's link.",
    ),
]
LANGUAGE = Annotated[
    str, HeaderParameter(name="Accept-Language", required=False, description="For mails: `en` or `es`.")
]


class GuestOrderView(OrderView, kw_only=True):
    """`order_token` goes into the header `Order-Token`, for 30 days; a lookup mails a new one."""

    order_token: str


UNSETTLED = {
    202: ResponseSpec(
        GuestOrderView, description="Not settled yet; follow `Location`", generate_examples=False
    )
}


@post("/v1/guest-orders", policy=OPTIONAL, responses=UNSETTLED)
async def place(
    data: JSONBody[GuestWish],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    links: NamedDependency[Links],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
    cart_token: CART_TOKEN = "",
    accept_language: LANGUAGE = "",
) -> Response[GuestOrderView]:
    """Buy a guest's cart without an account. Answers as `POST /v1/orders` does; keys are the cart's own."""
    holder = msgspec.structs.replace(Holder.of(actor, cart_token), account_id=None)
    guest_id = links.guest_id(data.email)
    key = msgspec.structs.replace(request_key, principal=holder.key_principal)
    order_id = await checkout.placed(
        db,
        driver,
        key,
        data.wish(normalised(data.email)),
        Buyer(guest_id, holder, NOBODY, Rules({}), GUEST_OPEN_ORDERS),
        settings,
        also=partial(commands.note, guest_id=guest_id, locale=language_of(accept_language)),
    )
    order, status = await checkout.settled(db, order_id)
    view = await load_view(db, order)
    token = links.token(order_id, order.placed_at)
    return Response(
        GuestOrderView(**msgspec.structs.asdict(view), order_token=token),
        status_code=status,
        headers={"Location": f"/v1/guest-orders/{order_id}"} if status == 202 else {},
    )


@get("/v1/guest-orders/{order_id:uuid}", policy=OPTIONAL)
async def read(
    order_id: FromPath[UUID],
    db: NamedDependency[Database],
    links: NamedDependency[Links],
    order_token: ORDER_TOKEN = "",
) -> OrderView:
    """A guest's order, for whoever has its link. Once the order has an account, only the account reads it."""
    links.require(order_id, order_token, db.clock.now())
    await commands.require_guests(db, order_id)
    return await load_view(db, await orders.find(db, order_id))


def _opened(db: Database, links: Links, key: RequestKey, order_id: UUID, token: str) -> RequestKey:
    """The key in the name space of those who have the order's link; raises LinkInvalid for everybody else."""
    links.require(order_id, token, db.clock.now())
    return msgspec.structs.replace(key, principal=f"guest-order:{order_id}")


@post("/v1/guest-orders/{order_id:uuid}/cancel", policy=OPTIONAL, status_code=200)
async def cancel(
    order_id: FromPath[UUID],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    links: NamedDependency[Links],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
    order_token: ORDER_TOKEN = "",
) -> Response[CancelView]:
    """Cancel what you bought as a guest. Its status says when money and stock are back."""
    key = _opened(db, links, request_key, order_id, order_token)
    return await checkout.cancelled(db, driver, settings, key, partial(commands.cancel, order_id=order_id))


@get("/v1/guest-orders/{order_id:uuid}/returns", policy=OPTIONAL)
async def list_returns(
    order_id: FromPath[UUID],
    db: NamedDependency[Database],
    links: NamedDependency[Links],
    order_token: ORDER_TOKEN = "",
) -> ReturnList:
    """What you give back of what you bought as a guest, oldest first."""
    links.require(order_id, order_token, db.clock.now())
    await commands.require_guests(db, order_id)
    return ReturnList([returns.view(found) for found in await return_commands.list_of(db, order_id)])


@post("/v1/guest-orders/{order_id:uuid}/returns", policy=OPTIONAL)
async def request_return(
    order_id: FromPath[UUID],
    data: JSONBody[RequestReturn],
    db: NamedDependency[Database],
    links: NamedDependency[Links],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
    order_token: ORDER_TOKEN = "",
) -> Response[ReturnView]:
    """Ask to give back what was delivered to you, and say why."""
    key = _opened(db, links, request_key, order_id, order_token)
    change = partial(commands.request_return, order_id=order_id, lines=data.lines, reason=data.reason)
    return await returns.once(db, key, change, status=201)


@post("/v1/guest-orders/{order_id:uuid}/returns/{return_id:uuid}/cancel", policy=OPTIONAL, status_code=200)
async def cancel_return(
    order_id: FromPath[UUID],
    return_id: FromPath[UUID],
    db: NamedDependency[Database],
    links: NamedDependency[Links],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
    order_token: ORDER_TOKEN = "",
) -> Response[ReturnView]:
    """Keep it after all."""
    key = _opened(db, links, request_key, order_id, order_token)
    change = partial(commands.cancel_return, order_id=order_id, return_id=return_id)
    return await returns.once(db, key, change)


class LookUp(msgspec.Struct, forbid_unknown_fields=True):
    """`number` as in the mail, with or without dashes."""

    number: Annotated[str, Meta(pattern=r"^[0-9 -]{2,30}\Z")]
    email: GuestEmail


class Accepted(msgspec.Struct):
    """If there is such an order, a link is on its way. The same whatever the shop knows."""

    status: Literal["accepted"] = "accepted"


@post("/v1/guest-orders/lookup", policy=OPTIONAL, status_code=202)
async def look_up(
    data: JSONBody[LookUp], db: NamedDependency[Database], links: NamedDependency[Links]
) -> Accepted:
    """Mails a new link to the address that the order was bought with."""
    async with db.transaction() as tx:
        await commands.look_up(tx, data.number, links.guest_id(data.email))
    return Accepted()


class Claimed(msgspec.Struct):
    """So many orders are yours now that were a guest's before."""

    orders: int


@post("/v1/guest-orders/claim", policy=CUSTOMER_ONLY, status_code=200)
async def claim(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    users: NamedDependency[ServiceClient],
    links: NamedDependency[Links],
) -> Claimed:
    """What you bought as a guest with the verified address of your account becomes yours."""
    await accounts.require_enabled(db, users, actor.id)
    profiles = await users.get(f"/internal/profiles?ids={actor.id}", Profiles)
    async with db.transaction() as tx:
        count = await commands.claim(tx, links, actor.id, profiles)
    return Claimed(count)


ROUTES = [place, read, cancel, list_returns, request_return, cancel_return, look_up, claim]
