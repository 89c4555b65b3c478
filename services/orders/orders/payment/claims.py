"""Stripe's intents and refunds, read as claims in our words."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from orders.payment.model import Claim, IntentClaim, OperationState, PaymentStatus, RefundClaim

# https://docs.stripe.com/payments/paymentintents/lifecycle
INTENTS = {
    "requires_payment_method": PaymentStatus.FAILED,
    "requires_confirmation": PaymentStatus.CREATED,
    "processing": PaymentStatus.CREATED,
    "requires_action": PaymentStatus.REQUIRES_ACTION,
    "requires_capture": PaymentStatus.AUTHORIZED,
    "succeeded": PaymentStatus.CAPTURED,
    "canceled": PaymentStatus.VOIDED,
}
REFUNDS = {
    "succeeded": OperationState.SUCCEEDED,
    "pending": OperationState.SUCCEEDED,
    "requires_action": OperationState.SUCCEEDED,
    "failed": OperationState.FAILED,
    "canceled": OperationState.FAILED,
}


class StripeObject(msgspec.Struct):
    """What intents and refunds have in common; `created` is in Unix seconds."""

    id: str
    object: str
    status: str
    amount: int
    currency: str
    created: int
    metadata: dict[str, str] = {}


def claim_of(document: Any) -> Claim | None:
    """The claim of a payment intent or a refund; None for anything else."""
    try:
        found = msgspec.convert(document, StripeObject)
    except msgspec.ValidationError:
        return None
    shared: dict[str, Any] = {
        "reference": found.id,
        "amount": found.amount,
        "currency": found.currency.upper(),
        "created_at": datetime.fromtimestamp(found.created, UTC),
        "order_id": _uuid(found.metadata.get("order_id")),
        "operation_id": _uuid(found.metadata.get("operation_id")),
        "difference_id": _uuid(found.metadata.get("difference_id")),
    }
    if found.object == "payment_intent" and found.status in INTENTS:
        return IntentClaim(status=INTENTS[found.status], **shared)
    if found.object == "refund" and found.status in REFUNDS:
        return RefundClaim(state=REFUNDS[found.status], **shared)
    return None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
