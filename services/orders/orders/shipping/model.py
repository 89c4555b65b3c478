"""Shipping methods: where they go, and what they cost for so much and so heavy."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Invalid, NotFound
from orders.money import Amount, Currency
from orders.tax.model import STANDARD, Country, TaxClass


class ShippingMethodNotFound(NotFound):
    type, title = "shipping-method-not-found", "There is no such shipping method"


class ShippingMethodRequired(Invalid):
    type, title = "shipping-method-required", "Say how the order is to be sent"


class ShippingMethodUnavailable(Invalid):
    """`why`: unknown, country, currency, too_heavy."""

    type, title = "shipping-method-unavailable", "This order cannot be sent that way"


class WeightStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a parcel of up to so many grams costs."""

    up_to_grams: Annotated[int, Meta(ge=1, le=10**9)]
    amount: Amount


Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]


class MethodTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What staff decides about a method: one amount, or one by weight; free from goods worth `free_from` on.

    Amounts are minor units of `currency`, with tax in them where the shop's prices have it. No `countries`:
    it goes everywhere.
    """

    name: Name
    currency: Currency
    amount: Amount | None = None
    by_weight: Annotated[list[WeightStep], Meta(max_length=100)] = []
    free_from: Amount | None = None
    countries: Annotated[list[Country], Meta(max_length=250)] = []
    tax_class: TaxClass = STANDARD
    is_active: bool = True

    def check(self) -> None:
        """Refuse what has no price, or two."""
        if (self.amount is None) == (not self.by_weight):
            raise Invalid(pointer="/amount", detail="a method costs either one amount or one by weight")
        limits = [step.up_to_grams for step in self.by_weight]
        if limits != sorted(set(limits)):
            raise Invalid(pointer="/by_weight", detail="every step goes further than the one before")

    def serves(self, country: str) -> bool:
        return self.is_active and (not self.countries or country in self.countries)

    def charge(self, *, goods: int, grams: int, currency: str) -> int:
        """What sending goods of that worth (after discounts) and weight costs, in minor units."""
        if currency != self.currency:
            raise ShippingMethodUnavailable(why="currency", currency=self.currency)
        if self.free_from is not None and goods >= self.free_from:
            return 0
        if self.amount is not None:
            return self.amount
        for step in self.by_weight:
            if grams <= step.up_to_grams:
                return step.amount
        raise ShippingMethodUnavailable(why="too_heavy", grams=grams)


class Method(msgspec.Struct):
    """A shipping method as it is kept; `version` counts its changes."""

    id: UUID
    terms: MethodTerms
    version: int
    changed_at: datetime
    changed_by: UUID | None = None


class Chosen(msgspec.Struct, frozen=True):
    """The method that an order names, as it was when the order was placed."""

    id: UUID
    terms: MethodTerms
