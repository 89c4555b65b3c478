"""One product, as shoppers see it: ready-made bytes, by id, by handle and with what goes with it."""

import re
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter
from litestar.types import HTTPScope

from catalog import language
from catalog.language import AcceptLanguage, Language
from catalog.settings import Settings
from catalog.storefront import store
from catalog.storefront.commands import Storefront
from catalog.storefront.model import NotListed, ProductView, in_language
from chassis.policy import PUBLIC
from chassis.shortcut import Ready, Shortcut, header, names

IfNoneMatch = Annotated[str, HeaderParameter(name="If-None-Match", required=False)]

CACHE_CONTROL = "public, max-age=5"
HEADERS = {
    each: (
        (b"cache-control", CACHE_CONTROL.encode()),
        (b"content-language", each.encode()),
        (b"vary", b"Accept-Language"),
    )
    for each in Language
}
DETAIL = {
    200: ResponseSpec(ProductView, description="The product", generate_examples=False),
    304: ResponseSpec(None, description="It still is as your ETag says"),
}
BY_HANDLE = "/v1/handles/"
MOVED = {301: ResponseSpec(None, description="It has another handle now: see Location")}
BY_ID = re.compile("/v1/products/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


@get("/v1/products/{product_id:uuid}", policy=PUBLIC, responses=DETAIL)
async def read(
    product_id: FromPath[UUID],
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    if_none_match: IfNoneMatch = "",
    accept_language: AcceptLanguage = "",
) -> Response[bytes]:
    ready = await product(
        storefront, product_id, language.choose(accept_language, own=settings.shop_language)
    )
    return respond(ready, if_none_match)


@get(BY_HANDLE + "{handle:str}", policy=PUBLIC, responses=DETAIL | MOVED)
async def read_by_handle(
    handle: FromPath[str],
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    if_none_match: IfNoneMatch = "",
    accept_language: AcceptLanguage = "",
) -> Response[bytes]:
    """By the handle in its address. One that it had before leads to the one that it has."""
    named = await store.with_handle(storefront.db, handle)
    if named is None:
        raise NotListed(handle=handle)
    ready = await product(
        storefront, named.product_id, language.choose(accept_language, own=settings.shop_language)
    )
    if named.handle != handle:
        headers = {"Location": BY_HANDLE + named.handle, "Cache-Control": CACHE_CONTROL}
        return Response(b"", status_code=301, headers=headers)
    return respond(ready, if_none_match)


class RelatedProducts(msgspec.Struct):
    """In the order that staff chose."""

    items: list[ProductView]


RELATED = {200: ResponseSpec(RelatedProducts, description="What goes with it", generate_examples=False)}


@get("/v1/products/{product_id:uuid}/related", policy=PUBLIC, responses=RELATED)
async def read_related(
    product_id: FromPath[UUID],
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    accept_language: AcceptLanguage = "",
) -> Response[bytes]:
    """What staff chose to show with it, as far as it is for sale."""
    chosen = language.choose(accept_language, own=settings.shop_language)
    await storefront.product(product_id)
    found = await store.related(storefront.db, product_id)
    items = await storefront.page(found, chosen)
    headers = {name.decode(): value.decode() for name, value in HEADERS[chosen]}
    body = b'{"items":[' + b",".join(items) + b"]}"
    return Response(body, media_type="application/json", headers=headers)


async def product(storefront: Storefront, product_id: UUID, chosen: Language) -> Ready:
    entry = await storefront.product(product_id)
    return Ready(in_language(entry.body, chosen), f'"{entry.version}"', HEADERS[chosen])


def respond(ready: Ready, if_none_match: str) -> Response[bytes]:
    """What the shortcut sends, through the framework."""
    headers = {"ETag": ready.etag} | {name.decode(): value.decode() for name, value in ready.headers}
    if names(if_none_match, ready.etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(ready.body, media_type="application/json", headers=headers)


def shortcut(storefront: Storefront, *, own: Language) -> Shortcut:
    """A product by its id without the framework: most of what a shop is asked."""

    async def answer(scope: HTTPScope, path: "re.Match[str]") -> Ready | None:
        chosen = language.choose(header(scope, b"accept-language"), own=own)
        return await product(storefront, UUID(path[1]), chosen)

    return Shortcut(BY_ID, read, answer)


ROUTES = [read, read_by_handle, read_related]
