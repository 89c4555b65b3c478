"""The category tree, for shoppers and for staff."""

from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from catalog import language
from catalog.cache import Cache
from catalog.category import commands, store
from catalog.category.model import Category, CategoryNotFound
from catalog.language import AcceptLanguage, Language
from catalog.settings import Settings
from catalog.text import Handle, Name, NameIn
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import PUBLIC, permission
from chassis.tokens import Actor
from chassis.version import IfMatch

MANAGERS = permission("products:write")
CACHE_CONTROL = "public, max-age=5"


class GivenCategory(msgspec.Struct, forbid_unknown_fields=True):
    """A category as staff write it. Siblings are shown by `position`."""

    handle: Handle
    name: Name
    parent_id: UUID | None = None
    translations: dict[Language, NameIn] = {}
    position: Annotated[int, Meta(ge=0, le=1_000_000)] = 0

    def category(self, category_id: UUID) -> Category:
        return Category(
            category_id, self.parent_id, self.handle, self.name, self.translations, self.position, []
        )


class AdminCategoryView(msgspec.Struct):
    """`version` is its ETag too; `path` leads from the root to it."""

    id: UUID
    handle: str
    name: str
    parent_id: UUID | None
    translations: dict[Language, NameIn]
    position: int
    path: list[UUID]
    version: int

    @classmethod
    def of(cls, category: Category) -> "AdminCategoryView":
        return cls(
            category.id,
            category.handle,
            category.name,
            category.parent_id,
            category.translations,
            category.position,
            category.path,
            category.version,
        )


class Crumb(msgspec.Struct):
    id: UUID
    handle: str
    name: str


class CategoryView(msgspec.Struct):
    """`breadcrumbs` lead from the root to it, itself included; `children` are right below it."""

    id: UUID
    handle: str
    name: str
    parent_id: UUID | None
    breadcrumbs: list[Crumb]
    children: list[Crumb]


class CategoryList(msgspec.Struct):
    items: list[CategoryView]


CREATED = {201: ResponseSpec(AdminCategoryView, description="The new category", generate_examples=False)}


@get("/v1/categories", policy=PUBLIC)
async def list_categories(
    db: NamedDependency[Database], settings: NamedDependency[Settings], accept_language: AcceptLanguage = ""
) -> Response[CategoryList]:
    """The whole tree, parents before children."""
    chosen = language.choose(accept_language, own=settings.shop_language)
    return _answer(CategoryList(_views(await store.everything(db), chosen)), chosen)


@get("/v1/categories/{handle:str}", policy=PUBLIC)
async def read(
    handle: FromPath[str],
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    accept_language: AcceptLanguage = "",
) -> Response[CategoryView]:
    chosen = language.choose(accept_language, own=settings.shop_language)
    for view in _views(await store.everything(db), chosen):
        if view.handle == handle:
            return _answer(view, chosen)
    raise CategoryNotFound(handle=handle)


@post("/v1/admin/categories", policy=MANAGERS, responses=CREATED)
async def create(
    data: JSONBody[GivenCategory],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    async def work(tx: Transaction) -> AdminCategoryView:
        return AdminCategoryView.of(await commands.create_category(tx, data.category(new_id()), by=actor))

    return await idempotency.once(db, request_key, work, status=201)


@get("/v1/admin/categories/{category_id:uuid}", policy=MANAGERS)
async def read_as_staff(
    category_id: FromPath[UUID], db: NamedDependency[Database]
) -> Response[AdminCategoryView]:
    return _edited(await commands.find(db, category_id))


@put("/v1/admin/categories/{category_id:uuid}", policy=MANAGERS)
async def edit(
    category_id: FromPath[UUID],
    data: JSONBody[GivenCategory],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[AdminCategoryView]:
    """Replace it. With another `parent_id` it moves, with everything below it."""
    async with db.transaction() as tx:
        category = await commands.edit_category(tx, data.category(category_id), by=actor, if_match=if_match)
    # Lists of what is in it are not what they were.
    await cache.forget({category.id: category.version}, everywhere=True)
    return _edited(category)


@delete("/v1/admin/categories/{category_id:uuid}", policy=MANAGERS)
async def remove(
    category_id: FromPath[UUID],
    db: NamedDependency[Database],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> None:
    async with db.transaction() as tx:
        await commands.remove_category(tx, category_id, by=actor, if_match=if_match)


def _views(categories: list[Category], chosen: Language) -> list[CategoryView]:
    crumbs = {each.id: Crumb(each.id, each.handle, each.name_in(chosen)) for each in categories}
    children: dict[UUID | None, list[Crumb]] = {}
    for each in categories:
        children.setdefault(each.parent_id, []).append(crumbs[each.id])
    return [
        CategoryView(
            each.id,
            each.handle,
            each.name_in(chosen),
            each.parent_id,
            [crumbs[above] for above in each.path],
            children.get(each.id, []),
        )
        for each in categories
    ]


Body = TypeVar("Body")


def _answer(body: Body, chosen: Language) -> Response[Body]:
    headers = {"Cache-Control": CACHE_CONTROL, "Content-Language": chosen, "Vary": "Accept-Language"}
    return Response(body, headers=headers)


def _edited(category: Category) -> Response[AdminCategoryView]:
    return Response(AdminCategoryView.of(category), headers={"ETag": category.etag})


ROUTES = [list_categories, read, create, read_as_staff, edit, remove]
