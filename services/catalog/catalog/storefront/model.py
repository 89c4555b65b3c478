"""How a product looks to shoppers."""

from enum import StrEnum
from uuid import UUID

import msgspec

from catalog.image import Image
from catalog.price import Money, unit_price
from chassis.errors import NotFound

FEW = 5

Relisted = dict[UUID, int]
"""Products whose public answer a transaction changed, and its version from then on."""


class NotListed(NotFound):
    type, title = "product-not-found", "There is no such product for sale"


class Availability(StrEnum):
    """All that shoppers learn about stock; the numbers are the shop's own."""

    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    OUT_OF_STOCK = "out_of_stock"


def availability(available: int) -> Availability:
    if available <= 0:
        return Availability.OUT_OF_STOCK
    return Availability.FEW_LEFT if available <= FEW else Availability.IN_STOCK


class ListedVariant(msgspec.Struct):
    """A variant as the database has it."""

    id: UUID
    sku: str
    name: str
    price: Money
    available: int
    option_values: list[str]
    image: str | None


class Listing(msgspec.Struct):
    """An active product as the database has it, and the version of how it looks."""

    id: UUID
    version: int
    handle: str
    name: str
    description: str
    variants: list[ListedVariant]
    options: list[str]
    images: list[Image]


class VariantView(msgspec.Struct):
    id: UUID
    sku: str
    name: str
    price: Money
    availability: Availability
    option_values: list[str]
    image: str | None


class ProductView(msgspec.Struct):
    """The public answer. It is a function of the listing alone, so its bytes can be kept."""

    id: UUID
    handle: str
    name: str
    description: str
    variants: list[VariantView]
    options: list[str]
    images: list[Image]

    @classmethod
    def of(cls, listing: Listing) -> "ProductView":
        variants = [
            VariantView(
                v.id, v.sku, v.name, unit_price(v.price), availability(v.available), v.option_values, v.image
            )
            for v in listing.variants
        ]
        return cls(
            listing.id,
            listing.handle,
            listing.name,
            listing.description,
            variants,
            listing.options,
            listing.images,
        )
