"""The payment of an order, and the operations asked of the provider."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, NotFound
from orders.money import Money
from orders.order.model import Order, OrderLine
from orders.published import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFailed,
    PaymentVoided,
    RefundSucceeded,
)

PaymentEvent = PaymentAuthorized | PaymentCaptured | PaymentVoided | RefundSucceeded


class PaymentStatus(StrEnum):
    CREATED = "created"
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    VOIDED = "voided"
    FAILED = "failed"
    EXPIRED = "expired"


class Kind(StrEnum):
    AUTHORIZE = "authorize"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"


class OperationState(StrEnum):
    PENDING = "pending"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


LOOK_UP_AFTER_TRIES = 3
ABSENT_FOR = timedelta(seconds=60)
NEVER_HAPPENED = "never_happened"

NEXT = {
    (PaymentStatus.CREATED, "require_action"): PaymentStatus.REQUIRES_ACTION,
    (PaymentStatus.CREATED, "authorize"): PaymentStatus.AUTHORIZED,
    (PaymentStatus.CREATED, "fail"): PaymentStatus.FAILED,
    (PaymentStatus.REQUIRES_ACTION, "authorize"): PaymentStatus.AUTHORIZED,
    (PaymentStatus.REQUIRES_ACTION, "fail"): PaymentStatus.FAILED,
    (PaymentStatus.REQUIRES_ACTION, "expire"): PaymentStatus.EXPIRED,
    (PaymentStatus.AUTHORIZED, "capture"): PaymentStatus.CAPTURED,
    (PaymentStatus.AUTHORIZED, "void"): PaymentStatus.VOIDED,
    (PaymentStatus.AUTHORIZED, "expire"): PaymentStatus.EXPIRED,
}


SUCCEEDED: dict[Kind, type[PaymentAuthorized | PaymentCaptured | PaymentVoided]] = {
    Kind.AUTHORIZE: PaymentAuthorized,
    Kind.CAPTURE: PaymentCaptured,
    Kind.VOID: PaymentVoided,
}


class PaymentActionRefused(Conflict):
    type, title = "payment-action-refused", "The payment is past the point where this is possible"


class RefundTooLarge(Conflict):
    type, title = "refund-too-large", "Less than this was captured and is not given back yet"


class PaymentNotFound(NotFound):
    type, title = "payment-not-found", "The order has no such payment"


class Outcome(msgspec.Struct, frozen=True):
    """What the provider said to one operation. UNKNOWN: it may or may not have happened.

    `is_absent`: its records were looked through, and it is not in them.
    """

    state: OperationState
    reference: str | None = None
    code: str | None = None
    is_absent: bool = False


class Operation(msgspec.Struct):
    """One call to the provider, and every repeat of it. `id` is the provider's idempotency key."""

    id: UUID
    order_id: UUID
    kind: Kind
    state: OperationState
    amount: int
    first_tried_at: datetime
    provider_reference: str | None = None
    code: str | None = None
    tries: int = 0
    absent_since: datetime | None = None
    refund_id: UUID | None = None

    @property
    def must_be_looked_up(self) -> bool:
        """A key can have an error for its answer, and has it for ever: after some tries, ask what is true."""
        return self.tries >= LOOK_UP_AFTER_TRIES

    def missing(self, now: datetime) -> bool:
        """Absent, and so a while ago: it did not happen and will not."""
        self.absent_since = self.absent_since or now
        return now - self.absent_since >= ABSENT_FOR


class Call(Operation, kw_only=True):
    """An operation with everything the provider needs to hear. `intent` names what was authorized."""

    currency: str
    payment_method: str
    intent: str | None = None


class Payment(msgspec.Struct):
    """Money for one order, in minor units of `currency`. `refunding` is what went back or is about to."""

    id: UUID
    order_id: UUID
    status: PaymentStatus
    amount: int
    currency: str
    provider_reference: str | None = None
    refunded: int = 0
    refunding: int = 0

    def succeed(self, operation: Operation) -> PaymentEvent:
        """The provider did what `operation` asked."""
        if operation.kind == Kind.REFUND:
            return self._refund(operation)
        self._move(operation.kind)
        if operation.kind == Kind.AUTHORIZE:
            self.provider_reference = operation.provider_reference
        amount = Money(operation.amount, self.currency)
        return SUCCEEDED[operation.kind](order_id=self.order_id, payment_id=self.id, amount=amount)

    def fail(self, code: str) -> PaymentFailed:
        """The provider declined the authorization."""
        self._move("fail")
        amount = Money(self.amount, self.currency)
        return PaymentFailed(order_id=self.order_id, payment_id=self.id, amount=amount, code=code)

    @property
    def refundable(self) -> int:
        return self.amount - self.refunding if self.status == PaymentStatus.CAPTURED else 0

    @property
    def is_settled(self) -> bool:
        """No money is on its way back."""
        return self.refunding == self.refunded

    def _refund(self, operation: Operation) -> RefundSucceeded:
        if operation.amount > self.refunding - self.refunded:
            raise PaymentActionRefused(order_id=self.order_id, status=self.status, action="refund")
        self.refunded += operation.amount
        amount = Money(operation.amount, self.currency)
        return RefundSucceeded(
            order_id=self.order_id, payment_id=self.id, amount=amount, refund_id=operation.refund_id
        )

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise PaymentActionRefused(order_id=self.order_id, status=self.status, action=action) from None


class Shown(msgspec.Struct, frozen=True):
    """What the customer sees of an order, beside its own status."""

    payment_status: str
    fulfilment_status: str
    return_status: str


def shown(order: Order, lines: list[OrderLine], payment: Payment | None) -> Shown:
    """Derived whenever somebody looks, and kept nowhere."""
    return Shown(_paid(payment), "none" if order.is_ending else _sent(lines), _returned(lines))


def _paid(payment: Payment | None) -> str:
    if payment is None:
        return "none"
    if payment.status == PaymentStatus.CAPTURED and payment.refunded:
        return "refunded" if payment.refunded == payment.amount else "partially_refunded"
    return {
        PaymentStatus.CREATED: "pending",
        PaymentStatus.CAPTURED: "paid",
    }.get(payment.status, str(payment.status))


def _sent(lines: list[OrderLine]) -> str:
    wanted = sum(line.quantity - line.cancelled for line in lines)
    shipped, delivered = sum(line.shipped for line in lines), sum(line.delivered for line in lines)
    if wanted == 0:
        return "none"
    if delivered:
        return "delivered" if delivered == wanted else "partially_delivered"
    if shipped:
        return "shipped" if shipped == wanted else "partially_shipped"
    return "unfulfilled"


def _returned(lines: list[OrderLine]) -> str:
    delivered, returned = sum(line.delivered for line in lines), sum(line.returned for line in lines)
    if sum(line.announced for line in lines) > returned:
        return "requested"
    if returned:
        return "returned" if returned == delivered else "partially_returned"
    return "none"
