"""Files over HTTP: announce one, upload it to the address that comes back, confirm, read."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from support.attachment import commands, store
from support.attachment.files import Files
from support.attachment.model import (
    READ_LIFE,
    UPLOAD_LIFE,
    Announced,
    Attachment,
    AttachmentNotFound,
    AttachmentRefused,
    AttachmentStatus,
    ContentType,
    NotUploaded,
)
from support.audit import commands as audit
from support.audit.model import Action

REPLY = permission("tickets:reply")


class AnnounceAttachment(Announced, forbid_unknown_fields=True):
    """A file that you are about to upload."""


class AnnounceStaffAttachment(Announced, forbid_unknown_fields=True):
    """A file that you are about to upload."""

    is_internal: Annotated[bool, Meta(description="Among agents, never shown to the customer")] = False


class AttachmentView(msgspec.Struct):
    id: UUID
    ticket_id: UUID
    file_name: str
    content_type: ContentType
    size: int
    status: AttachmentStatus
    is_internal: bool
    created_at: datetime


class AttachmentList(msgspec.Struct):
    items: list[AttachmentView]


class UploadView(msgspec.Struct):
    """PUT the bytes to `url` with the announced `Content-Type`, then confirm."""

    attachment: AttachmentView
    url: str
    expires_at: datetime


class DownloadView(msgspec.Struct):
    attachment: AttachmentView
    url: str
    expires_at: datetime


def view(attachment: Attachment) -> AttachmentView:
    return msgspec.convert(attachment, AttachmentView, from_attributes=True)


@post("/v1/support/attachments", policy=CUSTOMER_ONLY)
async def announce_own(
    data: JSONBody[AnnounceAttachment],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> UploadView:
    """Attach a file to your ticket. A repeat gets a new address for the same file."""
    attachment_id = new_id()
    async with db.transaction() as tx:
        stored = await idempotency.claim(tx, request_key, resource_id=attachment_id)
        if stored is None:
            await commands.announce_own(tx, attachment_id, data, by=actor)
    found = await store.find_own(db, _first(attachment_id, stored), actor.id)
    return await _upload(db, files, found)


@post("/v1/admin/attachments", policy=REPLY)
async def announce_any(
    data: JSONBody[AnnounceStaffAttachment],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> UploadView:
    """Attach a file to a ticket, for its customer or among agents."""
    attachment_id = new_id()
    async with db.transaction() as tx:
        stored = await idempotency.claim(tx, request_key, resource_id=attachment_id)
        if stored is None:
            await commands.announce(tx, attachment_id, data, by=actor, is_internal=data.is_internal)
    return await _upload(db, files, await store.find(db, _first(attachment_id, stored)))


def _first(attachment_id: UUID, stored: idempotency.Stored | None) -> UUID:
    return attachment_id if stored is None or stored.resource_id is None else stored.resource_id


async def _upload(db: Database, files: Files, attachment: Attachment) -> UploadView:
    url = await files.upload_url(attachment)
    return UploadView(view(attachment), url, db.clock.now() + UPLOAD_LIFE)


@post("/v1/support/attachments/{attachment_id:uuid}/confirm", policy=CUSTOMER_ONLY, status_code=200)
async def confirm_own(
    attachment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
) -> AttachmentView:
    """Say that you have uploaded it: it is looked into, and can be read if it is what you said."""
    found = await store.find_own(db, attachment_id, actor.id)
    if found.uploaded_by != actor.id:
        raise AttachmentNotFound(attachment_id=attachment_id)
    return await _confirm(db, files, found)


@post("/v1/admin/attachments/{attachment_id:uuid}/confirm", policy=REPLY, status_code=200)
async def confirm_any(
    attachment_id: FromPath[UUID], db: NamedDependency[Database], files: NamedDependency[Files]
) -> AttachmentView:
    """Say that it is uploaded: it is looked into, and can be read if it is what was said."""
    return await _confirm(db, files, await store.find(db, attachment_id))


async def _confirm(db: Database, files: Files, attachment: Attachment) -> AttachmentView:
    """The bytes are looked into between two transactions; the row says who was first."""
    if attachment.status is AttachmentStatus.WAITING:
        copy_id = new_id()
        seen = await files.take_in(attachment, copy_id)
        if seen is None:
            raise NotUploaded(attachment_id=attachment.id)
        async with db.transaction() as tx:
            is_good = attachment.is_what_was_said(*seen)
            await commands.settle(tx, attachment, copy_id=copy_id, is_good=is_good)
    settled = await store.find(db, attachment.id)
    if settled.status is AttachmentStatus.REFUSED:
        raise AttachmentRefused(attachment_id=attachment.id, content_type=attachment.content_type)
    return view(settled)


@get("/v1/support/attachments", policy=CUSTOMER_ONLY)
async def list_own(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    ticket_id: FromQuery[UUID | None] = None,
) -> AttachmentList:
    """Files of your tickets, newest first."""
    return AttachmentList([view(each) for each in await store.list_own(db, ticket_id, actor.id)])


@get("/v1/admin/attachments", policy=permission("tickets:read"))
async def list_any(db: NamedDependency[Database], ticket_id: FromQuery[UUID | None] = None) -> AttachmentList:
    """Files of a ticket or of all, newest first."""
    return AttachmentList([view(each) for each in await store.list_of(db, ticket_id)])


@get("/v1/support/attachments/{attachment_id:uuid}", policy=CUSTOMER_ONLY)
async def read_own(
    attachment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
) -> DownloadView:
    """Where the file can be fetched, for five minutes."""
    return await _download(db, files, await store.find_own(db, attachment_id, actor.id))


@get("/v1/admin/attachments/{attachment_id:uuid}", policy=permission("tickets:read"))
async def read_any(
    attachment_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
) -> DownloadView:
    """Where the file can be fetched, for five minutes."""
    found = await store.find(db, attachment_id)
    facts: dict[str, Any] = {"attachment_id": attachment_id}
    async with db.transaction() as tx:
        await audit.note(tx, Action.ATTACHMENT_READ, by=actor, ticket_id=found.ticket_id, **facts)
    return await _download(db, files, found)


async def _download(db: Database, files: Files, attachment: Attachment) -> DownloadView:
    if attachment.status is not AttachmentStatus.READY:
        raise NotUploaded(attachment_id=attachment.id)
    url = await files.read_url(attachment)
    return DownloadView(view(attachment), url, db.clock.now() + READ_LIFE)


ROUTES = [announce_own, announce_any, confirm_own, confirm_any, list_own, list_any, read_own, read_any]
