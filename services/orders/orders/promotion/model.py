"""Promotions: what they take off, of what, and when they apply."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, Invalid, NotFound
from orders.money import Money, rounded

WHOLE = 10_000  # 100 % in basis points

Code = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]{3,40}\Z", description="Upper and lower case are the same")
]
Instant = Annotated[datetime, Meta(tz=True)]
Limit = Annotated[int, Meta(ge=1, le=10**9)]


def upper(codes: list[str]) -> list[str]:
    """As they are compared, each once."""
    return list(dict.fromkeys(code.upper() for code in codes))


class PromotionNotFound(NotFound):
    type, title = "promotion-not-found", "There is no such promotion"


class PromotionCodeTaken(Conflict):
    type, title = "promotion-code-taken", "Another promotion has this code"


class CodeStays(Invalid):
    """Orders are counted by it: another code is another promotion."""

    type, title = "promotion-code-stays", "The code of a promotion cannot be changed"


class Why(StrEnum):
    """Why a promotion takes nothing off this order."""

    UNKNOWN = "unknown"  # no such code, or not now: nobody learns which codes there will be
    USED_UP = "used_up"
    NOT_FIRST_ORDER = "not_first_order"
    CURRENCY = "currency"
    PRODUCTS = "products"
    MINIMUM = "minimum"
    NO_SHIPPING = "no_shipping"
    NOT_TOGETHER = "not_together"
    TAKES_NOTHING = "takes_nothing"


class CodeRefused(msgspec.Struct, frozen=True):
    """A code that takes nothing off."""

    code: str
    why: Why


class PromotionCodeRefused(Invalid):
    """`codes`: each code that takes nothing off, and why. A code that changes nothing is not spent."""

    type, title = "promotion-code-refused", "A promotion code does not apply to this order"


class Kind(StrEnum):
    PERCENTAGE = "percentage"
    FIXED_AMOUNT = "fixed_amount"
    FREE_SHIPPING = "free_shipping"


class PromotionTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What staff decides about a promotion.

    A percentage takes `basis_points` (1250 is 12.5 %) and a fixed amount takes `amount` off the goods, of
    `product_ids` if some are named; free shipping takes what sending costs. `minimum` is what those goods
    must be worth before any discount. Without a `code` it applies by itself. The lowest `priority` comes
    first, each takes of what the ones before left; an exclusive one applies alone.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
    kind: Kind
    basis_points: Annotated[int, Meta(ge=1, le=WHOLE)] | None = None
    amount: Money | None = None
    code: Code | None = None
    minimum: Money | None = None
    product_ids: Annotated[list[UUID], Meta(max_length=500)] = []
    only_first_order: bool = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    usage_limit: Limit | None = None
    usage_limit_per_customer: Limit | None = None
    priority: Annotated[int, Meta(ge=0, le=1000)] = 100
    is_exclusive: bool = False
    is_active: bool = True

    def check(self) -> None:
        """Refuse what takes off nothing, or two things."""
        if (self.basis_points is None) == (self.kind == Kind.PERCENTAGE):
            raise Invalid(
                pointer="/basis_points", detail="a percentage has basis points, and nothing else has"
            )
        if (self.amount is None) == (self.kind == Kind.FIXED_AMOUNT):
            raise Invalid(pointer="/amount", detail="a fixed amount has an amount, and nothing else has")
        if self.amount is not None and self.amount.amount == 0:
            raise Invalid(pointer="/amount", detail="a fixed amount takes something off")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise Invalid(pointer="/ends_at", detail="a promotion ends after it starts")

    @property
    def shown_code(self) -> str | None:
        """As codes are compared: in upper case."""
        return None if self.code is None else self.code.upper()

    @property
    def is_counted(self) -> bool:
        """Its uses are limited, so each is claimed. One without limits makes nobody wait."""
        return self.usage_limit is not None or self.usage_limit_per_customer is not None

    def is_on(self, now: datetime) -> bool:
        started = self.starts_at is None or self.starts_at <= now
        return self.is_active and started and (self.ends_at is None or now < self.ends_at)

    def applies_to(self, product_id: UUID | None) -> bool:
        return not self.product_ids or product_id in self.product_ids

    def taken_off(self, base: int) -> int:
        """What it takes off goods that cost so much: never more than that."""
        if self.kind == Kind.PERCENTAGE:
            return rounded(base * (self.basis_points or 0), WHOLE)
        return min(base, 0 if self.amount is None else self.amount.amount)

    def speaks(self, currency: str) -> bool:
        """Whatever amounts it names are in this currency."""
        return all(money is None or money.currency == currency for money in (self.amount, self.minimum))


class Promotion(msgspec.Struct):
    """A promotion as it is kept. `uses` are claimed by orders; `version` counts its changes."""

    id: UUID
    terms: PromotionTerms
    uses: int
    version: int
    changed_at: datetime
    changed_by: UUID | None = None


class Candidate(msgspec.Struct, frozen=True):
    """A promotion that an order may have, as it was when the order was placed."""

    id: UUID
    terms: PromotionTerms

    @property
    def rank(self) -> tuple[int, UUID]:
        return self.terms.priority, self.id
