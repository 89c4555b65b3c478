"""A refund: how much goes back, for what, and whether it arrived."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Forbidden, Invalid
from orders.money import Money
from orders.published import RefundFailed

BACKOFF_SECONDS = (0.5, 1, 2, 5, 10, 30, 60)
REVIEW_AFTER_ATTEMPTS = 12


class RefundStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Cause(StrEnum):
    ORDER_CANCELLED = "order_cancelled"
    LINES_CANCELLED = "lines_cancelled"
    RETURN = "return"
    GOODWILL = "goodwill"
    SHIPPING = "shipping"


NEXT = {
    (RefundStatus.PENDING, "succeed"): RefundStatus.SUCCEEDED,
    (RefundStatus.PENDING, "fail"): RefundStatus.FAILED,
}


class RefundActionRefused(Conflict):
    type, title = "refund-action-refused", "The refund came to an end already"


class RefundAboveLimit(Forbidden):
    type, title = "refund-above-limit", "You may not give back so much of one order"


class ShippingRefunded(Conflict):
    type, title = "shipping-refund-too-large", "So much of the shipping is not there to give back"


class PaymentDisputed(Conflict):
    type, title = "payment-disputed", "The payment is disputed; nothing is given back until that is decided"


class WrongCurrency(Invalid):
    type, title = "wrong-currency", "The order was paid in another currency"


class Overtaken(Exception):
    """Somebody else recorded something about this refund since it was claimed. Drop what was done."""


class Refund(msgspec.Struct):
    """A row of `refunds`. `version` changes with every claim and every record; amounts are minor units."""

    id: UUID
    order_id: UUID
    status: RefundStatus
    cause: Cause
    amount: int
    currency: str
    requested_at: datetime
    source_id: UUID | None = None
    reason: str | None = None
    code: str | None = None
    requested_by: UUID | None = None
    ended_at: datetime | None = None
    attempts: int = 0
    correlation_id: str | None = None
    version: int = 1

    def succeed(self, now: datetime) -> None:
        """The money is back; the payment announces it."""
        self._move("succeed")
        self.ended_at = now

    def fail(self, code: str, now: datetime) -> RefundFailed:
        self._move("fail")
        self.ended_at, self.code = now, code
        amount = Money(self.amount, self.currency)
        return RefundFailed(order_id=self.order_id, refund_id=self.id, amount=amount, code=code)

    @property
    def backoff(self) -> timedelta:
        return timedelta(seconds=BACKOFF_SECONDS[min(self.attempts, len(BACKOFF_SECONDS) - 1)])

    def _move(self, action: str) -> None:
        try:
            self.status = NEXT[self.status, action]
        except KeyError:
            raise RefundActionRefused(refund_id=self.id, refund_status=self.status, action=action) from None
