"""The order: its lines, its states, and what may happen in each of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, NotFound
from orders.money import Money
from orders.published import CancellationStarted, OrderCancelled, OrderConfirmed, OrderPlaced, PlacedLine


class OrderStatus(StrEnum):
    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    OUT_OF_STOCK = "out_of_stock"
    TOTAL_CHANGED = "total_changed"
    PAYMENT_DECLINED = "payment_declined"
    EXPIRED = "expired"
    CUSTOMER = "customer"
    STAFF = "staff"


NEXT = {
    (OrderStatus.PENDING, "hold"): OrderStatus.AWAITING_PAYMENT,
    (OrderStatus.PENDING, "cancel"): OrderStatus.CANCELLING,
    (OrderStatus.AWAITING_PAYMENT, "confirm"): OrderStatus.CONFIRMED,
    (OrderStatus.AWAITING_PAYMENT, "cancel"): OrderStatus.CANCELLING,
    (OrderStatus.CONFIRMED, "cancel"): OrderStatus.CANCELLING,
    (OrderStatus.CONFIRMED, "complete"): OrderStatus.COMPLETED,
    (OrderStatus.CANCELLING, "close"): OrderStatus.CANCELLED,
}
ERASED = "–"  # in place of what named a person who was forgotten
ENDING = (OrderStatus.CANCELLING, OrderStatus.CANCELLED)


class OrderNotFound(NotFound):
    type, title = "order-not-found", "There is no such order"


class OrderActionRefused(Conflict):
    type, title = "order-action-refused", "The order is past the point where this is possible"


class OrderLine(msgspec.Struct):
    """What is bought; what it is called and costs is known once the hold answered."""

    number: int
    variant_id: UUID
    quantity: int
    sku: str | None = None
    name: str | None = None
    unit_amount: int | None = None


Text = Annotated[str, Meta(min_length=1, max_length=120)]


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the goods go. Kept here and nowhere else; never in an event or a log."""

    name: Text
    line1: Text
    city: Text
    postal_code: Annotated[str, Meta(min_length=1, max_length=20)]
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z", description="ISO 3166-1 alpha-2")]
    line2: Text | None = None
    region: Text | None = None


class Order(msgspec.Struct):
    """`total_amount` and `currency` are what the hold answered, in minor units."""

    id: UUID
    customer_id: UUID
    status: OrderStatus
    payment_method: str
    shipping_address: Address
    placed_at: datetime
    email: str | None = None
    expected_amount: int | None = None
    expected_currency: str | None = None
    total_amount: int | None = None
    currency: str | None = None
    cancel_reason: CancelReason | None = None
    refusal: dict[str, Any] = {}
    needs_review: str | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def total(self) -> Money | None:
        return (
            None
            if self.total_amount is None or self.currency is None
            else Money(self.total_amount, self.currency)
        )

    @property
    def is_as_expected(self) -> bool:
        """The customer named no total, or exactly this one."""
        return self.expected_amount is None or (self.expected_amount, self.expected_currency) == (
            self.total_amount,
            self.currency,
        )

    @property
    def is_ending(self) -> bool:
        return self.status in ENDING

    def placed(self, lines: list[OrderLine]) -> OrderPlaced:
        wanted = [PlacedLine(line.variant_id, line.quantity) for line in lines]
        return OrderPlaced(
            order_id=self.id, customer_id=self.customer_id, lines=wanted, placed_at=self.placed_at
        )

    def hold(self, total: Money) -> None:
        """Stock is held at these prices."""
        self._move("hold")
        self.total_amount, self.currency = total.amount, total.currency

    def confirm(self, now: datetime) -> OrderConfirmed:
        self._move("confirm")
        self.confirmed_at, self.needs_review = now, None
        return OrderConfirmed(
            order_id=self.id,
            customer_id=self.customer_id,
            total=Money(self.total_amount or 0, self.currency or ""),
            confirmed_at=now,
        )

    def cancel(self, reason: CancelReason, now: datetime, **refusal: Any) -> CancellationStarted:
        self._move("cancel")
        self.cancel_reason, self.refusal = reason, refusal
        return CancellationStarted(
            order_id=self.id, customer_id=self.customer_id, reason=reason, started_at=now
        )

    def close(self, now: datetime) -> OrderCancelled:
        """The cancellation is through: nothing is held, nothing is owed."""
        self._move("close")
        self.cancelled_at, self.needs_review = now, None
        return OrderCancelled(
            order_id=self.id, customer_id=self.customer_id, reason=str(self.cancel_reason), cancelled_at=now
        )

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise OrderActionRefused(order_id=self.id, status=self.status, action=action) from None
