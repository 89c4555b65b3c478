"""Locations as staff keep them."""

from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from catalog.location import commands, store
from catalog.location.model import Key, Location
from catalog.text import Name
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch

READERS, WRITERS = permission("stock:read"), permission("stock:write")


class EditedLocation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Orders take from the active ones, the lowest `priority` first."""

    name: Name
    priority: Annotated[int, Meta(ge=0, le=1000)] = 100
    is_active: bool = True


class NewLocation(EditedLocation, forbid_unknown_fields=True, kw_only=True):
    """A location with the key that adjustments and counts name it by."""

    key: Key


class LocationList(msgspec.Struct):
    """In the order in which orders take from them."""

    items: list[Location]


ADDED = {201: ResponseSpec(Location, description="The new location", generate_examples=False)}


@get("/v1/admin/locations", policy=READERS)
async def list_locations(db: NamedDependency[Database]) -> LocationList:
    return LocationList(await store.everything(db))


@get("/v1/admin/locations/{key:str}", policy=READERS)
async def read(key: FromPath[str], db: NamedDependency[Database]) -> Response[Location]:
    found = await commands.find(db, key)
    return Response(found, headers={"ETag": found.etag})


@post("/v1/admin/locations", policy=WRITERS, responses=ADDED)
async def add(
    data: JSONBody[NewLocation],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    wanted = Location(new_id(), data.key, data.name, data.priority, data.is_active)

    async def work(tx: Transaction) -> Location:
        return await commands.add_location(tx, wanted, by=actor)

    return await idempotency.once(db, request_key, work, status=201)


@put("/v1/admin/locations/{key:str}", policy=WRITERS)
async def edit(
    key: FromPath[str],
    data: JSONBody[EditedLocation],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[Location]:
    """What is for sale follows within moments."""
    async with db.transaction() as tx:
        edited = await commands.edit_location(
            tx,
            key,
            name=data.name,
            priority=data.priority,
            is_active=data.is_active,
            by=actor,
            if_match=if_match,
        )
    return Response(edited, headers={"ETag": edited.etag})


ROUTES = [list_locations, read, add, edit]
