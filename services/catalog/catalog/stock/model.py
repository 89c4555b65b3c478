"""Stock of a variant at a location: what is there, what is promised, and how the two may move."""

from enum import StrEnum
from uuid import UUID

import msgspec

from catalog.published import StockChanged
from chassis.errors import Conflict, Invalid, NotFound

DEFAULT_LOCATION = UUID("01890000-0000-7000-8000-000000000001")
"""The one place stock is kept, until there are more."""


class LevelNotFound(NotFound):
    type, title = "stock-level-not-found", "This variant has no stock level"


class UnknownVariant(Invalid):
    type, title = "unknown-variant", "A variant does not exist or is not for sale"


class StockBelowReserved(Conflict):
    type, title = "stock-below-reserved", "Stock cannot be less than what is promised to orders"


class Kind(StrEnum):
    """What kind of operation moved a level."""

    ADJUST = "adjust"
    HOLD = "hold"
    RELEASE = "release"
    EXPIRE = "expire"


class Level(msgspec.Struct):
    """A level, and whose it is."""

    variant_id: UUID
    location_id: UUID
    product_id: UUID
    sku: str
    on_hand: int = 0
    reserved: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    def move(self, *, on_hand: int = 0, reserved: int = 0) -> StockChanged:
        self.on_hand += on_hand
        self.reserved += reserved
        if not 0 <= self.reserved <= self.on_hand:
            raise StockBelowReserved(sku=self.sku)
        return StockChanged(
            variant_id=self.variant_id,
            product_id=self.product_id,
            sku=self.sku,
            on_hand=self.on_hand,
            reserved=self.reserved,
            available=self.available,
        )


class Move(msgspec.Struct, frozen=True):
    """What one operation does to one level."""

    level: Level
    on_hand: int = 0
    reserved: int = 0
