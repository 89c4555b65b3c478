"""A fulfilment: one parcel with some pieces of an order's lines."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, NotFound
from orders.order.model import LineQuantity, summed
from orders.published import FulfilmentCancelled, FulfilmentDelivered, FulfilmentShipped, PlacedLine


class FulfilmentStatus(StrEnum):
    PENDING = "pending"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


NEXT = {
    (FulfilmentStatus.PENDING, "ship"): FulfilmentStatus.SHIPPED,
    (FulfilmentStatus.PENDING, "cancel"): FulfilmentStatus.CANCELLED,
    (FulfilmentStatus.SHIPPED, "deliver"): FulfilmentStatus.DELIVERED,
}


class FulfilmentNotFound(NotFound):
    type, title = "fulfilment-not-found", "There is no such fulfilment"


class FulfilmentActionRefused(Conflict):
    type, title = "fulfilment-action-refused", "The fulfilment is past the point where this is possible"


class Tracking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the customer can follow the parcel; whatever of it there is."""

    carrier: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    tracking_number: Annotated[str, Meta(pattern=r"^[A-Za-z0-9 ./-]{1,60}\Z")] | None = None
    tracking_url: Annotated[str, Meta(pattern=r"^https://[!-~]{1,500}\Z")] | None = None


class Fulfilment(msgspec.Struct):
    """`lines` name each line once."""

    id: UUID
    order_id: UUID
    status: FulfilmentStatus
    created_at: datetime
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    lines: list[LineQuantity] = []

    @property
    def pieces(self) -> dict[int, int]:
        """Line number → quantity."""
        return summed(self.lines)

    def ship(self, tracking: Tracking, lines: list[PlacedLine], now: datetime) -> FulfilmentShipped:
        self._move("ship")
        self.shipped_at, self.carrier = now, tracking.carrier
        self.tracking_number, self.tracking_url = tracking.tracking_number, tracking.tracking_url
        return FulfilmentShipped(fulfilment_id=self.id, order_id=self.order_id, lines=lines)

    def deliver(self, lines: list[PlacedLine], now: datetime) -> FulfilmentDelivered:
        self._move("deliver")
        self.delivered_at = now
        return FulfilmentDelivered(fulfilment_id=self.id, order_id=self.order_id, lines=lines)

    def cancel(self, lines: list[PlacedLine], now: datetime) -> FulfilmentCancelled:
        self._move("cancel")
        self.cancelled_at = now
        return FulfilmentCancelled(fulfilment_id=self.id, order_id=self.order_id, lines=lines)

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise FulfilmentActionRefused(
                fulfilment_id=self.id, fulfilment_status=self.status, action=action
            ) from None
