"""HTTP: how an order can be sent, for everybody; and what staff decides about that."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import PUBLIC, permission
from chassis.tokens import Actor
from chassis.version import IfMatch, etag
from orders.money import Money
from orders.shipping import commands, store
from orders.shipping.model import Method, MethodTerms, WeightStep

WRITERS = permission("shipping:write")
MOST = 200
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class ShippingMethodView(msgspec.Struct):
    """A way to send an order: one `price`, or one by weight; free from goods worth `free_from` on."""

    id: UUID
    name: str
    currency: str
    price: Money | None
    by_weight: list[WeightStep]
    free_from: Money | None

    @classmethod
    def of(cls, method: Method) -> "ShippingMethodView":
        terms = method.terms
        price = None if terms.amount is None else Money(terms.amount, terms.currency)
        free_from = None if terms.free_from is None else Money(terms.free_from, terms.currency)
        return cls(method.id, terms.name, terms.currency, price, terms.by_weight, free_from)


class ShippingMethodList(msgspec.Struct):
    """All of them."""

    items: list[ShippingMethodView]
    next: str | None = None


class StaffShippingMethodView(msgspec.Struct):
    """What staff decided about a method, and who did so last."""

    id: UUID
    terms: MethodTerms
    version: int
    changed_at: datetime
    changed_by: UUID | None


class StaffShippingMethodPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[StaffShippingMethodView]
    next: UUID | None


CREATED = {201: ResponseSpec(StaffShippingMethodView, description="The method", generate_examples=False)}


def staff_view(method: Method) -> StaffShippingMethodView:
    return msgspec.convert(method, StaffShippingMethodView, from_attributes=True)


@get("/v1/shipping-methods", policy=PUBLIC)
async def list_serving(
    db: NamedDependency[Database],
    country: Annotated[str, QueryParameter(pattern=r"^[A-Z]{2}\Z", description="ISO 3166-1 alpha-2")],
) -> ShippingMethodList:
    """How an order can be sent to a country. Where there is a way, an order says which one it takes."""
    return ShippingMethodList(
        [ShippingMethodView.of(method) for method in await store.serving(db, country, most=MOST)]
    )


@get("/v1/admin/shipping-methods", policy=WRITERS)
async def list_all(
    db: NamedDependency[Database], cursor: FromQuery[UUID | None] = None, limit: Limit = 20
) -> StaffShippingMethodPage:
    found = await store.page(db, after=cursor, limit=limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return StaffShippingMethodPage([staff_view(method) for method in found[:limit]], more)


@get("/v1/admin/shipping-methods/{shipping_method_id:uuid}", policy=WRITERS)
async def read(
    shipping_method_id: FromPath[UUID], db: NamedDependency[Database]
) -> Response[StaffShippingMethodView]:
    return _answer(await store.find(db, shipping_method_id))


@post("/v1/admin/shipping-methods", policy=WRITERS, responses=CREATED)
async def create(
    data: JSONBody[MethodTerms],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    async def work(tx: Transaction) -> StaffShippingMethodView:
        return staff_view(await commands.create(tx, data, by=actor))

    return await idempotency.once(db, request_key, work, status=201)


@put("/v1/admin/shipping-methods/{shipping_method_id:uuid}", policy=WRITERS)
async def replace(
    shipping_method_id: FromPath[UUID],
    data: JSONBody[MethodTerms],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[StaffShippingMethodView]:
    """For orders from now on; what was placed keeps what it was promised."""
    async with db.transaction() as tx:
        method = await commands.replace(tx, shipping_method_id, data, by=actor, if_match=if_match)
    return _answer(method)


def _answer(method: Method) -> Response[StaffShippingMethodView]:
    return Response(staff_view(method), headers={"ETag": etag(method.version)})


ROUTES = [list_serving, list_all, read, create, replace]
