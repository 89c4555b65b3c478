"""How a product looks to shoppers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from catalog.availability import Availability, Strategy, Terms, show
from catalog.image import Image
from catalog.language import Language
from catalog.price import Money, Price, Sale, price_line
from catalog.text import Texts
from chassis.errors import NotFound

Relisted = dict[UUID, int]
"""Products whose public answer a transaction changed, and its version from then on."""


class NotListed(NotFound):
    type, title = "product-not-found", "There is no such product for sale"


class ListedVariant(msgspec.Struct):
    """A variant as the database has it; `lowest` says what it cost least, by currency, in the 30 days before
    it cost what it costs now."""

    id: UUID
    sku: str
    name: str
    price: Money
    available: int
    terms: Terms
    option_values: list[str]
    image: str | None
    images: list[Image]
    barcode: str | None
    weight_grams: int | None
    compare_at_amount: int | None
    sale: Sale | None
    other_prices: list[Price]
    lowest: dict[str, int]

    @property
    def prices(self) -> list[Price]:
        main = Price(self.price.amount, self.price.currency, self.compare_at_amount, self.sale)
        return [main, *self.other_prices]


class Listing(msgspec.Struct):
    """A product for sale as the database has it, and the version of how it looks."""

    id: UUID
    version: int
    handle: str
    name: str
    description: str
    translations: Texts
    variants: list[ListedVariant]
    options: list[str]
    images: list[Image]
    type: str | None
    attributes: dict[str, Any]
    category_id: UUID | None
    tax_class: str


class PriceView(msgspec.Struct):
    """`compare_at` and `lowest_price_30_days` (Directive 98/6/EC, article 6a) are there when it is
    reduced."""

    price: Money
    compare_at: Money | None
    lowest_price_30_days: Money | None

    @classmethod
    def of(cls, price: Price, lowest: Mapping[str, int], now: datetime) -> "PriceView":
        line = price_line(price, now=now)
        least = lowest.get(price.currency) if line.compare_at is not None else None
        return cls(line.unit, line.compare_at, None if least is None else Money(least, price.currency))


class VariantView(msgspec.Struct):
    """`compare_at` is what it cost before, or elsewhere; with it comes the lowest price of the 30 days before
    the reduction, if it had one (Directive 98/6/EC, article 6a). `quantity` is how many there are, in shops
    that tell."""

    id: UUID
    sku: str
    name: str
    price: Money
    availability: Availability
    quantity: int | None
    option_values: list[str]
    image: str | None
    images: list[Image]
    barcode: str | None
    weight_grams: int | None
    compare_at: Money | None
    lowest_price_30_days: Money | None
    other_prices: list[PriceView]

    @classmethod
    def of(cls, variant: ListedVariant, strategy: Strategy, now: datetime) -> "VariantView":
        shown = show(variant.available, variant.terms, strategy=strategy, now=now)
        main, *others = [PriceView.of(price, variant.lowest, now) for price in variant.prices]
        return cls(
            variant.id,
            variant.sku,
            variant.name,
            main.price,
            shown.availability,
            shown.quantity,
            variant.option_values,
            variant.image,
            variant.images,
            variant.barcode,
            variant.weight_grams,
            main.compare_at,
            main.lowest_price_30_days,
            others,
        )


class ProductView(msgspec.Struct):
    """The public answer. `category_id` leads to its breadcrumbs in /v1/categories."""

    id: UUID
    handle: str
    name: str
    description: str
    variants: list[VariantView]
    options: list[str]
    images: list[Image]
    type: str | None
    attributes: dict[str, Any]
    category_id: UUID | None
    tax_class: str

    @classmethod
    def of(cls, listing: Listing, *, strategy: Strategy, now: datetime) -> "ProductView":
        return cls(
            listing.id,
            listing.handle,
            listing.name,
            listing.description,
            [VariantView.of(variant, strategy, now) for variant in listing.variants],
            listing.options,
            listing.images,
            listing.type,
            listing.attributes,
            listing.category_id,
            listing.tax_class,
        )

    def into(self, language: Language, translations: Texts) -> "ProductView":
        """The same in a language it is translated to; what is not translated stays in the shop's own."""
        text = translations.get(language)
        if text is None:
            return self
        description = text.description or self.description
        return msgspec.structs.replace(self, name=text.name, description=description)


def encode(listing: Listing, *, strategy: Strategy, now: datetime) -> bytes:
    """The answers in every language, a line each: JSON has no line break of its own."""
    view = ProductView.of(listing, strategy=strategy, now=now)
    own = msgspec.json.encode(view)
    translated = (view.into(language, listing.translations) for language in Language)
    return b"\n".join(own if each is view else msgspec.json.encode(each) for each in translated)


def in_language(body: bytes, language: Language) -> bytes:
    """The line of `encode` in this language."""
    return body.split(b"\n")[LINES[language]]


LINES = {language: number for number, language in enumerate(Language)}
