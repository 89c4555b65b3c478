"""An offer: a variant with the price and availability that catalog last announced."""

from uuid import UUID

import msgspec

from chassis.errors import Invalid
from orders.money import Money


class UnknownVariant(Invalid):
    type, title = "unknown-variant", "A variant does not exist or is not for sale"


class MixedCurrencies(Invalid):
    type, title = "mixed-currencies", "All lines of an order have one currency"


class Offer(msgspec.Struct, frozen=True):
    """`available` is None while catalog has not said anything about stock."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    amount: int
    currency: str
    available: int | None = None
    tax_class: str = "standard"
    weight_grams: int | None = None

    @property
    def price(self) -> Money:
        return Money(self.amount, self.currency)

    def price_of(self, quantity: int) -> Money:
        return Money(self.amount * quantity, self.currency)
