"""A claim of the provider, judged by what we know; and a difference, until it is settled."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from orders.money import Money
from orders.payment.model import (
    OPEN,
    Claim,
    IntentClaim,
    Kind,
    Known,
    OperationState,
    PaymentStatus,
    RefundClaim,
)
from orders.published import StrayPaymentReturned


class Verdict(StrEnum):
    """BEHIND: a call of ours is open and this is news of it. All from UNKNOWN_ORDER on are differences."""

    IGNORED = "ignored"
    AGREES = "agrees"
    BEHIND = "behind"
    UNKNOWN_ORDER = "unknown_order"
    AMOUNT_DIFFERS = "amount_differs"
    CURRENCY_DIFFERS = "currency_differs"
    STATUS_DIFFERS = "status_differs"
    STRAY_AUTHORIZATION = "stray_authorization"
    STRAY_CAPTURE = "stray_capture"
    UNKNOWN_REFUND = "unknown_refund"
    REFUND_FAILED = "refund_failed"
    MISSING = "missing"


class State(StrEnum):
    """SUSPECTED: to be looked into. OPEN: for people."""

    SUSPECTED = "suspected"
    OPEN = "open"
    REPAIRED = "repaired"
    DISMISSED = "dismissed"


NEXT = {
    (State.SUSPECTED, "agrees"): State.DISMISSED,
    (State.SUSPECTED, "repair"): State.REPAIRED,
    (State.SUSPECTED, "confirm"): State.OPEN,
    (State.DISMISSED, "suspect"): State.SUSPECTED,
}

FINE = (Verdict.IGNORED, Verdict.AGREES, Verdict.BEHIND)
# A claim that names the wrong order or the wrong money is kept as it came: nothing can be done for it here.
QUARANTINED = (
    Verdict.UNKNOWN_ORDER,
    Verdict.AMOUNT_DIFFERS,
    Verdict.CURRENCY_DIFFERS,
    Verdict.UNKNOWN_REFUND,
)
REPAIRABLE = (Verdict.STRAY_AUTHORIZATION, Verdict.STRAY_CAPTURE)
STRAY = {
    PaymentStatus.REQUIRES_ACTION: Verdict.STRAY_AUTHORIZATION,
    PaymentStatus.AUTHORIZED: Verdict.STRAY_AUTHORIZATION,
    PaymentStatus.CAPTURED: Verdict.STRAY_CAPTURE,
}
DEAD = (PaymentStatus.FAILED, PaymentStatus.VOIDED, PaymentStatus.EXPIRED)
# Our status → the provider's that mean the same.
SAME = {
    PaymentStatus.CREATED: (PaymentStatus.CREATED,),
    PaymentStatus.REQUIRES_ACTION: (PaymentStatus.REQUIRES_ACTION,),
    PaymentStatus.AUTHORIZED: (PaymentStatus.AUTHORIZED,),
    PaymentStatus.CAPTURED: (PaymentStatus.CAPTURED,),
    PaymentStatus.VOIDED: (PaymentStatus.VOIDED,),
    PaymentStatus.FAILED: (PaymentStatus.FAILED, PaymentStatus.VOIDED, PaymentStatus.CREATED),
    PaymentStatus.EXPIRED: (PaymentStatus.VOIDED, PaymentStatus.FAILED),
}
_WAITED = (PaymentStatus.CREATED, PaymentStatus.REQUIRES_ACTION)
# Our status → what the provider said on the way there. A message may be late.
BEFORE = {
    PaymentStatus.REQUIRES_ACTION: (PaymentStatus.CREATED,),
    PaymentStatus.AUTHORIZED: _WAITED,
    PaymentStatus.CAPTURED: (*_WAITED, PaymentStatus.AUTHORIZED),
    PaymentStatus.VOIDED: (*_WAITED, PaymentStatus.AUTHORIZED),
    PaymentStatus.FAILED: _WAITED,
    PaymentStatus.EXPIRED: _WAITED,
}
# What a claim is news of.
NEWS = {
    PaymentStatus.REQUIRES_ACTION: Kind.AUTHORIZE,
    PaymentStatus.AUTHORIZED: Kind.AUTHORIZE,
    PaymentStatus.FAILED: Kind.AUTHORIZE,
    PaymentStatus.CAPTURED: Kind.CAPTURE,
    PaymentStatus.VOIDED: Kind.VOID,
}


def judge(claim: Claim, known: Known | None, *, is_live: bool) -> Verdict:
    """`is_live`: it is what the provider says now, not what it said some time ago."""
    if claim.difference_id is not None:
        return Verdict.AGREES  # made by ourselves, to set a difference right
    if isinstance(claim, RefundClaim):
        return _judge_refund(claim, known)
    if not isinstance(claim, IntentClaim):
        return Verdict.IGNORED
    if known is None or known.kind != Kind.AUTHORIZE:
        return Verdict.UNKNOWN_ORDER
    if claim.currency != known.currency:
        return Verdict.CURRENCY_DIFFERS
    if claim.amount != known.amount:
        return Verdict.AMOUNT_DIFFERS
    if known.state in OPEN:
        return Verdict.BEHIND
    if claim.reference != known.provider_reference:
        return STRAY.get(claim.status, Verdict.AGREES)
    return _judge_status(claim.status, known, is_live=is_live)


def _judge_status(status: PaymentStatus, known: Known, *, is_live: bool) -> Verdict:
    if status in SAME[known.status] or (not is_live and status in BEFORE.get(known.status, ())):
        return Verdict.AGREES
    if known.is_moving:
        return Verdict.BEHIND
    if known.status in DEAD:
        return STRAY.get(status, Verdict.AGREES)
    return Verdict.STATUS_DIFFERS


def _judge_refund(claim: RefundClaim, known: Known | None) -> Verdict:
    if known is None or known.kind != Kind.REFUND:
        return Verdict.UNKNOWN_REFUND
    if claim.currency != known.currency:
        return Verdict.CURRENCY_DIFFERS
    if claim.amount != known.operation_amount:
        return Verdict.AMOUNT_DIFFERS
    if known.state in OPEN:
        return Verdict.BEHIND
    if claim.state == known.state:
        return Verdict.AGREES
    return Verdict.REFUND_FAILED if claim.state == OperationState.FAILED else Verdict.UNKNOWN_REFUND


def news_of(claim: Claim) -> Kind | None:
    """The kind of call whose outcome `claim` tells."""
    if isinstance(claim, IntentClaim):
        return NEWS.get(claim.status)
    return Kind.REFUND


class Difference(msgspec.Struct):
    """Between the provider's records and ours. `claimed` is what the provider said, in our words."""

    id: UUID
    kind: Verdict
    reference: str
    order_id: UUID | None
    source: str
    claimed: dict[str, Any]
    state: State
    found_at: datetime
    settled_at: datetime | None = None

    def move(self, action: str, now: datetime) -> None:
        self.state, self.settled_at = NEXT[self.state, action], now

    def is_repaired(self, claim: IntentClaim, verdict: Verdict) -> bool:
        """After the repair the provider was asked for, or one before it whose record was lost."""
        was_let_go = self.kind == Verdict.STRAY_AUTHORIZATION and claim.status == PaymentStatus.VOIDED
        return self.order_id is not None and (verdict in REPAIRABLE or was_let_go)

    def repaired(self, claim: IntentClaim, now: datetime) -> StrayPaymentReturned:
        """Money that belonged to no living order is back with its owner."""
        self.move("repair", now)
        return StrayPaymentReturned(
            order_id=self.order_id or self.id,
            reference=claim.reference,
            amount=Money(claim.amount, claim.currency),
            was_captured=claim.status == PaymentStatus.CAPTURED,
        )


def told(claim: Claim) -> dict[str, Any]:
    """A claim as the report shows it."""
    status = claim.status if isinstance(claim, IntentClaim) else getattr(claim, "state", None)
    amount = {"amount": claim.amount, "currency": claim.currency}
    return {"is_refund": isinstance(claim, RefundClaim), "status": status, **amount}
