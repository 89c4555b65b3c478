"""A small service that the chassis' tests run: notes, and a count of what others wrote."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.clock import Clock
from chassis.database import Database, Transaction
from chassis.errors import Conflict, NotFound
from chassis.events import Event, NotYet, Subscriptions
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import CUSTOMER_ONLY, OPTIONAL, PUBLIC, permission, service
from chassis.service import Service
from chassis.settings import Settings
from chassis.tokens import Actor

MIGRATIONS = Path(__file__).parent / "migrations"


class NoteWritten(Event, wire_name="notebook.note_written.v1"):
    """A note was written."""

    note_id: UUID
    pages: int


class PageAdded(Event, wire_name="library.page_added.v1"):
    """Somewhere else, a page was added."""

    note_id: UUID


class TitleChanged(Event, wire_name="library.title_changed.v1"):
    """Somewhere else, a title changed."""

    note_id: UUID
    title: str


class Tag(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=20)]
    weight: Annotated[int, Meta(ge=1, le=9)] = 1


class WriteNote(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    tags: Annotated[list[Tag], Meta(max_length=3)] = []


class Note(msgspec.Struct):
    id: UUID
    owner_id: UUID
    text: str


class Full(Conflict):
    type, title = "notebook-full", "The notebook is full"


subscriptions = Subscriptions()


@subscriptions.effect(PageAdded)
async def page_added(tx: Transaction, event: PageAdded) -> None:
    if not await tx.execute("UPDATE notes SET pages = pages + 1 WHERE id = $1", event.note_id):
        raise NotYet


@subscriptions.latest(TitleChanged)
async def title_changed(tx: Transaction, event: TitleChanged) -> None:
    await tx.execute("UPDATE notes SET title = $2 WHERE id = $1", event.note_id, event.title)


@post("/v1/notes", policy=CUSTOMER_ONLY)
async def write(
    data: JSONBody[WriteNote],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    async def work(tx: Transaction) -> Note:
        return await write_note(tx, actor, data.text)

    return await idempotency.once(db, request_key, work, status=201)


async def write_note(tx: Transaction, actor: Actor, text: str) -> Note:
    note = Note(new_id(), actor.id, text)
    await tx.execute(
        "INSERT INTO notes (id, owner_id, text) VALUES ($1, $2, $3)", note.id, note.owner_id, text
    )
    await tx.publish(NoteWritten(note_id=note.id, pages=0), of=note.id)
    if text == "full":
        raise Full(text=text)
    return note


@get("/v1/notes/{note_id:uuid}", policy=CUSTOMER_ONLY)
async def read(note_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]) -> Note:
    note = await db.one(Note, "SELECT id, owner_id, text FROM notes WHERE id = $1", note_id)
    if note is None or not actor.may_see(note.owner_id, "notes:read"):
        raise NotFound
    return note


@get("/v1/notes", policy=PUBLIC)
async def search(
    db: NamedDependency[Database], text: FromQuery[str] = "", limit: FromQuery[int] = 10
) -> list[Note]:
    return await db.all(Note, "SELECT id, owner_id, text FROM notes WHERE text = $1 LIMIT $2", text, limit)


@get("/v1/whoami", policy=OPTIONAL)
async def whoami(actor: NamedDependency[Actor]) -> dict[str, str]:
    return {"principal": actor.principal}


@get("/v1/broken", policy=PUBLIC)
async def broken() -> None:
    raise RuntimeError("secret words that must stay inside")


@get("/v1/admin/notes", policy=permission("notes:read"))
async def all_notes() -> list[str]:
    return []


@get("/v1/admin/shredder", policy=permission("notes:shred"))
async def shredder() -> list[str]:
    return []


@get("/internal/notes", policy=service("notes:read"))
async def internal_notes(actor: NamedDependency[Actor]) -> dict[str, str]:
    return {"principal": actor.principal}


ROUTES = [write, read, search, whoami, broken, all_notes, shredder, internal_notes]


def build(settings: Settings, clock: Clock | None = None) -> Service:
    return Service(
        name="notebook",
        settings=settings,
        db=Database(settings.database_url, clock=clock),
        migrations=MIGRATIONS,
        routes=ROUTES,
        subscriptions=[subscriptions],
    )
