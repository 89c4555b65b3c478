"""Stock as staff see and correct it: exact numbers."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from catalog.cache import Cache
from catalog.stock import commands, store
from catalog.stock.model import Level
from catalog.storefront.model import Relisted
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.errors import Invalid
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission

MOST = 1_000_000


class AdjustStock(msgspec.Struct, forbid_unknown_fields=True):
    variant_id: UUID
    delta: Annotated[int, Meta(ge=-MOST, le=MOST, description="How many more, or fewer; not 0")]
    reason: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class LevelView(msgspec.Struct):
    variant_id: UUID
    product_id: UUID
    sku: str
    on_hand: int
    reserved: int
    available: int

    @classmethod
    def of(cls, level: Level) -> "LevelView":
        return cls(
            level.variant_id, level.product_id, level.sku, level.on_hand, level.reserved, level.available
        )


class Adjusted(msgspec.Struct):
    adjustment_id: UUID
    stock: LevelView


ADJUSTED = {201: ResponseSpec(Adjusted, description="The stock after it", generate_examples=False)}


@post("/v1/admin/stock-adjustments", policy=permission("stock:write"), responses=ADJUSTED)
async def adjust(
    data: JSONBody[AdjustStock],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    if data.delta == 0:
        raise Invalid(pointer="/delta", detail="0 changes nothing")
    relisted: Relisted = {}

    async def work(tx: Transaction) -> Adjusted:
        adjustment_id = new_id()
        level, changed = await commands.adjust(
            tx, data.variant_id, adjustment_id=adjustment_id, delta=data.delta, reason=data.reason
        )
        relisted.update(changed)
        return Adjusted(adjustment_id, LevelView.of(level))

    answer = await idempotency.once(db, request_key, work, status=201)
    await cache.forget(relisted)
    return answer


@get("/v1/admin/stock/{variant_id:uuid}", policy=permission("stock:read"))
async def read(variant_id: FromPath[UUID], db: NamedDependency[Database]) -> LevelView:
    return LevelView.of(await store.find(db, variant_id))


ROUTES = [adjust, read]
