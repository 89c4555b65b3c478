"""HTTP: the tax rates that staff keeps."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch, etag
from orders.tax import commands, store
from orders.tax.model import RateTerms, TaxRate

WRITERS = permission("taxes:write")
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class TaxRatePage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[TaxRate]
    next: UUID | None


CREATED = {201: ResponseSpec(TaxRate, description="The rate", generate_examples=False)}


@get("/v1/admin/tax-rates", policy=WRITERS)
async def list_all(
    db: NamedDependency[Database], cursor: FromQuery[UUID | None] = None, limit: Limit = 20
) -> TaxRatePage:
    found = await store.page(db, after=cursor, limit=limit + 1)
    return TaxRatePage(found[:limit], found[limit - 1].id if len(found) > limit else None)


@get("/v1/admin/tax-rates/{tax_rate_id:uuid}", policy=WRITERS)
async def read(tax_rate_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[TaxRate]:
    return _answer(await store.find(db, tax_rate_id))


@post("/v1/admin/tax-rates", policy=WRITERS, responses=CREATED)
async def create(
    data: JSONBody[RateTerms],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    """What a class pays in a country from a day (UTC) on."""

    async def work(tx: Transaction) -> TaxRate:
        return await commands.create(tx, data, by=actor)

    return await idempotency.once(db, request_key, work, status=201)


@put("/v1/admin/tax-rates/{tax_rate_id:uuid}", policy=WRITERS)
async def replace(
    tax_rate_id: FromPath[UUID],
    data: JSONBody[RateTerms],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[TaxRate]:
    """For orders from now on; what was placed keeps the rates of its day."""
    async with db.transaction() as tx:
        rate = await commands.replace(tx, tax_rate_id, data, by=actor, if_match=if_match)
    return _answer(rate)


@delete("/v1/admin/tax-rates/{tax_rate_id:uuid}", policy=WRITERS)
async def remove(
    tax_rate_id: FromPath[UUID], db: NamedDependency[Database], if_match: IfMatch = None
) -> None:
    """As if it had never been said; the rate before it goes on."""
    async with db.transaction() as tx:
        await commands.remove(tx, tax_rate_id, if_match=if_match)


def _answer(rate: TaxRate) -> Response[TaxRate]:
    return Response(rate, headers={"ETag": etag(rate.version)})


ROUTES = [list_all, read, create, replace, remove]
