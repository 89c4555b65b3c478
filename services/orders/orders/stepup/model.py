"""Which orders need a strong and recent login before anything is held for them."""

from datetime import timedelta

import msgspec

from orders.money import Money

MAX_AGE = timedelta(minutes=10)


class Standing(msgspec.Struct, frozen=True):
    """What is known of an order before it is placed. `amount` is by the copied prices, None for no price."""

    amount: int | None
    currency: str | None
    is_known_address: bool


class Rules(msgspec.Struct, frozen=True):
    """`totals_from`: by currency, the smallest total in minor units that needs it.

    `on_new_address`: so does a shipping address that the account has no confirmed order to.
    """

    totals_from: dict[str, int]
    on_new_address: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.totals_from and not self.on_new_address

    def apply(self, standing: Standing, expected: Money | None) -> bool:
        """The larger of what we believe and what the customer expects counts."""
        if self.on_new_address and not standing.is_known_address:
            return True
        believed = None if standing.amount is None else Money(standing.amount, standing.currency or "")
        return any(reaches(total, self.totals_from) for total in (believed, expected) if total is not None)


def reaches(total: Money, totals_from: dict[str, int]) -> bool:
    """A total of a currency without a limit reaches none."""
    return total.currency in totals_from and total.amount >= totals_from[total.currency]
