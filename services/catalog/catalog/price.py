"""Money, and the one function that says what a unit costs."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Money(msgspec.Struct, frozen=True):
    """Whole minor units: 1999 EUR is 19.99 €."""

    amount: Annotated[int, Meta(ge=0, le=10**12)]
    # The length keeps out a line break, which `$` would let pass.
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]


def unit_price(list_price: Money) -> Money:
    """What a shopper pays for one unit now. Whoever shows, announces or holds a price asks here."""
    return list_price
