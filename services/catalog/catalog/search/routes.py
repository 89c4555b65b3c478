"""Finding products: lists, search with facets, suggestions, collections."""

import hashlib
import re
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter
from litestar.types import HTTPScope
from msgspec import Meta

from catalog import language
from catalog.category import commands as categories
from catalog.language import AcceptLanguage, Language
from catalog.pages import Key
from catalog.search import commands
from catalog.search.model import (
    MOST_FACETS,
    MOST_GROUPS,
    MOST_WORDS,
    Facet,
    FacetCount,
    Position,
    Sort,
    Wish,
    words,
)
from catalog.settings import Settings
from catalog.storefront.commands import Storefront
from catalog.storefront.model import ProductView
from catalog.storefront.routes import HEADERS, IfNoneMatch, respond
from chassis.body import JSONRequest
from chassis.errors import Invalid
from chassis.policy import PUBLIC
from chassis.shortcut import Ready, Shortcut, header

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str | None, QueryParameter(max_length=80, description="`next` of the page before")]
Wanted = Annotated[
    str, QueryParameter(min_length=1, max_length=200, pattern=r"\S", description="Words to find")
]
Typed = Annotated[str, QueryParameter(min_length=1, max_length=100, description="What was typed so far")]
InCategory = Annotated[
    str | None, QueryParameter(max_length=120, description="The handle of a category: in it or below it")
]
Facets = Annotated[
    list[Annotated[str, Meta(max_length=200)]] | None,
    QueryParameter(
        max_items=MOST_FACETS,
        description="`size:Small`; of several values of one facet one is enough, of several facets all count",
    ),
]
Cents = Annotated[
    int | None, QueryParameter(ge=0, le=10**12, description="Minor units in the shop's currency")
]
SortedBy = Annotated[Sort, QueryParameter()]
WithFacets = Annotated[bool, QueryParameter(description="Count the facets of all that fits")]
InStock = Annotated[bool, QueryParameter(description="Only what is there, not what can be ordered ahead")]


class ProductList(msgspec.Struct):
    items: list[ProductView]
    next: str | None
    facets: list[FacetCount] | None
    corrected_to: str | None


class SuggestionView(msgspec.Struct):
    product_id: UUID
    handle: str
    name: str


class SuggestionList(msgspec.Struct):
    items: list[SuggestionView]


PAGE = {
    200: ResponseSpec(
        ProductList,
        description="`facets` when asked for, counted among the 500 best sellers that fit; `corrected_to` "
        "when nothing has the words and these were looked for instead",
        generate_examples=False,
    ),
    304: ResponseSpec(None, description="It still is as your ETag says"),
}


@get("/v1/products", policy=PUBLIC, responses=PAGE)
async def list_products(
    request: JSONRequest,
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    category: InCategory = None,
    facet: Facets = None,
    min_price: Cents = None,
    max_price: Cents = None,
    in_stock: InStock = False,
    sort: SortedBy = Sort.NEWEST,
    facets: WithFacets = False,
    limit: Limit = 20,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = "",
    accept_language: AcceptLanguage = "",
) -> Response[bytes]:
    chosen = language.choose(accept_language, own=settings.shop_language)

    async def load() -> Ready:
        wish = Wish(
            sort if sort != Sort.RELEVANCE else Sort.BEST_SELLING,
            category_ids=await _within(storefront, category),
            facets=_facets(facet),
            least=min_price,
            most=max_price,
            in_stock=in_stock,
        )
        return await _page(storefront, wish, cursor=cursor, limit=limit, with_facets=facets, chosen=chosen)

    return respond(await storefront.pages.make(_key(request.scope, chosen), load), if_none_match)


@get("/v1/search", policy=PUBLIC, responses=PAGE)
async def search(
    request: JSONRequest,
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    q: Wanted,
    category: InCategory = None,
    facet: Facets = None,
    min_price: Cents = None,
    max_price: Cents = None,
    in_stock: InStock = False,
    sort: SortedBy = Sort.RELEVANCE,
    facets: WithFacets = False,
    limit: Limit = 20,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = "",
    accept_language: AcceptLanguage = "",
) -> Response[bytes]:
    """What has all the words, the last one perhaps not typed to its end: what can be bought first, then what
    fits best. When nothing has them, what has the most similar words: people mistype."""
    chosen = language.choose(accept_language, own=settings.shop_language)
    found = tuple(words(q)[:MOST_WORDS])
    if not found:
        return respond(_ready(_encode([], None, None, None), chosen), if_none_match)

    async def load() -> Ready:
        wish = Wish(
            sort,
            found,
            category_ids=await _within(storefront, category),
            facets=_facets(facet),
            least=min_price,
            most=max_price,
            in_stock=in_stock,
        )
        return await _page(storefront, wish, cursor=cursor, limit=limit, with_facets=facets, chosen=chosen)

    return respond(await storefront.pages.make(_key(request.scope, chosen), load), if_none_match)


@get("/v1/search/suggestions", policy=PUBLIC)
async def suggest(
    storefront: NamedDependency[Storefront],
    settings: NamedDependency[Settings],
    q: Typed,
    limit: Annotated[int, QueryParameter(ge=1, le=20)] = 8,
    accept_language: AcceptLanguage = "",
) -> Response[SuggestionList]:
    """Products whose titles begin like what was typed, those that sell and are there first."""
    chosen = language.choose(accept_language, own=settings.shop_language)
    found = await commands.suggest(storefront.search, tuple(words(q)), most=limit)
    items = [
        SuggestionView(each.product_id, each.handle, each.translations.get(chosen, {}).get("name", each.name))
        for each in found
    ]
    headers = {name.decode(): value.decode() for name, value in HEADERS[chosen]}
    return Response(SuggestionList(items), headers=headers)


async def _page(
    storefront: Storefront,
    wish: Wish,
    *,
    cursor: str | None,
    limit: int,
    with_facets: bool,
    chosen: Language,
) -> Ready:
    found = await commands.find(
        storefront.search,
        wish,
        after=Position.parse(cursor) if cursor is not None else None,
        most=limit + 1,
        with_facets=with_facets,
        now=storefront.db.clock.now(),
    )
    page = found.hits[:limit]
    items = await storefront.page({hit.product_id: hit.version for hit in page}, chosen)
    following = str(page[-1].position) if len(found.hits) > limit else None
    corrected_to = " ".join(found.words) if found.is_corrected else None
    return _ready(_encode(items, following, found.facets, corrected_to), chosen)


def _encode(
    items: list[bytes], next: str | None, facets: list[FacetCount] | None, corrected_to: str | None
) -> bytes:
    """A ProductList around items that are encoded already."""
    rest = msgspec.json.encode({"next": next, "facets": facets, "corrected_to": corrected_to})
    return b'{"items":[' + b",".join(items) + b"]," + rest[1:]


def _ready(body: bytes, chosen: Language) -> Ready:
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return Ready(body, f'"{digest}"', HEADERS[chosen])


def _key(scope: HTTPScope, chosen: Language) -> Key:
    return Key(scope["path"], scope["query_string"], chosen)


def shortcuts(storefront: Storefront, *, own: Language) -> list[Shortcut]:
    """Pages that were made a moment ago; all others the routes make."""

    async def answer(scope: HTTPScope, _: "re.Match[str]") -> Ready | None:
        chosen = language.choose(header(scope, b"accept-language"), own=own)
        return storefront.pages.get(_key(scope, chosen))

    return [
        Shortcut(re.compile("/v1/products"), list_products, answer),
        Shortcut(re.compile("/v1/search"), search, answer),
    ]


async def _within(storefront: Storefront, category: str | None) -> tuple[UUID, ...] | None:
    if category is None:
        return None
    return tuple(await categories.within(storefront.search, category))


def _facets(given: list[str] | None) -> tuple[Facet, ...]:
    found = tuple(Facet.parse(text) for text in given or ())
    if len({facet.name for facet in found}) > MOST_GROUPS:
        raise Invalid(parameter="facet", detail=f"at most {MOST_GROUPS} facets at once, each with any values")
    return found


ROUTES = [list_products, search, suggest]
