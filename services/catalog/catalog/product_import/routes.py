"""Imports, as staff begin, watch and stop them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from catalog.files import Files, NotThere
from catalog.import_unit import commands as units
from catalog.price import Currency
from catalog.product.routes import MANAGERS
from catalog.product_file.columns import ignored
from catalog.product_file.model import Format
from catalog.product_import import commands, store
from catalog.product_import.model import MOST_BYTES, FileNotUploaded, Import, ImportState
from catalog.settings import Settings
from chassis.database import Database
from chassis.ids import new_id
from chassis.tokens import Actor

Size = Annotated[int, Meta(ge=1, le=MOST_BYTES, description="Of the file, in bytes")]
Column = Annotated[str, Meta(min_length=1, max_length=200)]
Mapping = Annotated[
    dict[Column, Column],
    Meta(description="A column as Shopify calls it → what the file calls it, where that differs"),
]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]
Line = Annotated[int, QueryParameter(ge=0, le=2**31 - 1, description="`next` of the page before")]


class NewImport(msgspec.Struct, forbid_unknown_fields=True):
    """`currency` is what prices of a CSV file are in, the shop's if nothing is said. With `fetch_images`
    pictures that the file links are copied into the shop."""

    format: Format
    size: Size
    currency: Currency | None = None
    fetch_images: bool = True


class CheckImport(msgspec.Struct, forbid_unknown_fields=True):
    mapping: Mapping = {}


class UploadView(msgspec.Struct):
    """One request that brings the file, within the hour."""

    method: str
    url: str
    headers: dict[str, str]


class ImportView(msgspec.Struct):
    """`columns` are the file's, with `ignored_columns` among them that mean nothing here. The counts are of
    its `products`: while `checking` and when `checked`, what would become of them. `why` is why it failed."""

    id: UUID
    state: ImportState
    format: Format
    currency: str
    fetch_images: bool
    size: int
    read_bytes: int
    columns: list[str]
    ignored_columns: list[str]
    products: int
    created: int
    updated: int
    unchanged: int
    failed: int
    why: str | None
    created_at: datetime
    upload: UploadView | None = None

    @classmethod
    def of(cls, job: Import) -> "ImportView":
        return cls(
            job.id,
            job.state,
            job.format,
            job.currency,
            job.fetch_images,
            job.size,
            job.position,
            job.header,
            [job.shown_column(name) for name in ignored(job.columns)],
            job.products,
            job.created,
            job.updated,
            job.unchanged,
            job.failed,
            job.why,
            job.created_at,
        )


class ImportList(msgspec.Struct):
    items: list[ImportView]
    next: str | None


class ProblemView(msgspec.Struct):
    """Why a row, and with it its product, stayed out. `column` is empty when it is all of the row; of JSON
    Lines it is a pointer into the line (RFC 6901)."""

    line: int
    column: str
    reason: str
    handle: str


class ProblemList(msgspec.Struct):
    items: list[ProblemView]
    next: str | None


@post("/v1/admin/product-imports", policy=MANAGERS)
async def create(
    data: JSONBody[NewImport],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
    settings: NamedDependency[Settings],
    actor: NamedDependency[Actor],
) -> ImportView:
    """The answer says where to upload the file; `check` comes after that."""
    currency = data.currency or settings.shop_currency
    async with db.transaction() as tx:
        job = Import(
            new_id(),
            ImportState.UPLOADING,
            data.format,
            currency,
            {},
            data.fetch_images,
            data.size,
            actor.account_id,
            actor.client_id,
            tx.now,
        )
        await commands.create_import(tx, job)
    return await _view(job, files)


@get("/v1/admin/product-imports", policy=MANAGERS)
async def list_all(db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None) -> ImportList:
    """The newest first."""
    found = await store.newest(db, before=cursor, most=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return ImportList([ImportView.of(job) for job in found[:limit]], following)


@get("/v1/admin/product-imports/{product_import_id:uuid}", policy=MANAGERS)
async def read(
    product_import_id: FromPath[UUID], db: NamedDependency[Database], files: NamedDependency[Files]
) -> ImportView:
    return await _view(await store.find(db, product_import_id), files)


@post("/v1/admin/product-imports/{product_import_id:uuid}/check", policy=MANAGERS, status_code=202)
async def check(
    product_import_id: FromPath[UUID],
    data: JSONBody[CheckImport],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
) -> ImportView:
    """Reads the file and tries all of it without leaving anything: a dry run. Again with another mapping."""
    job = await store.find(db, product_import_id)
    try:
        is_there = await files.size(job.key) == job.size
    except NotThere:
        is_there = False
    if not is_there:
        raise FileNotUploaded(product_import_id=str(job.id), size=job.size)
    async with db.transaction() as tx:
        job = await commands.check(tx, product_import_id, mapping=data.mapping)
    return ImportView.of(job)


@post("/v1/admin/product-imports/{product_import_id:uuid}/run", policy=MANAGERS, status_code=202)
async def run(product_import_id: FromPath[UUID], db: NamedDependency[Database]) -> ImportView:
    """Puts in what was checked, by handle and SKU: what is there already is changed, or left alone."""
    async with db.transaction() as tx:
        job = await commands.run(tx, product_import_id)
    return ImportView.of(job)


@post("/v1/admin/product-imports/{product_import_id:uuid}/retry", policy=MANAGERS, status_code=202)
async def retry(product_import_id: FromPath[UUID], db: NamedDependency[Database]) -> ImportView:
    """Tries again what failed."""
    async with db.transaction() as tx:
        job = await commands.retry(tx, product_import_id)
    return ImportView.of(job)


@post("/v1/admin/product-imports/{product_import_id:uuid}/cancel", policy=MANAGERS, status_code=200)
async def cancel(product_import_id: FromPath[UUID], db: NamedDependency[Database]) -> ImportView:
    """What was put in so far stays."""
    async with db.transaction() as tx:
        job = await commands.cancel(tx, product_import_id)
    return ImportView.of(job)


@get("/v1/admin/product-imports/{product_import_id:uuid}/problems", policy=MANAGERS)
async def list_problems(
    product_import_id: FromPath[UUID], db: NamedDependency[Database], limit: Limit = 20, cursor: Line = 0
) -> ProblemList:
    """In the order of lines; `limit` counts products, each with all its problems."""
    job = await store.find(db, product_import_id)
    found = await units.failed(db, job.id, after=cursor, most=limit + 1)
    items = [
        ProblemView(problem.line, job.shown_column(problem.column), problem.reason, unit.handle)
        for unit in found[:limit]
        for problem in unit.problems
    ]
    return ProblemList(items, str(found[limit - 1].line) if len(found) > limit else None)


async def _view(job: Import, files: Files) -> ImportView:
    view = ImportView.of(job)
    if job.state == ImportState.UPLOADING:
        view.upload = UploadView(*await files.upload(job.key, size=job.size))
    return view


ROUTES = [create, list_all, read, check, run, retry, cancel, list_problems]
