"""HTTP: notes of staff. Whoever may read an order may leave one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import permission
from chassis.tokens import Actor
from orders.note import commands, store
from orders.note.model import Note
from orders.order import commands as orders

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class WriteNote(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=5000)]


class NoteView(msgspec.Struct):
    """The customer never sees it."""

    id: UUID
    order_id: UUID
    author_id: UUID | None
    text: str
    created_at: datetime


class NotePage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[NoteView]
    next: UUID | None


def view(note: Note) -> NoteView:
    return msgspec.convert(note, NoteView, from_attributes=True)


@get("/v1/admin/orders/{order_id:uuid}/notes", policy=permission("orders:read"))
async def list_all(
    order_id: FromPath[UUID],
    db: NamedDependency[Database],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> NotePage:
    """What staff noted about an order, oldest first."""
    await orders.find(db, order_id)
    notes = await store.page(db, order_id, after=cursor, most=limit + 1)
    following = notes[limit - 1].id if len(notes) > limit else None
    return NotePage([view(note) for note in notes[:limit]], following)


@post("/v1/admin/orders/{order_id:uuid}/notes", policy=permission("orders:read"))
async def write(
    order_id: FromPath[UUID],
    data: JSONBody[WriteNote],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[NoteView]:
    """Leave a note for other staff."""

    async def work(tx: Transaction) -> NoteView:
        return view(await commands.add(tx, order_id, data.text, by=actor))

    return await idempotency.once(db, request_key, work, status=201)


ROUTES = [list_all, write]
