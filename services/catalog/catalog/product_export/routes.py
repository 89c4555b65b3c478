"""Exports, as staff begin, watch and download them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from catalog.files import Files
from catalog.price import Currency
from catalog.product.routes import MANAGERS
from catalog.product_export import commands, store
from catalog.product_export.model import Export, ExportState
from catalog.product_file.model import Format
from catalog.settings import Settings
from chassis.database import Database
from chassis.ids import new_id

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]


class NewExport(msgspec.Struct, forbid_unknown_fields=True):
    """`currency` is the one of a CSV file's prices, the shop's if nothing is said."""

    format: Format
    currency: Currency | None = None


class ExportView(msgspec.Struct):
    """`url` is where to download the file for an hour, when it is `done`. `left_out` are products that the
    format has no place for: those without a price in its currency."""

    id: UUID
    state: ExportState
    format: Format
    currency: str
    products: int
    left_out: int
    created_at: datetime
    url: str | None = None

    @classmethod
    def of(cls, export: Export) -> "ExportView":
        return cls(
            export.id,
            export.state,
            export.format,
            export.currency,
            export.products,
            export.left_out,
            export.created_at,
        )


class ExportList(msgspec.Struct):
    items: list[ExportView]
    next: str | None


@post("/v1/admin/product-exports", policy=MANAGERS, status_code=202)
async def begin(
    data: JSONBody[NewExport], db: NamedDependency[Database], settings: NamedDependency[Settings]
) -> ExportView:
    """All products, with their stock: a file that an import takes."""
    async with db.transaction() as tx:
        currency = data.currency or settings.shop_currency
        export = Export(new_id(), ExportState.RUNNING, data.format, currency, tx.now)
        await commands.begin(tx, export)
    return ExportView.of(export)


@get("/v1/admin/product-exports", policy=MANAGERS)
async def list_all(db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None) -> ExportList:
    """The newest first."""
    found = await store.newest(db, before=cursor, most=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return ExportList([ExportView.of(export) for export in found[:limit]], following)


@get("/v1/admin/product-exports/{product_export_id:uuid}", policy=MANAGERS)
async def read(
    product_export_id: FromPath[UUID], db: NamedDependency[Database], files: NamedDependency[Files]
) -> ExportView:
    export = await store.find(db, product_export_id)
    view = ExportView.of(export)
    if export.state == ExportState.DONE:
        view.url = await files.link(export.key, name=export.name)
    return view


@post("/v1/admin/product-exports/{product_export_id:uuid}/cancel", policy=MANAGERS, status_code=200)
async def cancel(product_export_id: FromPath[UUID], db: NamedDependency[Database]) -> ExportView:
    """What is done stays."""
    async with db.transaction() as tx:
        export = await commands.cancel(tx, product_export_id)
    return ExportView.of(export)


ROUTES = [begin, list_all, read, cancel]
