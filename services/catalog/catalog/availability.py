"""How available a variant is: what can be sold of it, and how much of that shoppers are shown."""

from datetime import datetime
from enum import StrEnum

import msgspec

FEW = 5


class Policy(StrEnum):
    """Whether a variant sells when there is none: never, always, or until it comes out."""

    DENY = "deny"
    BACKORDER = "backorder"
    PREORDER = "preorder"


class Terms(msgspec.Struct, frozen=True):
    """`allowance` units may be promised that are not there; of a preorder only before `until`."""

    policy: Policy = Policy.DENY
    allowance: int = 0
    until: datetime | None = None

    def beyond(self, now: datetime) -> int:
        """How many may be promised now that are not there."""
        is_over = self.until is not None and now >= self.until
        return 0 if is_over else self.allowance


class Strategy(StrEnum):
    """How exactly shoppers learn about stock. The more exact, the more often caches are renewed."""

    EXACT = "exact"
    FEW_LEFT = "few_left"
    YES_NO = "yes_no"


class Availability(StrEnum):
    """`backorder` and `preorder`: there is none, and it can be ordered all the same."""

    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    OUT_OF_STOCK = "out_of_stock"
    BACKORDER = "backorder"
    PREORDER = "preorder"


class Shown(msgspec.Struct, frozen=True):
    """All that shoppers learn. Answers change when this does, and not before."""

    availability: Availability
    quantity: int | None


def show(available: int, terms: Terms, *, strategy: Strategy, now: datetime) -> Shown:
    """`available` may be less than nothing: then some are owed already."""
    quantity = max(available, 0) if strategy == Strategy.EXACT else None
    return Shown(_word(available, terms, strategy, now), quantity)


def _word(available: int, terms: Terms, strategy: Strategy, now: datetime) -> Availability:
    if available <= 0:
        can_be_ordered = available + terms.beyond(now) > 0
        return Availability(terms.policy) if can_be_ordered else Availability.OUT_OF_STOCK
    is_few = available <= FEW and strategy != Strategy.YES_NO
    return Availability.FEW_LEFT if is_few else Availability.IN_STOCK
