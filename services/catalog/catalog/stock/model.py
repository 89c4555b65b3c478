"""Stock of a variant at its locations: what is there, what is promised, how it sells, and how it may move."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec

from catalog.availability import Policy, Shown, Strategy, Terms, show
from catalog.location.model import DEFAULT_LOCATION
from catalog.published import BackInStock, LowStock, StockChanged
from chassis import version
from chassis.errors import Conflict, Invalid, NotFound

LONGEST_PREORDER = timedelta(days=731)
LONGEST_COUNT = timedelta(days=31)


class LevelNotFound(NotFound):
    type, title = "stock-level-not-found", "This variant has no stock level"


class UnknownVariant(Invalid):
    type, title = "unknown-variant", "A variant does not exist or is not for sale"


class StockBelowReserved(Conflict):
    type, title = "stock-below-reserved", "Stock cannot be less than what is promised to orders"


class StockBelowZero(Conflict):
    type, title = "stock-below-zero", "There cannot be less than nothing"


class TermsInvalid(Invalid):
    type, title = "terms-invalid", "How a variant sells contradicts itself"


class Kind(StrEnum):
    """What kind of operation moved a level."""

    ADJUST = "adjust"
    COUNT = "count"
    HOLD = "hold"
    RELEASE = "release"
    EXPIRE = "expire"
    SHIP = "ship"
    RETURN = "return"


class Level(msgspec.Struct):
    """A variant at a location. `allowance` is the most that may be owed there."""

    variant_id: UUID
    location_id: UUID
    product_id: UUID
    sku: str
    on_hand: int = 0
    reserved: int = 0
    is_open: bool = True
    allowance: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    def move(self, *, on_hand: int = 0, reserved: int = 0) -> None:
        self.on_hand += on_hand
        self.reserved += reserved
        if not 0 <= self.reserved <= self.on_hand + self.allowance:
            raise StockBelowReserved(sku=self.sku)

    def correct(self, delta: int) -> "Move":
        """Somebody looked: there are so many more, or fewer. Nobody sees less than nothing; what was shipped
        before it was booked in is made up for step by step."""
        if delta < 0 and self.on_hand + delta < 0:
            raise StockBelowZero(sku=self.sku, on_hand=self.on_hand)
        return Move(self, on_hand=delta)


class Move(msgspec.Struct, frozen=True):
    """What one operation does to one level."""

    level: Level
    on_hand: int = 0
    reserved: int = 0


class Correction(msgspec.Struct, frozen=True):
    """What a level should be by its books. `lacking` is what the ledger has to add to `reserved` for that."""

    level: Level
    on_hand: int
    reserved: int
    lacking: int

    @property
    def is_needed(self) -> bool:
        level = self.level
        return (level.on_hand, level.reserved, self.lacking) != (self.on_hand, self.reserved, 0)

    def make(self) -> str:
        """The level is as it should be; says what it was."""
        level = self.level
        if not 0 <= self.reserved <= self.on_hand + level.allowance:
            raise StockBelowReserved(sku=level.sku, on_hand=self.on_hand, reserved=self.reserved)
        said = f"on hand {level.on_hand} → {self.on_hand}, reserved {level.reserved} → {self.reserved}"
        level.on_hand, level.reserved = self.on_hand, self.reserved
        return said


class Look(NamedTuple):
    """What others see of a stock. When a part of it changes, somebody is told."""

    available: int
    is_low: bool
    shown: Shown


class Stock(msgspec.Struct):
    """All levels of a variant, in the order in which holds take from them, and how it sells."""

    variant_id: UUID
    product_id: UUID
    sku: str
    terms: Terms
    low_stock_at: int | None
    version: int
    levels: list[Level]

    @property
    def etag(self) -> str:
        return version.etag(self.version)

    @property
    def available(self) -> int:
        """There and not promised; less than nothing when some are owed."""
        return sum(level.available for level in self.levels if level.is_open)

    def sellable(self, now: datetime) -> int:
        """What a hold may ask for."""
        return max(0, self.available + self.terms.beyond(now))

    def at(self, location_id: UUID) -> Level | None:
        return next((level for level in self.levels if level.location_id == location_id), None)

    @property
    def default(self) -> Level:
        """Where the variant began."""
        return next(level for level in self.levels if level.location_id == DEFAULT_LOCATION)

    def allocate(self, quantity: int) -> list[Move]:
        """From where a hold takes so many: what is there, and the rest is owed by the default location."""
        taken: dict[UUID, int] = {}
        for level in self.levels:
            if level.is_open and (part := min(quantity, level.available)) > 0:
                taken[level.location_id] = part
                quantity -= part
        if quantity:
            taken[DEFAULT_LOCATION] = taken.get(DEFAULT_LOCATION, 0) + quantity
        return [
            Move(level, reserved=taken[level.location_id])
            for level in self.levels
            if level.location_id in taken
        ]

    def set_terms(self, terms: Terms, low_stock_at: int | None, *, now: datetime) -> None:
        """Nothing more is promised than they allow; what was promised before stays so."""
        check_terms(terms, now=now)
        self.terms, self.low_stock_at = terms, low_stock_at
        self.version += 1
        owed = max(0, -self.default.available)
        self.default.allowance = max(terms.allowance, owed)

    def look(self, *, strategy: Strategy, now: datetime) -> Look:
        is_low = self.low_stock_at is not None and self.available <= self.low_stock_at
        return Look(self.available, is_low, show(self.available, self.terms, strategy=strategy, now=now))

    def changed(self, now: datetime) -> StockChanged:
        return StockChanged(
            variant_id=self.variant_id,
            product_id=self.product_id,
            sku=self.sku,
            on_hand=sum(level.on_hand for level in self.levels),
            reserved=sum(level.reserved for level in self.levels),
            available=self.available,
            sellable=self.sellable(now),
        )

    def crossings(self, before: Look, after: Look) -> Iterator[LowStock | BackInStock]:
        """What is worth a word of its own."""
        if after.is_low and not before.is_low:
            yield LowStock(
                variant_id=self.variant_id,
                product_id=self.product_id,
                sku=self.sku,
                available=after.available,
                threshold=self.low_stock_at or 0,
            )
        if before.available <= 0 < after.available:
            yield BackInStock(
                variant_id=self.variant_id,
                product_id=self.product_id,
                sku=self.sku,
                available=after.available,
            )


class Count(msgspec.Struct, frozen=True):
    """`counted` were there when the ledger was at this `position`, or at this time."""

    counted: int
    position: int | None = None
    counted_at: datetime | None = None

    def check(self, now: datetime, *, last_position: int) -> None:
        """It was made before now, and not so long ago that nobody knows what it meant."""
        if self.position is not None and self.position > last_position:
            raise Invalid(pointer="/position", detail="the ledger has not come so far")
        if self.counted_at is not None and not timedelta() <= now - self.counted_at <= LONGEST_COUNT:
            raise Invalid(pointer="/counted_at", detail="a count was made within the last 31 days")

    def delta(self, level: Level, *, moved_since: int) -> int:
        """What the books lack: what was counted, and everything that came or went since, is there now."""
        return self.counted + moved_since - level.on_hand


def check_terms(terms: Terms, *, now: datetime) -> None:
    if (terms.policy == Policy.DENY) != (terms.allowance == 0):
        raise TermsInvalid(pointer="/allowance", detail="how many may be owed; none with deny")
    if (terms.policy == Policy.PREORDER) != (terms.until is not None):
        raise TermsInvalid(pointer="/until", detail="a preorder ends at a time, and only a preorder")
    if terms.until is not None and not timedelta() < terms.until - now <= LONGEST_PREORDER:
        raise TermsInvalid(pointer="/until", detail="a preorder ends in the future, within two years")
