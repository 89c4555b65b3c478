"""The payment of an order, and the operations asked of the provider."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Conflict, NotFound
from orders.money import Money
from orders.order.model import Order, OrderLine
from orders.published import (
    PaymentActionRequired,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFailed,
    PaymentVoided,
    RefundSucceeded,
)

MoneyMoved = PaymentAuthorized | PaymentCaptured | PaymentVoided | RefundSucceeded
PaymentEvent = MoneyMoved | PaymentActionRequired | PaymentFailed


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
    """WAITING: the provider waits for its customer, who must prove themselves to their bank."""

    PENDING = "pending"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


OPEN = (OperationState.PENDING, OperationState.WAITING, OperationState.UNKNOWN)
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


class NextAction(msgspec.Struct, frozen=True):
    """What the customer's client does next, as the provider says it: follow the URL, or hand the secret
    to the provider's own code (https://docs.stripe.com/payments/3d-secure). Until `expires_at`.
    """

    type: str
    client_secret: str | None
    redirect_url: str | None = None
    expires_at: datetime | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What the provider said to one operation. UNKNOWN: it may or may not have happened.

    `is_absent`: its records were looked through, and it is not in them.
    """

    state: OperationState
    reference: str | None = None
    code: str | None = None
    is_absent: bool = False
    action: NextAction | None = None


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

    def hear(self, outcome: Outcome, now: datetime) -> None:
        """Take down what the provider said. One that waits goes on waiting when the provider is not reached.

        One that never happened, although it was asked for, has failed: it is asked for under a new key.
        """
        if outcome.state != OperationState.UNKNOWN or self.state != OperationState.WAITING:
            self.state = outcome.state
        self.code = outcome.code
        self.provider_reference = outcome.reference or self.provider_reference
        if outcome.is_absent and self.missing(now):
            self.state, self.code = OperationState.FAILED, NEVER_HAPPENED

    def missing(self, now: datetime) -> bool:
        """Absent, and so a while ago: it did not happen and will not."""
        self.absent_since = self.absent_since or now
        return now - self.absent_since >= ABSENT_FOR


class Call(Operation, kw_only=True):
    """An operation with everything the provider needs to hear. `intent` names what was authorized."""

    currency: str
    payment_method: str
    intent: str | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says of an intent or a refund. The ids are those we gave it with the call.

    `difference_id`: it was made to set something right, see `reconciliation`.
    """

    reference: str
    amount: int
    currency: str
    created_at: datetime
    order_id: UUID | None
    operation_id: UUID | None
    difference_id: UUID | None = None


class IntentClaim(Claim, frozen=True, kw_only=True):
    status: PaymentStatus


class RefundClaim(Claim, frozen=True, kw_only=True):
    state: OperationState


class Unknown(msgspec.Struct, frozen=True):
    """How many calls have no known outcome, and since when the first of them."""

    count: int
    oldest: datetime | None


class Known(msgspec.Struct, frozen=True):
    """What we have on a claim: its order's payment, and the operation that it names, if they exist.

    `is_moving`: a call to the provider is open for this order.
    """

    status: PaymentStatus
    amount: int
    currency: str
    provider_reference: str | None
    is_moving: bool
    kind: Kind | None = None
    state: OperationState | None = None
    operation_amount: int | None = None


class Reference(msgspec.Struct, frozen=True):
    """An intent that, by our ledger, the provider has authorized."""

    order_id: UUID
    reference: str
    amount: int
    currency: str

    def claim(self, now: datetime) -> Claim:
        """As if the provider had said nothing about it."""
        return Claim(
            reference=self.reference,
            amount=self.amount,
            currency=self.currency,
            created_at=now,
            order_id=self.order_id,
            operation_id=None,
        )


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
    next_action: NextAction | None = None

    def follow(self, operation: Operation, outcome: Outcome, *, until: datetime) -> PaymentEvent | None:
        """What became of the payment by the provider's answer, if anything did."""
        if outcome.state == OperationState.SUCCEEDED:
            return self.succeed(operation)
        if outcome.state == OperationState.WAITING:
            return self.require_action(operation, outcome.action, until)
        if outcome.state == OperationState.FAILED and operation.kind == Kind.AUTHORIZE:
            return self.fail(outcome.code or "declined")
        return None

    def succeed(self, operation: Operation) -> PaymentEvent:
        """The provider did what `operation` asked."""
        if operation.kind == Kind.VOID and self.status == PaymentStatus.REQUIRES_ACTION:
            return self.fail("expired", action="expire")  # nothing was held that could be let go
        if operation.kind == Kind.REFUND:
            return self._refund(operation)
        self._move(operation.kind)
        if operation.kind == Kind.AUTHORIZE:
            self.provider_reference, self.next_action = operation.provider_reference, None
        amount = Money(operation.amount, self.currency)
        return SUCCEEDED[operation.kind](order_id=self.order_id, payment_id=self.id, amount=amount)

    def require_action(
        self, operation: Operation, action: NextAction | None, until: datetime
    ) -> PaymentActionRequired | None:
        """The customer must prove themselves to their bank first; hearing it again changes nothing."""
        if self.status == PaymentStatus.REQUIRES_ACTION:
            return None
        self._move("require_action")
        self.provider_reference = operation.provider_reference
        action = action or NextAction("unknown", None)
        self.next_action = msgspec.structs.replace(action, expires_at=until)
        amount = Money(self.amount, self.currency)
        return PaymentActionRequired(
            order_id=self.order_id, payment_id=self.id, amount=amount, expires_at=until
        )

    def fail(self, code: str, *, action: str = "fail") -> PaymentFailed:
        """The provider declined the authorization, or its customer did not prove themselves in time."""
        self._move(action)
        self.next_action = None
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
