"""The order: its lines, its states, and what may happen in each of them."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, Invalid, NotFound
from orders.money import Money, share
from orders.pricing.model import Applied, Breakdown, Charge, ShippingCharge, Terms
from orders.published import (
    CancellationStarted,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderLinked,
    OrderPlaced,
    PlacedLine,
)


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


class OrderOnHold(Conflict):
    type, title = "order-on-hold", "The order is on hold; nothing of it is sent"


class UnknownLine(Invalid):
    type, title = "unknown-line", "The order has no such line"


class QuantityExceeded(Conflict):
    type, title = "quantity-exceeded", "There is less left of a line than this"


class Counter(StrEnum):
    """Where pieces of a line are. Each counts those after it too: what is delivered was shipped."""

    CANCELLED = "cancelled"
    FULFILLING = "fulfilling"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    ANNOUNCED = "announced"
    RETURNED = "returned"


# What may move into a counter: the first of these, without the others.
LEFT = {
    Counter.CANCELLED: ("quantity", "cancelled", "fulfilling"),
    Counter.FULFILLING: ("quantity", "cancelled", "fulfilling"),
    Counter.SHIPPED: ("fulfilling", "shipped"),
    Counter.DELIVERED: ("shipped", "delivered"),
    Counter.ANNOUNCED: ("delivered", "announced"),
    Counter.RETURNED: ("announced", "returned"),
}


class LineQuantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many pieces of the order's line with this number."""

    line: Annotated[int, Meta(ge=1, le=100)]
    quantity: Annotated[int, Meta(ge=1, le=999)]


LineQuantities = Annotated[list[LineQuantity], Meta(min_length=1, max_length=100)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]


class OrderLine(msgspec.Struct):
    """What is bought; what it is called and costs is known once the hold answered."""

    number: int
    variant_id: UUID
    quantity: int
    sku: str | None = None
    name: str | None = None
    unit_amount: int | None = None
    cancelled: int = 0
    fulfilling: int = 0
    shipped: int = 0
    delivered: int = 0
    announced: int = 0
    returned: int = 0
    discount_amount: int = 0
    net_amount: int | None = None
    tax_rate_ppm: int = 0
    tax_amount: int = 0

    def cost(self, charge: Charge) -> None:
        """From now on it costs this."""
        self.discount_amount, self.net_amount = charge.discount, charge.net
        self.tax_rate_ppm, self.tax_amount = charge.tax_rate_ppm, charge.tax

    @property
    def charge(self) -> Charge:
        """What all its pieces cost; nothing before the hold. Without a net amount it cost its price."""
        gross = (self.unit_amount or 0) * self.quantity
        net = gross if self.net_amount is None else self.net_amount
        return Charge(gross, self.discount_amount, net, self.tax_rate_ppm, self.tax_amount)

    def left(self, counter: Counter) -> int:
        """How many pieces may still move into `counter`."""
        whole, *gone = (int(getattr(self, name)) for name in LEFT[counter])
        return whole - sum(gone)

    @property
    def is_done(self) -> bool:
        """Every piece was delivered or cancelled, and none is on its way back."""
        return self.delivered + self.cancelled == self.quantity and self.announced == self.returned


def summed(lines: list[LineQuantity]) -> dict[int, int]:
    """Line number → quantity; a line named twice is meant twice."""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.line] = sums.get(line.line, 0) + line.quantity
    return sums


def by_variant(lines: list[OrderLine], quantities: dict[int, int]) -> list[PlacedLine]:
    """The same quantities as other services know them: by variant, each once."""
    sums: dict[UUID, int] = {}
    for line in lines:
        if line.number in quantities:
            sums[line.variant_id] = sums.get(line.variant_id, 0) + quantities[line.number]
    return [PlacedLine(variant_id, quantity) for variant_id, quantity in sums.items()]


def worth(lines: list[OrderLine], leaving: dict[int, int]) -> int:
    """What was paid for the pieces in `leaving`, after discounts and with tax, without shipping.

    `lines` count them as cancelled or returned already.
    """
    return sum(
        share(
            line.charge.paid,
            line.quantity,
            before=line.cancelled + line.returned - leaving[line.number],
            count=leaving[line.number],
        )
        for line in lines
        if line.number in leaving
    )


def readable_number(count: int) -> str:
    """A number to read out: digits in fours, the last one a check digit (Luhn) that catches a slip."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(str(count)))]
    check = -sum(digit // 10 + digit % 10 for digit in doubled) % 10
    digits = f"{count}{check}"
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def counted(number: str) -> int | None:
    """The count behind a number that was read out, written with or without dashes; None for a slip."""
    digits = number.replace("-", "").replace(" ", "")
    if re.fullmatch("[0-9]{2,18}", digits) is None:
        return None
    count = int(digits[:-1])
    return count if readable_number(count).replace("-", "") == digits else None


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


class Charges(msgspec.Struct, frozen=True):
    """What an order costs beside its lines, and how the discounts of all came about."""

    prices_include_tax: bool = True
    shipping: ShippingCharge | None = None
    promotions: tuple[Applied, ...] = ()


class Order(msgspec.Struct):
    """`total_amount` and `currency` are what the hold answered, in minor units.

    `terms` price it then; what is left of them afterwards are the uses of promotions that it has.
    """

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
    number: int = 0
    hold_reason: str | None = None
    completed_at: datetime | None = None
    terms: Terms | None = None
    charges: Charges | None = None

    @property
    def shipping_paid(self) -> int:
        """What sending it cost, with tax, in minor units."""
        shipping = None if self.charges is None else self.charges.shipping
        return 0 if shipping is None else shipping.paid

    def breakdown(self, lines: list[OrderLine]) -> Breakdown | None:
        """What it costs and why; None before the hold."""
        if self.currency is None:
            return None
        charges = self.charges or Charges()
        return Breakdown(
            currency=self.currency,
            prices_include_tax=charges.prices_include_tax,
            lines=tuple(line.charge for line in lines),
            shipping=charges.shipping,
            promotions=charges.promotions,
        )

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

    def give_to(self, customer_id: UUID) -> OrderLinked:
        """Who bought it as a guest has shown to be the owner of this account."""
        self.customer_id = customer_id
        return OrderLinked(order_id=self.id, customer_id=customer_id)

    def hold(self, lines: list[OrderLine], cost: Breakdown) -> None:
        """Stock is held at these prices."""
        self._move("hold")
        self.total_amount, self.currency = cost.total, cost.currency
        self.charges = Charges(cost.prices_include_tax, cost.shipping, cost.promotions)
        self.terms = None if self.terms is None else self.terms.used(cost.applied)
        for line, charge in zip(lines, cost.lines, strict=True):
            line.cost(charge)

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

    def complete(self, now: datetime) -> OrderCompleted:
        self._move("complete")
        self.completed_at = now
        return OrderCompleted(order_id=self.id, customer_id=self.customer_id, completed_at=now)

    def require(self, action: str, *statuses: OrderStatus) -> None:
        """Refuse what is done to the order's parts unless the order is in one of these."""
        if self.status not in statuses:
            raise OrderActionRefused(order_id=self.id, status=self.status, action=action)

    def require_sendable(self) -> None:
        """Only what is paid for is sent, and nothing while staff holds it back."""
        self.require("fulfil", OrderStatus.CONFIRMED)
        if self.hold_reason is not None:
            raise OrderOnHold(order_id=self.id)

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise OrderActionRefused(order_id=self.id, status=self.status, action=action) from None
