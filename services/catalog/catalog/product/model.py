"""A product and its variants, and what staff may do to them."""

from collections import Counter
from collections.abc import Sequence, Set
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from catalog.image import Image
from catalog.price import Money, unit_price
from catalog.published import ProductChanged, VariantSnapshot
from chassis.errors import Conflict, Invalid, NotFound, PreconditionFailed, Refusal

# `(?!\n)`: without it `$` lets a line break pass.
Handle = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$", max_length=120)]
Sku = Annotated[str, Meta(pattern=r"^[!-~]([ -~]*[!-~])?(?!\n)$", max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Description = Annotated[str, Meta(max_length=10_000)]
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


class PreconditionRequired(Refusal):
    status, type, title = 428, "precondition-required", "Say in If-Match which version you edit"


class ProductStatus(StrEnum):
    """Only an active product is for sale. Staff move it freely between the three."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class Variant(msgspec.Struct):
    id: UUID
    sku: str
    name: str
    price: Money
    option_values: list[str]
    image: str | None


class Product(msgspec.Struct):
    id: UUID
    handle: str
    name: str
    description: str
    status: ProductStatus
    variants: list[Variant]
    version: int = 1
    options: list[str] = []
    images: list[Image] = []

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    def check(self, if_match: str | None) -> None:
        """Refuse an edit of something else than this version."""
        if if_match is None:
            raise PreconditionRequired
        if if_match.strip() not in (self.etag, "*"):
            raise PreconditionFailed(version=self.version)

    def edit(self, edited: "Product", *, added: Set[UUID]) -> ProductChanged:
        """Become `edited`; variants keep their ids, the `added` ones join, none may leave."""
        check_variants(edited)
        known = {variant.id for variant in self.variants}
        _check_ids([variant.id for variant in edited.variants], known | added)
        if left_out := known - {variant.id for variant in edited.variants}:
            raise VariantLeftOut(variant_ids=sorted(map(str, left_out)))
        self.handle, self.name, self.description = edited.handle, edited.name, edited.description
        self.status, self.variants = edited.status, edited.variants
        self.options, self.images = edited.options, edited.images
        self.version += 1
        return self.changed()

    def changed(self) -> ProductChanged:
        """The whole public value, as it is now."""
        variants = [
            VariantSnapshot(
                variant_id=v.id,
                sku=v.sku,
                name=v.name,
                price=unit_price(v.price),
                option_values=v.option_values,
                image=v.image,
            )
            for v in self.variants
        ]
        return ProductChanged(
            product_id=self.id,
            handle=self.handle,
            name=self.name,
            status=self.status,
            variants=variants,
            options=self.options,
            images=self.images,
        )


def check_variants(product: Product) -> None:
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
