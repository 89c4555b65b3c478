"""Money: whole minor units and a currency."""

from typing import Annotated

import msgspec
from msgspec import Meta

Amount = Annotated[int, Meta(ge=0, le=10**12, description="Whole minor units: 1999 is 19.99 EUR")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217")]


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in minor units of a currency."""

    amount: Amount
    currency: Currency
