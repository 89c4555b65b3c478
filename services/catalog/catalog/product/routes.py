"""Products as staff write them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from catalog.cache import Cache
from catalog.price_history import commands as price_history
from catalog.price_history.model import Applied
from catalog.product import commands, store
from catalog.product.commands import Shop
from catalog.product.given import EditedProduct, NewProduct, product_of
from catalog.product.model import Product
from catalog.staff_edit import commands as staff_edit
from catalog.staff_edit.model import StaffEdit
from catalog.storefront.model import Relisted
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.errors import Invalid
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch

MANAGERS = permission("products:write")
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]
WithHandle = Annotated[
    str | None, QueryParameter(max_length=120, description="Only the product with this handle")
]


class AdminProductList(msgspec.Struct):
    items: list[Product]
    next: str | None


class EditList(msgspec.Struct):
    items: list[StaffEdit]
    next: str | None


class PriceList(msgspec.Struct):
    items: list[Applied]


CREATED = {201: ResponseSpec(Product, description="The new product", generate_examples=False)}


@post("/v1/admin/products", policy=MANAGERS, responses=CREATED)
async def create(
    data: JSONBody[NewProduct],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    shop: NamedDependency[Shop],
    actor: NamedDependency[Actor],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    """It takes a key because it brings stock."""
    relisted: Relisted = {}

    async def work(tx: Transaction) -> Product:
        product = product_of(new_id(), data, [given.variant(new_id()) for given in data.variants])
        initial = {
            variant.id: given.stock for variant, given in zip(product.variants, data.variants, strict=True)
        }
        relisted.update(await commands.create_product(tx, product, initial=initial, by=actor, shop=shop))
        return product

    answer = await idempotency.once(db, request_key, work, status=201)
    await cache.forget(relisted, everywhere=True)
    return answer


@get("/v1/admin/products", policy=MANAGERS)
async def list_all(
    db: NamedDependency[Database], handle: WithHandle = None, limit: Limit = 20, cursor: Cursor = None
) -> AdminProductList:
    """The newest first, also what is not for sale; with a `handle`, that product or none."""
    if handle is not None:
        found, following = await store.with_handle(db, handle), None
    else:
        found = await store.newest(db, before=cursor, most=limit + 1)
        following = str(found[limit - 1].id) if len(found) > limit else None
    return AdminProductList(found[:limit], following)


@get("/v1/admin/products/{product_id:uuid}", policy=MANAGERS)
async def read(product_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[Product]:
    return _answer(await store.find(db, product_id))


@put("/v1/admin/products/{product_id:uuid}", policy=MANAGERS)
async def edit(
    product_id: FromPath[UUID],
    data: JSONBody[EditedProduct],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    shop: NamedDependency[Shop],
    actor: NamedDependency[Actor],
    if_match: IfMatch = None,
) -> Response[Product]:
    for position, given in enumerate(data.variants):
        if given.id is not None and given.stock:
            raise Invalid(
                pointer=f"/variants/{position}/stock", detail="stock that exists is adjusted, not set"
            )
    edited = product_of(product_id, data, [given.variant(given.id or new_id()) for given in data.variants])
    pairs = zip(edited.variants, data.variants, strict=True)
    added = {variant.id: given.stock for variant, given in pairs if given.id is None}
    async with db.transaction() as tx:
        product, relisted = await commands.edit_product(
            tx, edited, added=added, if_match=if_match, by=actor, shop=shop
        )
    await cache.forget(relisted, everywhere=True)
    return _answer(product)


@get("/v1/admin/products/{product_id:uuid}/edits", policy=MANAGERS)
async def list_edits(
    product_id: FromPath[UUID], db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None
) -> EditList:
    """Who changed what, the newest first."""
    await store.find(db, product_id)
    found = list(await staff_edit.trail(db, f"product:{product_id}", before=cursor, most=limit + 1))
    return EditList(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


@get("/v1/admin/products/{product_id:uuid}/prices", policy=MANAGERS)
async def list_prices(product_id: FromPath[UUID], db: NamedDependency[Database]) -> PriceList:
    """What its variants cost and from when on, the newest first; at most 500."""
    await store.find(db, product_id)
    return PriceList(await price_history.of_product(db, product_id))


def _answer(product: Product) -> Response[Product]:
    return Response(product, headers={"ETag": product.etag})


ROUTES = [create, list_all, read, edit, list_edits, list_prices]
