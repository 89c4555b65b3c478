"""Products as staff write them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta

from catalog.cache import Cache
from catalog.image import Alt, Image, Link
from catalog.price import Money
from catalog.product import commands, store
from catalog.product.model import (
    MOST_OPTIONS,
    Description,
    Handle,
    Name,
    Option,
    Product,
    ProductStatus,
    Sku,
    Variant,
)
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.errors import Invalid
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission

MANAGERS = permission("products:write")
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", required=False, description="The ETag of the version you edit; required"
    ),
]
Stock = Annotated[int, Meta(ge=0, le=1_000_000)]
Options = Annotated[list[Option], Meta(max_length=MOST_OPTIONS, description="Names, such as Size")]
OptionValues = Annotated[
    list[Option], Meta(max_length=MOST_OPTIONS, description="One per option of the product, in their order")
]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]
WithHandle = Annotated[
    str | None, QueryParameter(max_length=120, description="Only the product with this handle")
]


class Price(Money, frozen=True, forbid_unknown_fields=True):
    """A price as staff write it."""


class GivenImage(Image, frozen=True, forbid_unknown_fields=True):
    """An image as staff link it."""

    alt: Alt = ""


Images = Annotated[list[GivenImage], Meta(max_length=100, description="In the order to show them")]


class NewVariant(msgspec.Struct, forbid_unknown_fields=True):
    sku: Sku
    name: Name
    price: Price
    stock: Stock = 0
    option_values: OptionValues = []
    image: Link | None = None


class NewProduct(msgspec.Struct, forbid_unknown_fields=True):
    handle: Handle
    name: Name
    variants: Annotated[list[NewVariant], Meta(min_length=1, max_length=100)]
    description: Description = ""
    status: ProductStatus = ProductStatus.ACTIVE
    options: Options = []
    images: Images = []


class EditedVariant(msgspec.Struct, forbid_unknown_fields=True):
    """One of the product's by its `id`; or a new one without, which may bring its `stock`."""

    sku: Sku
    name: Name
    price: Price
    id: UUID | None = None
    stock: Stock = 0
    option_values: OptionValues = []
    image: Link | None = None


class EditedProduct(msgspec.Struct, forbid_unknown_fields=True):
    """All of the product: what is not said here is not there any more."""

    handle: Handle
    name: Name
    description: Description
    status: ProductStatus
    variants: Annotated[list[EditedVariant], Meta(min_length=1, max_length=100)]
    options: Options = []
    images: Images = []


class AdminProductView(msgspec.Struct):
    """`version` is its ETag too."""

    id: UUID
    handle: str
    name: str
    description: str
    status: ProductStatus
    version: int
    variants: list[Variant]
    options: list[str]
    images: list[Image]

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
            product.options,
            product.images,
        )


class AdminProductList(msgspec.Struct):
    items: list[AdminProductView]
    next: str | None


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
        product = _product(new_id(), data)
        initial = {
            variant.id: given.stock for variant, given in zip(product.variants, data.variants, strict=True)
        }
        await commands.create_product(tx, product, initial=initial)
        return AdminProductView.of(product)

    return await idempotency.once(db, request_key, work, status=201)


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
    return AdminProductList([AdminProductView.of(product) for product in found[:limit]], following)


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
    for position, given in enumerate(data.variants):
        if given.id is not None and given.stock:
            raise Invalid(
                pointer=f"/variants/{position}/stock", detail="stock that exists is adjusted, not set"
            )
    edited = _product(product_id, data)
    pairs = zip(edited.variants, data.variants, strict=True)
    added = {variant.id: given.stock for variant, given in pairs if given.id is None}
    async with db.transaction() as tx:
        product, relisted = await commands.edit_product(tx, edited, added=added, if_match=if_match)
    await cache.forget(relisted)
    return _answer(product)


def _product(product_id: UUID, given: NewProduct | EditedProduct) -> Product:
    return Product(
        product_id,
        given.handle,
        given.name,
        given.description,
        given.status,
        [_variant(variant) for variant in given.variants],
        options=given.options,
        images=list(given.images),
    )


def _variant(given: NewVariant | EditedVariant) -> Variant:
    known = given.id if isinstance(given, EditedVariant) else None
    return Variant(known or new_id(), given.sku, given.name, given.price, given.option_values, given.image)


def _answer(product: Product) -> Response[AdminProductView]:
    return Response(AdminProductView.of(product), headers={"ETag": product.etag})


ROUTES = [create, list_all, read, edit]
