"""Collections, for shoppers and for staff."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from catalog import language
from catalog.collection import commands, store
from catalog.collection.model import Collection
from catalog.language import AcceptLanguage, Language
from catalog.settings import Settings
from catalog.storefront.commands import Storefront
from catalog.storefront.model import ProductView
from catalog.storefront.routes import HEADERS
from catalog.text import Handle, Name, NameIn
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import PUBLIC, permission
from chassis.tokens import Actor
from chassis.version import IfMatch

MANAGERS = permission("products:write")
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
After = Annotated[int, QueryParameter(ge=0, le=1000, description="`next` of the page before")]


class GivenCollection(msgspec.Struct, forbid_unknown_fields=True):
    """A collection as staff write it; `product_ids` in the order to show them."""

    handle: Handle
    name: Name
    product_ids: Annotated[list[UUID], Meta(max_length=500)]
    translations: dict[Language, NameIn] = {}

    def collection(self, collection_id: UUID) -> Collection:
        return Collection(collection_id, self.handle, self.name, self.translations, self.product_ids)


class CollectionName(msgspec.Struct):
    id: UUID
    handle: str
    name: str


class CollectionList(msgspec.Struct):
    items: list[CollectionName]


class CollectionPage(msgspec.Struct):
    """What is for sale of it, in its order."""

    id: UUID
    handle: str
    name: str
    items: list[ProductView]
    next: str | None


class RawPage(msgspec.Struct):
    """A page whose items are encoded already."""

    id: UUID
    handle: str
    name: str
    items: list[msgspec.Raw]
    next: str | None


CREATED = {201: ResponseSpec(Collection, description="The new collection", generate_examples=False)}
PAGE = {200: ResponseSpec(CollectionPage, description="A page of it", generate_examples=False)}


@get("/v1/collections", policy=PUBLIC)
async def list_collections(
    db: NamedDependency[Database], settings: NamedDependency[Settings], accept_language: AcceptLanguage = ""
) -> Response[CollectionList]:
    chosen = language.choose(accept_language, own=settings.shop_language)
    found = await store.headings(db)
    names = [CollectionName(each.id, each.handle, each.name_in(chosen)) for each in found]
    return Response(CollectionList(names), headers=_headers(chosen))


@get("/v1/collections/{handle:str}", policy=PUBLIC, responses=PAGE)
async def read(
    handle: FromPath[str],
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    limit: Limit = 20,
    cursor: After = 0,
    accept_language: AcceptLanguage = "",
) -> Response[bytes]:
    chosen = language.choose(accept_language, own=settings.shop_language)
    heading = await commands.with_handle(storefront.db, handle)
    placed = await store.shown(storefront.db, heading.id, after=cursor, most=limit + 1)
    page = placed[:limit]
    items = await storefront.page({each.product_id: each.version for each in page}, chosen)
    following = str(page[-1].position) if len(placed) > limit else None
    raw = [msgspec.Raw(item) for item in items]
    body = RawPage(heading.id, heading.handle, heading.name_in(chosen), raw, following)
    return Response(msgspec.json.encode(body), media_type="application/json", headers=_headers(chosen))


@post("/v1/admin/collections", policy=MANAGERS, responses=CREATED)
async def create(
    data: JSONBody[GivenCollection],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    async def work(tx: Transaction) -> Collection:
        return await commands.create_collection(tx, data.collection(new_id()), by=actor)

    return await idempotency.once(db, request_key, work, status=201)


@get("/v1/admin/collections/{collection_id:uuid}", policy=MANAGERS)
async def read_as_staff(collection_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[Collection]:
    return _edited(await commands.find(db, collection_id))


@put("/v1/admin/collections/{collection_id:uuid}", policy=MANAGERS)
async def edit(
    collection_id: FromPath[UUID],
    data: JSONBody[GivenCollection],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[Collection]:
    async with db.transaction() as tx:
        edited = await commands.edit_collection(
            tx, data.collection(collection_id), by=actor, if_match=if_match
        )
    return _edited(edited)


@delete("/v1/admin/collections/{collection_id:uuid}", policy=MANAGERS)
async def remove(
    collection_id: FromPath[UUID],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> None:
    async with db.transaction() as tx:
        await commands.remove_collection(tx, collection_id, by=actor, if_match=if_match)


def _headers(chosen: Language) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in HEADERS[chosen]}


def _edited(collection: Collection) -> Response[Collection]:
    return Response(collection, headers={"ETag": collection.etag})


ROUTES = [list_collections, read, create, read_as_staff, edit, remove]
