"""A product and its variants, and what staff may do to them."""

from collections import Counter
from collections.abc import Sequence, Set
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from catalog.image import Image
from catalog.price import Money, Price, Sale, next_change, price_line, why_wrong
from catalog.published import ProductChanged, VariantSnapshot
from catalog.text import Texts
from chassis import version
from chassis.errors import Conflict, Invalid, NotFound

# `(?!\n)`: without it `$` lets a line break pass.
Sku = Annotated[str, Meta(pattern=r"^[!-~]([ -~]*[!-~])?(?!\n)$", max_length=64)]
Barcode = Annotated[str, Meta(pattern=r"^[0-9A-Za-z-]{1,50}(?!\n)$", max_length=50)]
TaxClass = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$", max_length=40)]
Option = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
MOST_OPTIONS = 3


class ProductNotFound(NotFound):
    type, title = "product-not-found", "There is no such product"


class HandleTaken(Conflict):
    type, title = "handle-taken", "Another product has this handle"


class SkuTaken(Conflict):
    type, title = "sku-taken", "A SKU belongs to another variant"


class VariantLeftOut(Conflict):
    type, title = "variant-left-out", "A variant stays with its product: its stock and orders refer to it"


class OptionsMismatch(Invalid):
    type, title = (
        "options-mismatch",
        "Options have different names, and each variant values of its own for all",
    )


class UnknownVariantId(Invalid):
    type, title = "unknown-variant-id", "A variant's id is not one of this product's, or comes twice"


class PriceInvalid(Invalid):
    type, title = "price-invalid", "The prices of a variant contradict each other"


class UnknownRelated(Invalid):
    type, title = "unknown-related", "Related products are others that exist, each once"


class ProductStatus(StrEnum):
    """Only an active product is for sale. Staff move it freely between the three."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


SCHEDULED = "scheduled"
"""What is announced of an active product that is not available yet."""


class Variant(msgspec.Struct):
    """`price` is its own; `other_prices` are in other currencies."""

    id: UUID
    sku: str
    name: str
    price: Money
    option_values: list[str]
    image: str | None
    images: list[Image] = []
    barcode: str | None = None
    weight_grams: int | None = None
    compare_at_amount: int | None = None
    sale: Sale | None = None
    other_prices: list[Price] = []

    @property
    def prices(self) -> list[Price]:
        """Its own first."""
        own = Price(self.price.amount, self.price.currency, self.compare_at_amount, self.sale)
        return [own, *self.other_prices]

    def snapshot(self, now: datetime) -> VariantSnapshot:
        own, *others = [price_line(price, now=now) for price in self.prices]
        return VariantSnapshot(
            variant_id=self.id,
            sku=self.sku,
            name=self.name,
            price=own.unit,
            option_values=self.option_values,
            image=self.image,
            other_prices=[other.unit for other in others],
            weight_grams=self.weight_grams,
            barcode=self.barcode,
        )


class Product(msgspec.Struct):
    """`name` and `description` are in the shop's own language. For sale from `available_from` on, when it is
    active."""

    id: UUID
    handle: str
    name: str
    description: str
    status: ProductStatus
    variants: list[Variant]
    version: int = 1
    options: list[str] = []
    images: list[Image] = []
    type: str | None = None
    attributes: dict[str, Any] = {}
    category_id: UUID | None = None
    translations: Texts = {}
    related: list[UUID] = []
    tax_class: str = "standard"
    available_from: datetime | None = None

    @property
    def etag(self) -> str:
        return version.etag(self.version)

    def is_for_sale(self, now: datetime) -> bool:
        is_available = self.available_from is None or self.available_from <= now
        return self.status == ProductStatus.ACTIVE and is_available

    def due_at(self, now: datetime) -> datetime | None:
        """When it next changes by itself: a sale begins or ends, or it becomes available."""
        moments = [next_change(variant.prices, now=now) for variant in self.variants]
        if self.available_from is not None and self.available_from > now:
            moments.append(self.available_from)
        return min((at for at in moments if at is not None), default=None)

    def edit(self, edited: "Product", *, added: Set[UUID]) -> None:
        """Become `edited`; variants keep their ids, the `added` ones join, none may leave."""
        check(edited)
        known = {variant.id for variant in self.variants}
        _check_ids([variant.id for variant in edited.variants], known | added)
        if left_out := known - {variant.id for variant in edited.variants}:
            raise VariantLeftOut(variant_ids=sorted(map(str, left_out)))
        for field in msgspec.structs.fields(Product):
            if field.name not in ("id", "version"):
                setattr(self, field.name, getattr(edited, field.name))
        self.version += 1

    def changed(self, now: datetime) -> ProductChanged:
        """The whole public value, as it is now."""
        is_waiting = self.status == ProductStatus.ACTIVE and not self.is_for_sale(now)
        return ProductChanged(
            product_id=self.id,
            handle=self.handle,
            name=self.name,
            status=SCHEDULED if is_waiting else self.status,
            variants=[variant.snapshot(now) for variant in self.variants],
            options=self.options,
            images=self.images,
            translations={language: text.name for language, text in self.translations.items()},
            type=self.type,
            category_id=self.category_id,
            tax_class=self.tax_class,
            available_from=self.available_from,
        )


def check(product: Product) -> None:
    """Everything about it that needs no look at anything else."""
    _check_variants(product)
    for variant in product.variants:
        if detail := why_wrong(variant.prices):
            raise PriceInvalid(sku=variant.sku, detail=detail)
    if len(set(product.related)) < len(product.related) or product.id in product.related:
        raise UnknownRelated(product_ids=[str(each) for each in product.related])


def _check_variants(product: Product) -> None:
    """Whoever says a SKU, or a value per option, means one variant."""
    skus = Counter(variant.sku for variant in product.variants)
    if len(skus) < len(product.variants):  # that no other product has them is the database's to say
        raise SkuTaken(skus=sorted(sku for sku, count in skus.items() if count > 1))
    if len(set(product.options)) < len(product.options):
        raise OptionsMismatch(options=product.options)
    seen: set[tuple[str, ...]] = set()
    for variant in product.variants:
        values = tuple(variant.option_values)
        if len(values) != len(product.options) or (values and values in seen):
            raise OptionsMismatch(sku=variant.sku, options=product.options, option_values=list(values))
        seen.add(values)


def _check_ids(ids: Sequence[UUID], allowed: Set[UUID]) -> None:
    for variant_id, count in Counter(ids).items():
        if count > 1 or variant_id not in allowed:
            raise UnknownVariantId(variant_id=str(variant_id))
