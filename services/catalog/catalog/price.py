"""Money, prices, and the one function that prices a line."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

MOST = 10**12
Amount = Annotated[int, Meta(ge=0, le=MOST)]
# The length keeps out a line break, which `$` would let pass.
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]


class Money(msgspec.Struct, frozen=True):
    """Whole minor units: 1999 EUR is 19.99 €."""

    amount: Amount
    currency: Currency


class Sale(msgspec.Struct, frozen=True):
    """Another amount from `starts_at` until before `ends_at`, or until somebody ends it."""

    amount: Amount
    starts_at: Annotated[datetime, Meta(tz=True)]
    ends_at: Annotated[datetime, Meta(tz=True)] | None = None

    def is_on(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Price(msgspec.Struct, frozen=True):
    """What a variant costs in one currency. `compare_at_amount` is a higher price to compare it with."""

    amount: Amount
    currency: Currency
    compare_at_amount: Amount | None = None
    sale: Sale | None = None


class LinePrice(msgspec.Struct, frozen=True):
    """What a line costs: a unit of it, and what a unit would cost without the reduction there is."""

    unit: Money
    quantity: int
    compare_at: Money | None = None

    @property
    def total(self) -> Money:
        return Money(self.unit.amount * self.quantity, self.unit.currency)


def price_line(price: Price, *, now: datetime, quantity: int = 1) -> LinePrice:
    """What so many units cost now. Whoever shows, sorts by, announces or holds a price asks here."""
    is_on_sale = price.sale is not None and price.sale.is_on(now)
    amount = price.sale.amount if price.sale is not None and is_on_sale else price.amount
    compare_at = max(price.compare_at_amount or 0, price.amount if is_on_sale else 0)
    return LinePrice(
        Money(amount, price.currency),
        quantity,
        Money(compare_at, price.currency) if compare_at > amount else None,
    )


def next_change(prices: Iterable[Price], *, now: datetime) -> datetime | None:
    """When one of them next changes by itself."""
    sales = [price.sale for price in prices if price.sale is not None]
    moments = [at for sale in sales for at in (sale.starts_at, sale.ends_at) if at is not None and at > now]
    return min(moments, default=None)


def why_wrong(prices: Iterable[Price]) -> str | None:
    """What is wrong with the prices of one variant, if something is."""
    seen: set[str] = set()
    for price in prices:
        if price.currency in seen:
            return f"there are two prices in {price.currency}"
        seen.add(price.currency)
        if price.compare_at_amount is not None and price.compare_at_amount <= price.amount:
            return "a price is compared with a higher one"
        if price.sale is not None and price.sale.amount >= price.amount:
            return "a sale price is lower than the price"
        if price.sale is not None and price.sale.ends_at and price.sale.ends_at <= price.sale.starts_at:
            return "a sale ends after it starts"
    return None
