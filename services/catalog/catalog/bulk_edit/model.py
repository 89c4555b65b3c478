"""What a bulk edit changes of a product, and what became of it."""

import copy
from typing import Any
from uuid import UUID

import msgspec

from catalog.price import Money, Sale
from catalog.product.model import Product, ProductStatus
from chassis.errors import Invalid


class VariantNotHere(Invalid):
    type, title = "variant-not-here", "A variant is not one of this product's"


class NewPrice(msgspec.Struct):
    """All of a variant's own price: what is not said is not there any more."""

    variant_id: UUID
    price: Money
    compare_at_amount: int | None = None
    sale: Sale | None = None


class Row(msgspec.Struct):
    """A product to change, at the version its editor saw, if they say so."""

    product_id: UUID
    version: int | None
    status: ProductStatus | None
    prices: list[NewPrice]

    def applied_to(self, product: Product) -> Product:
        edited = copy.copy(product)
        edited.status = self.status or product.status
        edited.variants = [copy.copy(variant) for variant in product.variants]
        known = {variant.id: variant for variant in edited.variants}
        for new in self.prices:
            variant = known.get(new.variant_id)
            if variant is None:
                raise VariantNotHere(variant_id=str(new.variant_id))
            variant.price, variant.sale = new.price, new.sale
            variant.compare_at_amount = new.compare_at_amount
        return edited


class RowOutcome(msgspec.Struct):
    """What became of a row: the version it made, or the problem that refused it."""

    product_id: UUID
    version: int | None = None
    problem: dict[str, Any] | None = None
