"""Stock as staff see and correct it: exact numbers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from catalog.availability import Policy, Terms
from catalog.cache import Cache
from catalog.location.model import Key
from catalog.settings import Settings
from catalog.stock import commands, store
from catalog.stock.model import Count, Stock
from catalog.stock.store import Movement, PlacedLevel
from catalog.storefront.model import Relisted
from chassis import idempotency
from chassis.database import Database, Reader, Transaction
from chassis.errors import Invalid
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch

MOST = 1_000_000
LAST_POSITION = 2**63 - 1
READERS, WRITERS = permission("stock:read"), permission("stock:write")
Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Before = Annotated[int, QueryParameter(ge=1, le=LAST_POSITION, description="`next` of the page before")]


class AdjustStock(msgspec.Struct, forbid_unknown_fields=True):
    """At the default location, unless another one is named."""

    variant_id: UUID
    delta: Annotated[int, Meta(ge=-MOST, le=MOST, description="How many more, or fewer; not 0")]
    reason: Reason
    location: Key | None = None


class CountStock(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody counted, and when: at a `position` of the ledger that was shown then, or at a time. What
    was sold since is not lost."""

    variant_id: UUID
    counted: Annotated[int, Meta(ge=0, le=MOST)]
    reason: Reason
    location: Key | None = None
    position: Annotated[int, Meta(ge=0, le=LAST_POSITION)] | None = None
    counted_at: Annotated[datetime, Meta(tz=True)] | None = None


class SetTerms(msgspec.Struct, forbid_unknown_fields=True):
    """`allowance` units may be promised beyond what is there: none with `deny`; of a preorder before `until`.
    With `low_stock_at` or fewer the variant is announced as low."""

    policy: Policy
    allowance: Annotated[int, Meta(ge=0, le=MOST)] = 0
    until: Annotated[datetime, Meta(tz=True)] | None = None
    low_stock_at: Annotated[int, Meta(ge=0, le=MOST)] | None = None


class StockView(msgspec.Struct):
    """The sums of all `levels`; `available` leaves out what is at locations that are not active. An order can
    hold `sellable`."""

    variant_id: UUID
    product_id: UUID
    sku: str
    on_hand: int
    reserved: int
    available: int
    sellable: int
    policy: Policy
    allowance: int
    until: datetime | None
    low_stock_at: int | None
    levels: list[PlacedLevel]

    @classmethod
    async def of(cls, reader: Reader, stock: Stock, now: datetime) -> "StockView":
        levels = await store.placed(reader, stock.variant_id)
        return cls(
            stock.variant_id,
            stock.product_id,
            stock.sku,
            sum(level.on_hand for level in levels),
            sum(level.reserved for level in levels),
            stock.available,
            stock.sellable(now),
            stock.terms.policy,
            stock.terms.allowance,
            stock.terms.until,
            stock.low_stock_at,
            levels,
        )


class Adjusted(msgspec.Struct):
    adjustment_id: UUID
    stock: StockView


class Counted(msgspec.Struct):
    """`delta` is what the books lacked, or had too many."""

    count_id: UUID
    delta: int
    stock: StockView


class MovementList(msgspec.Struct):
    """Newest first."""

    items: list[Movement]
    next: str | None


ADJUSTED = {201: ResponseSpec(Adjusted, description="The stock after it", generate_examples=False)}
COUNTED = {201: ResponseSpec(Counted, description="The stock after it", generate_examples=False)}


@post("/v1/admin/stock-adjustments", policy=WRITERS, responses=ADJUSTED)
async def adjust(
    data: JSONBody[AdjustStock],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    if data.delta == 0:
        raise Invalid(pointer="/delta", detail="0 changes nothing")
    relisted: Relisted = {}

    async def work(tx: Transaction) -> Adjusted:
        adjustment_id = new_id()
        stock, changed = await commands.adjust(
            tx,
            data.variant_id,
            location=data.location,
            adjustment_id=adjustment_id,
            delta=data.delta,
            reason=data.reason,
            strategy=settings.shop_availability,
        )
        relisted.update(changed)
        return Adjusted(adjustment_id, await StockView.of(tx, stock, tx.now))

    answer = await idempotency.once(db, request_key, work, status=201)
    await cache.forget(relisted, everywhere=True)
    return answer


@post("/v1/admin/stock-counts", policy=WRITERS, responses=COUNTED)
async def count(
    data: JSONBody[CountStock],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    if (data.position is None) == (data.counted_at is None):
        raise Invalid(pointer="/position", detail="say when: position or counted_at, one of them")
    relisted: Relisted = {}

    async def work(tx: Transaction) -> Counted:
        count_id = new_id()
        stock, delta, changed = await commands.count(
            tx,
            data.variant_id,
            Count(data.counted, data.position, data.counted_at),
            location=data.location,
            count_id=count_id,
            reason=data.reason,
            strategy=settings.shop_availability,
        )
        relisted.update(changed)
        return Counted(count_id, delta, await StockView.of(tx, stock, tx.now))

    answer = await idempotency.once(db, request_key, work, status=201)
    await cache.forget(relisted, everywhere=True)
    return answer


@get("/v1/admin/stock/{variant_id:uuid}", policy=READERS)
async def read(variant_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[StockView]:
    async with db.transaction() as tx:
        stock = await store.find(tx, variant_id)
        view = await StockView.of(tx, stock, tx.now)
    return Response(view, headers={"ETag": stock.etag})


@put("/v1/admin/stock/{variant_id:uuid}", policy=WRITERS)
async def set_terms(
    variant_id: FromPath[UUID],
    data: JSONBody[SetTerms],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    settings: NamedDependency[Settings],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[StockView]:
    """How it sells and when it is low; quantities are adjusted or counted."""
    async with db.transaction() as tx:
        stock, relisted = await commands.set_terms(
            tx,
            variant_id,
            Terms(data.policy, data.allowance, data.until),
            low_stock_at=data.low_stock_at,
            by=actor,
            if_match=if_match,
            strategy=settings.shop_availability,
        )
        view = await StockView.of(tx, stock, tx.now)
    await cache.forget(relisted, everywhere=True)
    return Response(view, headers={"ETag": stock.etag})


@get("/v1/admin/stock/{variant_id:uuid}/movements", policy=READERS)
async def list_movements(
    variant_id: FromPath[UUID],
    db: NamedDependency[Database],
    limit: Limit = 20,
    cursor: Before = LAST_POSITION,
) -> MovementList:
    """Everything that moved it, newest first."""
    found = await store.movements(db, variant_id, before=cursor, most=limit + 1)
    return MovementList(found[:limit], str(found[limit - 1].position) if len(found) > limit else None)


ROUTES = [adjust, count, read, set_terms, list_movements]
