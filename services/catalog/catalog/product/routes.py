"""Products as staff write them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody
from msgspec import Meta

from catalog.cache import Cache
from catalog.price import Money
from catalog.product import commands, store
from catalog.product.model import Description, Handle, Name, Product, ProductStatus, Sku, Variant
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import roles

MANAGERS = roles("catalogue_manager", "admin")
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", required=False, description="The ETag of the version you edit; required"
    ),
]


class Price(Money, frozen=True, forbid_unknown_fields=True):
    """A price as staff write it."""


class NewVariant(msgspec.Struct, forbid_unknown_fields=True):
    sku: Sku
    name: Name
    price: Price
    stock: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class NewProduct(msgspec.Struct, forbid_unknown_fields=True):
    handle: Handle
    name: Name
    variants: Annotated[list[NewVariant], Meta(min_length=1, max_length=100)]
    description: Description = ""
    status: ProductStatus = ProductStatus.ACTIVE


class EditedVariant(msgspec.Struct, forbid_unknown_fields=True):
    """One of the product's by its `id`, or a new one without."""

    sku: Sku
    name: Name
    price: Price
    id: UUID | None = None


class EditedProduct(msgspec.Struct, forbid_unknown_fields=True):
    handle: Handle
    name: Name
    description: Description
    status: ProductStatus
    variants: Annotated[list[EditedVariant], Meta(min_length=1, max_length=100)]


class AdminProductView(msgspec.Struct):
    """`version` is its ETag too."""

    id: UUID
    handle: str
    name: str
    description: str
    status: ProductStatus
    version: int
    variants: list[Variant]

    @classmethod
    def of(cls, product: Product) -> "AdminProductView":
        return cls(
            product.id,
            product.handle,
            product.name,
            product.description,
            product.status,
            product.version,
            product.variants,
        )


CREATED = {201: ResponseSpec(AdminProductView, description="The new product", generate_examples=False)}


@post("/v1/admin/products", policy=MANAGERS, responses=CREATED)
async def create(
    data: JSONBody[NewProduct],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[bytes]:
    """It takes a key because it brings stock."""

    async def work(tx: Transaction) -> AdminProductView:
        variants = [Variant(new_id(), variant.sku, variant.name, variant.price) for variant in data.variants]
        product = Product(new_id(), data.handle, data.name, data.description, data.status, variants)
        initial = {variant.id: given.stock for variant, given in zip(variants, data.variants, strict=True)}
        await commands.create_product(tx, product, initial=initial)
        return AdminProductView.of(product)

    return await idempotency.once(db, request_key, work, status=201)


@get("/v1/admin/products/{product_id:uuid}", policy=MANAGERS)
async def read(product_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[AdminProductView]:
    return _answer(await store.find(db, product_id))


@put("/v1/admin/products/{product_id:uuid}", policy=MANAGERS)
async def edit(
    product_id: FromPath[UUID],
    data: JSONBody[EditedProduct],
    db: NamedDependency[Database],
    cache: NamedDependency[Cache],
    if_match: IfMatch = None,
) -> Response[AdminProductView]:
    variants = [Variant(v.id or new_id(), v.sku, v.name, v.price) for v in data.variants]
    added = {variant.id for variant, given in zip(variants, data.variants, strict=True) if given.id is None}
    edited = Product(product_id, data.handle, data.name, data.description, data.status, variants)
    async with db.transaction() as tx:
        product, relisted = await commands.edit_product(tx, edited, added=added, if_match=if_match)
    await cache.forget(relisted)
    return _answer(product)


def _answer(product: Product) -> Response[AdminProductView]:
    return Response(AdminProductView.of(product), headers={"ETag": product.etag})


ROUTES = [create, read, edit]
