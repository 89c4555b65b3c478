"""Tax: rates by class, country and first day, and how an amount is split into net and tax."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, NotFound
from orders.money import rounded

STANDARD = "standard"
WHOLE = 1_000_000  # a rate of 100 %

TaxClass = Annotated[str, Meta(pattern=r"^[a-z0-9_-]{1,40}\Z", description="As catalog's products name it")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z", description="ISO 3166-1 alpha-2")]
Rate = Annotated[int, Meta(ge=0, le=WHOLE, description="Parts per million: 210000 is 21 %")]


class TaxRateNotFound(NotFound):
    type, title = "tax-rate-not-found", "There is no such tax rate"


class TaxRateExists(Conflict):
    type, title = "tax-rate-exists", "This class and country have a rate from that day already"


class RateTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What staff says about a rate."""

    country: Country
    tax_class: TaxClass
    starts_on: date
    rate_ppm: Rate


class TaxRate(msgspec.Struct):
    """What a class of goods pays in a country from a day (UTC) on, until another rate of theirs begins."""

    id: UUID
    country: str
    tax_class: str
    starts_on: date
    rate_ppm: int
    version: int
    changed_at: datetime
    changed_by: UUID | None = None


class Taxed(msgspec.Struct, frozen=True):
    """`net` and `tax` add up to what is paid; minor units, `rate_ppm` in parts per million."""

    net: int
    tax: int
    rate_ppm: int


class Taxes(msgspec.Struct, frozen=True):
    """What is due in one country on one day: the interface that any source of rates answers with.

    `prices_include`: the shop's prices are what a customer pays, tax is in them; otherwise it comes on top.
    """

    prices_include: bool = True
    rates: dict[str, int] = {}

    def rate(self, tax_class: str) -> int:
        """Of a class without a rate of its own, the standard one; nothing where a country has none."""
        return self.rates.get(tax_class, self.rates.get(STANDARD, 0))

    def split(self, amount: int, tax_class: str) -> Taxed:
        """The tax in `amount`, or on it. The tax is rounded, once; net and tax are what it leaves of that.

        Both ways agree: the tax in what a net amount costs together with its tax is that tax.
        """
        rate = self.rate(tax_class)
        if self.prices_include:
            tax = rounded(amount * rate, WHOLE + rate)
            return Taxed(amount - tax, tax, rate)
        return Taxed(amount, rounded(amount * rate, WHOLE), rate)
