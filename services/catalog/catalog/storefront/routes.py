"""The public catalogue."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, QueryParameter

from catalog.cache import Cache, Entry
from catalog.storefront import store
from catalog.storefront.model import Listing, NotListed, ProductView
from chassis.database import Database
from chassis.policy import PUBLIC

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]
Wanted = Annotated[
    str, QueryParameter(min_length=1, max_length=200, pattern=r"\S", description="Words to find")
]
IfNoneMatch = Annotated[str, HeaderParameter(name="If-None-Match", required=False)]

CACHE_CONTROL = "public, max-age=5"
DETAIL = {
    200: ResponseSpec(ProductView, description="The product", generate_examples=False),
    304: ResponseSpec(None, description="It still is as your ETag says"),
}


class ProductList(msgspec.Struct):
    items: list[ProductView]
    next: str | None


@get("/v1/products", policy=PUBLIC)
async def list_products(
    db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None
) -> ProductList:
    found = await store.newest(db, before=cursor, most=limit + 1)
    page = found[:limit]
    return _list(page, next=str(page[-1].id) if len(found) > limit else None)


@get("/v1/search", policy=PUBLIC)
async def search(db: NamedDependency[Database], q: Wanted, limit: Limit = 20) -> ProductList:
    """The best matches. When no product has the words, those whose name looks like them: people mistype."""
    found = await store.with_words(db, q, most=limit) or await store.with_similar_name(db, q, most=limit)
    return _list(found, next=None)


@get("/v1/products/{product_id:uuid}", policy=PUBLIC, responses=DETAIL)
async def read(
    product_id: FromPath[UUID],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    if_none_match: IfNoneMatch = "",
) -> Response[bytes]:
    async def load() -> Entry | None:
        listing = await store.find(db, product_id)
        if listing is None:
            return None
        return Entry(listing.version, msgspec.json.encode(ProductView.of(listing)))

    entry = await cache.get(product_id, load)
    if entry is None:
        raise NotListed(product_id=str(product_id))
    etag = f'"{entry.version}"'
    headers = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    if _names(if_none_match, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(entry.body, media_type="application/json", headers=headers)


def _list(found: list[Listing], *, next: str | None) -> ProductList:
    return ProductList([ProductView.of(listing) for listing in found], next)


def _names(if_none_match: str, etag: str) -> bool:
    """Weak comparison (RFC 9110 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags


ROUTES = [list_products, search, read]
