"""Products as staff write them: the shape of a body, and the product that it means."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from catalog.image import Alt, Image, Link
from catalog.language import Language
from catalog.price import Amount, Money, Price, Sale
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
from catalog.text import Description, Handle, Name, TextIn

Stock = Annotated[int, Meta(ge=0, le=1_000_000)]
Options = Annotated[list[Option], Meta(max_length=MOST_OPTIONS, description="Names, such as Size")]
OptionValues = Annotated[
    list[Option], Meta(max_length=MOST_OPTIONS, description="One per option of the product, in their order")
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


def product_of(product_id: UUID, given: NewProduct | EditedProduct, variants: list[Variant]) -> Product:
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
