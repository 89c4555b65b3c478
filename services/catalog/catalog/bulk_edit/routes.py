"""Bulk edits, as staff send them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import JSONBody
from msgspec import Meta

from catalog.bulk_edit import commands
from catalog.bulk_edit.model import NewPrice, Row, RowOutcome
from catalog.cache import Cache
from catalog.price import Amount
from catalog.product.commands import Shop
from catalog.product.given import GivenMoney, GivenSale
from catalog.product.model import ProductStatus
from catalog.product.routes import MANAGERS
from catalog.storefront.model import Relisted
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.errors import Invalid
from chassis.idempotency import HEADER, RequestKey
from chassis.tokens import Actor


class GivenNewPrice(msgspec.Struct, forbid_unknown_fields=True):
    """All of a variant's own price: what is not said is not there any more."""

    variant_id: UUID
    price: GivenMoney
    compare_at_amount: Amount | None = None
    sale: GivenSale | None = None


class BulkRow(msgspec.Struct, forbid_unknown_fields=True):
    """A change of one product. With a `version`, only if it still is that one."""

    product_id: UUID
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    status: ProductStatus | None = None
    prices: Annotated[list[GivenNewPrice], Meta(max_length=100)] = []

    def row(self) -> Row:
        prices = [
            NewPrice(each.variant_id, each.price, each.compare_at_amount, each.sale) for each in self.prices
        ]
        return Row(self.product_id, self.version, self.status, prices)


class BulkEdit(msgspec.Struct, forbid_unknown_fields=True):
    rows: Annotated[list[BulkRow], Meta(min_length=1, max_length=100)]


class BulkResult(msgspec.Struct):
    """A row for each, in their order: its new `version`, or the `problem` that refused it alone."""

    rows: list[RowOutcome]


DONE = {200: ResponseSpec(BulkResult, description="What became of each row", generate_examples=False)}


@post("/v1/admin/products/bulk-edit", policy=MANAGERS, status_code=200, responses=DONE)
async def edit_in_bulk(
    data: JSONBody[BulkEdit],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    shop: NamedDependency[Shop],
    actor: NamedDependency[Actor],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    """Each row succeeds or is refused by itself; those that succeed do so together."""
    if len({row.product_id for row in data.rows}) < len(data.rows):
        raise Invalid(pointer="/rows", detail="a product comes twice")
    relisted: Relisted = {}

    async def work(tx: Transaction) -> BulkResult:
        outcomes, looks = await commands.edit_in_bulk(
            tx, [row.row() for row in data.rows], by=actor, shop=shop
        )
        relisted.update(looks)
        return BulkResult(outcomes)

    answer = await idempotency.once(db, request_key, work)
    await cache.forget(relisted, everywhere=True)
    return answer


ROUTES = [edit_in_bulk]
