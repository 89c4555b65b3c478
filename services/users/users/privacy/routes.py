"""A copy of everything the shop knows of you; and for staff, who is being forgotten."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from users.account import commands as accounts
from users.privacy import commands, store
from users.privacy.model import EXPORT_LIFE, EXPORTERS, Erasure, Export, UsersExport

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class Part(msgspec.Struct):
    """One service's part, to be read with the token that asked for the copy."""

    service: str
    is_ready: bool
    href: str


class ExportView(msgspec.Struct):
    """A copy is kept until `expires_at`."""

    id: UUID
    status: Literal["gathering", "ready"]
    requested_at: datetime
    expires_at: datetime
    parts: list[Part]

    @classmethod
    def of(cls, export: Export) -> "ExportView":
        parts = [
            Part(name, name in export.ready, f"/v1/exports/{export.id}/{name}")
            for name in ("users", *EXPORTERS)
        ]
        status: Literal["gathering", "ready"] = "ready" if export.is_ready else "gathering"
        return cls(export.id, status, export.requested_at, export.requested_at + EXPORT_LIFE, parts)


class ExportList(msgspec.Struct):
    """The newest first."""

    items: list[ExportView]


class ErasureView(msgspec.Struct):
    """`acknowledged`: the scan that each service has done. It is complete when all have done the second."""

    account_id: UUID
    requested_at: datetime
    scan: int
    acknowledged: dict[str, int]
    completed_at: datetime | None

    @classmethod
    def of(cls, erasure: Erasure) -> "ErasureView":
        return cls(
            erasure.account_id,
            erasure.requested_at,
            erasure.scan,
            erasure.acknowledged,
            erasure.completed_at,
        )


class ErasureList(msgspec.Struct):
    items: list[ErasureView]
    next: UUID | None


@post("/v1/me/exports", policy=CUSTOMER_ONLY, status_code=202)
async def request_export(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> ExportView:
    """Ask for a copy of all your data. A mail says when it is complete; it is kept for a week."""
    async with db.transaction() as tx:
        account = await accounts.own(tx, actor.id)
        export = await commands.begin_export(tx, account.id)
    return ExportView.of(export)


@get("/v1/me/exports", policy=CUSTOMER_ONLY)
async def list_exports(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> ExportList:
    """Your copies, and which parts of them are ready."""
    return ExportList([ExportView.of(export) for export in await store.list_exports(db, actor.id)])


@get("/v1/exports/{export_id:uuid}/users", policy=CUSTOMER_ONLY)
async def read_export(
    export_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> UsersExport:
    """Your account, addresses, consents, sessions and what you did, as you asked for a copy of it."""
    return await store.find_document(db, export_id, actor.id)


@get("/v1/admin/erasures", policy=permission("privacy:run"))
async def list_erasures(
    db: NamedDependency[Database],
    is_open: FromQuery[bool] = False,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> ErasureList:
    """Who asked to be forgotten and how far that is; `is_open` leaves out what is complete."""
    found = await store.page_erasures(db, open_only=is_open, after=cursor, limit=limit + 1)
    following = found[limit - 1].account_id if len(found) > limit else None
    return ErasureList([ErasureView.of(erasure) for erasure in found[:limit]], following)


ROUTES = [request_export, list_exports, read_export, list_erasures]
