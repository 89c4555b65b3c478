"""Pictures: staff upload and look at them, everybody sees them."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from catalog.files import Files, NotThere
from catalog.media import commands, store
from catalog.media.model import (
    CACHE,
    MOST_BYTES,
    SIGNATURES,
    FetchState,
    Media,
    MediaNotFound,
    MediaNotUploaded,
    MediaState,
    key_of,
    name_of,
    sniff,
)
from catalog.product.commands import Shop
from catalog.product.routes import MANAGERS
from chassis.database import Database
from chassis.ids import new_id
from chassis.policy import PUBLIC

Size = Annotated[int, Meta(ge=1, le=MOST_BYTES, description="Of the file, in bytes")]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]
Wanted = Annotated[FetchState, QueryParameter()]
NAME = re.compile(rf"[0-9a-f-]{{36}}\.({'|'.join(suffix for suffix, _, _ in SIGNATURES.values())})")
SEEN = {302: ResponseSpec(None, description="The picture is there, for an hour", generate_examples=False)}


class NewMedia(msgspec.Struct, forbid_unknown_fields=True):
    size: Size


class MediaUpload(msgspec.Struct):
    """One request that brings the picture, within the hour."""

    method: str
    url: str
    headers: dict[str, str]


class MediaView(msgspec.Struct):
    """`url` is what products link to, once it is `ready`; `name` is the end of it."""

    id: UUID
    state: MediaState
    size: int
    content_type: str | None
    created_at: datetime
    name: str | None = None
    url: str | None = None
    upload: MediaUpload | None = None


class MediaList(msgspec.Struct):
    items: list[MediaView]
    next: str | None


class FetchView(msgspec.Struct):
    """A link of an import. `why` it could not be fetched, the last time."""

    id: UUID
    product_id: UUID
    url: str
    status: FetchState
    tries: int
    why: str | None
    created_at: datetime


class FetchList(msgspec.Struct):
    items: list[FetchView]
    next: str | None


@post("/v1/admin/media", policy=MANAGERS)
async def announce(
    data: JSONBody[NewMedia],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
    shop: NamedDependency[Shop],
) -> MediaView:
    """The answer says where to upload the picture; `complete` comes after that."""
    async with db.transaction() as tx:
        media = Media(new_id(), MediaState.UPLOADING, data.size, tx.now)
        await commands.announce(tx, media)
    return await _view(media, files, shop)


@get("/v1/admin/media", policy=MANAGERS)
async def list_all(
    db: NamedDependency[Database],
    shop: NamedDependency[Shop],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> MediaList:
    """The newest first."""
    found = await store.newest(db, before=cursor, most=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return MediaList([_shown(media, shop) for media in found[:limit]], following)


@get("/v1/admin/media/{media_id:uuid}", policy=MANAGERS)
async def read(
    media_id: FromPath[UUID],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
    shop: NamedDependency[Shop],
) -> MediaView:
    return await _view(await store.find(db, media_id), files, shop)


@post("/v1/admin/media/{media_id:uuid}/complete", policy=MANAGERS, status_code=200)
async def complete(
    media_id: FromPath[UUID],
    db: NamedDependency[Database],
    files: NamedDependency[Files],
    shop: NamedDependency[Shop],
) -> MediaView:
    """Looks at what was uploaded: what its bytes say it is, not its name. What is public is a copy that
    nobody can write to."""
    media = await store.find(db, media_id)
    if media.state == MediaState.UPLOADING:
        content_type = await _publish(files, media)
        async with db.transaction() as tx:
            media = await commands.accept(tx, media, content_type=content_type)
    return await _view(media, files, shop)


async def _publish(files: Files, media: Media) -> str:
    try:
        content = await files.read(media.upload_key, begin=0, most=MOST_BYTES + 1)
    except NotThere:
        content = b""
    if len(content) != media.size:
        raise MediaNotUploaded(media_id=str(media.id), size=media.size)
    content_type = sniff(content)
    key = key_of(name_of(media.id, content_type))
    await files.write(key, content, content_type=content_type, cache=CACHE)
    return content_type


@get("/v1/admin/media-fetches", policy=MANAGERS)
async def list_fetches(
    db: NamedDependency[Database],
    status: Wanted = FetchState.FAILED,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> FetchList:
    """Links of imports and what became of them, the newest first. Importing a product again tries again."""
    found = await store.fetches(db, status, before=cursor, most=limit + 1)
    items = [FetchView(f.id, f.product_id, f.url, f.state, f.tries, f.why, f.created_at) for f in found]
    return FetchList(items[:limit], str(found[limit - 1].id) if len(found) > limit else None)


@get("/v1/media/{media_name:str}", policy=PUBLIC, status_code=302, responses=SEEN)
async def see(media_name: FromPath[str], files: NamedDependency[Files]) -> Response[bytes]:
    """For shops without a CDN in front of their pictures."""
    if NAME.fullmatch(media_name) is None:
        raise MediaNotFound(media_name=media_name)
    headers = {"Location": await files.link(key_of(media_name)), "Cache-Control": "public, max-age=300"}
    return Response(b"", status_code=302, headers=headers, media_type="text/plain")


def _shown(media: Media, shop: Shop) -> MediaView:
    view = MediaView(media.id, media.state, media.size, media.content_type, media.created_at)
    if media.state == MediaState.READY:
        view.name, view.url = media.name, f"{shop.media_url}/{media.name}"
    return view


async def _view(media: Media, files: Files, shop: Shop) -> MediaView:
    view = _shown(media, shop)
    if media.state == MediaState.UPLOADING:
        view.upload = MediaUpload(*await files.upload(media.upload_key, size=media.size))
    return view


ROUTES = [announce, list_all, read, complete, list_fetches, see]
