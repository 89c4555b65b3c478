"""A dispute: what the provider says of it, and what that means for the order."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from orders.money import Money
from orders.published import DisputeClosed, DisputeOpened

LEASE = timedelta(seconds=30)
ASK_AGAIN = timedelta(days=1)  # about an open one: the webhook that says how it ended may be lost


class DisputeStatus(StrEnum):
    """HEARD: there is one, and that is all we know. STRAY: it is about no payment of ours."""

    HEARD = "heard"
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    STRAY = "stray"


# https://docs.stripe.com/api/disputes/object#dispute_object-status. A warning is an inquiry: no money moves.
STATUSES = {
    "warning_needs_response": DisputeStatus.OPEN,
    "warning_under_review": DisputeStatus.OPEN,
    "warning_closed": DisputeStatus.WON,
    "needs_response": DisputeStatus.OPEN,
    "under_review": DisputeStatus.OPEN,
    "won": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}


class Movement(msgspec.Struct):
    """Money that left our balance (negative) or came back, in minor units."""

    amount: int


class Told(msgspec.Struct):
    """A dispute as Stripe has it; only these fields are read."""

    id: str
    status: str
    amount: int
    currency: str
    reason: str
    payment_intent: str | None = None
    balance_transactions: list[Movement] = []

    @property
    def withdrawn(self) -> int:
        return -sum(each.amount for each in self.balance_transactions if each.amount < 0)

    @property
    def reinstated(self) -> int:
        return sum(each.amount for each in self.balance_transactions if each.amount > 0)


class Found(msgspec.Struct, frozen=True):
    """A dispute, and the order whose id we gave the provider with the payment, as far as there is one."""

    told: Told
    order_id: UUID | None


class Dispute(msgspec.Struct):
    """A row of `disputes`; the amount is in minor units."""

    id: UUID
    reference: str
    status: DisputeStatus
    order_id: UUID | None = None
    amount: int | None = None
    currency: str | None = None
    reason: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    def follow(self, told: Told, order_id: UUID, now: datetime) -> list[DisputeOpened | DisputeClosed]:
        """What has become of it, in the order in which it happened. Closed is closed."""
        wanted = STATUSES.get(told.status, DisputeStatus.OPEN)
        events: list[DisputeOpened | DisputeClosed] = []
        if self.status in (DisputeStatus.HEARD, DisputeStatus.STRAY):
            self.status, self.order_id, self.opened_at = DisputeStatus.OPEN, order_id, now
            self.amount, self.currency, self.reason = told.amount, told.currency.upper(), told.reason
            events.append(
                DisputeOpened(order_id=order_id, dispute_id=self.id, amount=self.money, reason=told.reason)
            )
        if self.status == DisputeStatus.OPEN and wanted != DisputeStatus.OPEN:
            self.status, self.closed_at = wanted, now
            events.append(
                DisputeClosed(order_id=order_id, dispute_id=self.id, amount=self.money, outcome=wanted)
            )
        return events

    @property
    def money(self) -> Money:
        return Money(self.amount or 0, self.currency or "")


def reference_of(document: Any) -> str | None:
    """The provider's name of the dispute that a webhook is about; None when it is about something else."""
    if not isinstance(document, dict) or document.get("object") != "dispute":
        return None
    reference = document.get("id")
    return reference if isinstance(reference, str) and 0 < len(reference) <= 255 else None
