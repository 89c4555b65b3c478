"""HTTP: the promotions that staff makes."""

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
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch, etag
from orders.promotion import commands, store
from orders.promotion.model import Promotion, PromotionTerms

WRITERS = permission("promotions:write")
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class PromotionView(msgspec.Struct):
    """`uses` of a promotion with a limit are claimed when an order is placed, and given back when it is
    cancelled; without a limit nobody counts."""

    id: UUID
    terms: PromotionTerms
    uses: int
    version: int
    changed_at: datetime
    changed_by: UUID | None


class PromotionPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[PromotionView]
    next: UUID | None


CREATED = {201: ResponseSpec(PromotionView, description="The promotion", generate_examples=False)}


def view(promotion: Promotion) -> PromotionView:
    return msgspec.convert(promotion, PromotionView, from_attributes=True)


@get("/v1/admin/promotions", policy=WRITERS)
async def list_all(
    db: NamedDependency[Database], cursor: FromQuery[UUID | None] = None, limit: Limit = 20
) -> PromotionPage:
    """Newest first."""
    found = await store.page(db, after=cursor, limit=limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return PromotionPage([view(promotion) for promotion in found[:limit]], more)


@get("/v1/admin/promotions/{promotion_id:uuid}", policy=WRITERS)
async def read(promotion_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[PromotionView]:
    return _answer(await store.find(db, promotion_id))


@post("/v1/admin/promotions", policy=WRITERS, responses=CREATED)
async def create(
    data: JSONBody[PromotionTerms],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    async def work(tx: Transaction) -> PromotionView:
        return view(await commands.create(tx, data, by=actor))

    return await idempotency.once(db, request_key, work, status=201)


@put("/v1/admin/promotions/{promotion_id:uuid}", policy=WRITERS)
async def replace(
    promotion_id: FromPath[UUID],
    data: JSONBody[PromotionTerms],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[PromotionView]:
    """For orders from now on. Its code stays: with `is_active` false nobody has it any more."""
    async with db.transaction() as tx:
        promotion = await commands.replace(tx, promotion_id, data, by=actor, if_match=if_match)
    return _answer(promotion)


def _answer(promotion: Promotion) -> Response[PromotionView]:
    return Response(view(promotion), headers={"ETag": etag(promotion.version)})


ROUTES = [list_all, read, create, replace]
