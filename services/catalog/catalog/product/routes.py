"""Products as staff write them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter
from msgspec import Meta

from catalog.cache import Cache
from catalog.image import Alt, Image, Link
from catalog.language import Language
from catalog.price import Amount, Money, Price, Sale
from catalog.price_history import commands as price_history
from catalog.price_history.model import Applied
from catalog.product import commands, store
from catalog.product.commands import Shop
from catalog.product.model import (
    MOST_OPTIONS,
    Barcode,
    Option,
    Product,
    ProductStatus,
    Sku,
    TaxClass,
    Variant,
)
from catalog.staff_edit import commands as staff_edit
from catalog.staff_edit.model import StaffEdit
from catalog.storefront.model import Relisted
from catalog.text import Description, Handle, Name, TextIn
from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.errors import Invalid
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission
from chassis.tokens import Actor

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


class GivenMoney(Money, frozen=True, forbid_unknown_fields=True):
    """A price as staff write it."""


class GivenSale(Sale, frozen=True, forbid_unknown_fields=True):
    """A sale as staff plan it: a lower amount, from then, until then or until it is ended."""


class GivenPrice(Price, frozen=True, forbid_unknown_fields=True):
    """What it costs in another currency."""

    sale: GivenSale | None = None


class GivenImage(Image, frozen=True, forbid_unknown_fields=True):
    """An image as staff link it."""

    alt: Alt = ""


Images = Annotated[list[GivenImage], Meta(max_length=100, description="In the order to show them")]


Weight = Annotated[int, Meta(ge=0, le=10_000_000)]
VariantImages = Annotated[list[GivenImage], Meta(max_length=20, description="Of this variant alone")]
OtherPrices = Annotated[list[GivenPrice], Meta(max_length=50, description="In other currencies")]


class GivenVariant(msgspec.Struct, forbid_unknown_fields=True):
    """What all variants say. `compare_at_amount` is a higher price that it is compared with."""

    sku: Sku
    name: Name
    price: GivenMoney
    stock: Stock = 0
    option_values: OptionValues = []
    image: Link | None = None
    images: VariantImages = []
    barcode: Barcode | None = None
    weight_grams: Weight | None = None
    compare_at_amount: Amount | None = None
    sale: GivenSale | None = None
    other_prices: OtherPrices = []

    def variant(self, variant_id: UUID) -> Variant:
        return Variant(
            variant_id,
            self.sku,
            self.name,
            self.price,
            self.option_values,
            self.image,
            list(self.images),
            self.barcode,
            self.weight_grams,
            self.compare_at_amount,
            self.sale,
            list(self.other_prices),
        )


class NewVariant(GivenVariant, forbid_unknown_fields=True):
    """A variant with the stock that is there."""


class EditedVariant(GivenVariant, forbid_unknown_fields=True):
    """One of the product's by its `id`; or a new one without, which may bring its `stock`."""

    id: UUID | None = None


class GivenDetails(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a product may say beside its name. `translations` are of its name and description."""

    options: Options = []
    images: Images = []
    type: Annotated[str, Meta(max_length=60)] | None = None
    attributes: dict[str, Any] = {}
    category_id: UUID | None = None
    translations: dict[Language, TextIn] = {}
    related: Annotated[list[UUID], Meta(max_length=20)] = []
    tax_class: TaxClass = "standard"
    available_from: Annotated[datetime, Meta(tz=True)] | None = None


class NewProduct(GivenDetails, forbid_unknown_fields=True, kw_only=True):
    handle: Handle
    name: Name
    variants: Annotated[list[NewVariant], Meta(min_length=1, max_length=100)]
    description: Description = ""
    status: ProductStatus = ProductStatus.ACTIVE


class EditedProduct(GivenDetails, forbid_unknown_fields=True, kw_only=True):
    """All of the product: what is not said here is not there any more."""

    handle: Handle
    name: Name
    description: Description
    status: ProductStatus
    variants: Annotated[list[EditedVariant], Meta(min_length=1, max_length=100)]


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
        product = _product(new_id(), data, [given.variant(new_id()) for given in data.variants])
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
    edited = _product(product_id, data, [given.variant(given.id or new_id()) for given in data.variants])
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


def _product(product_id: UUID, given: NewProduct | EditedProduct, variants: list[Variant]) -> Product:
    return Product(
        product_id,
        given.handle,
        given.name,
        given.description,
        given.status,
        variants,
        options=given.options,
        images=list(given.images),
        type=given.type,
        attributes=given.attributes,
        category_id=given.category_id,
        translations=given.translations,
        related=given.related,
        tax_class=given.tax_class,
        available_from=given.available_from,
    )


def _answer(product: Product) -> Response[Product]:
    return Response(product, headers={"ETag": product.etag})


ROUTES = [create, list_all, read, edit, list_edits, list_prices]
