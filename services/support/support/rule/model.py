"""Rules: which trouble of an order is somebody's work, how much it matters, and what it is called."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from support.ticket.model import Priority

LONGEST = 300


class Rule(StrEnum):
    REFUND_FAILED = "refund_failed"
    NEEDS_REVIEW = "needs_review"
    DELIVERY_LATE = "delivery_late"
    RETURN_RECEIVED = "return_received"


class Meaning(msgspec.Struct, frozen=True):
    """The subject is one that the customer may read, once an agent writes to them."""

    priority: Priority
    subject: str
    note: str


MEANINGS = {
    Rule.REFUND_FAILED: Meaning(Priority.URGENT, "Your refund", "A refund failed: {detail}"),
    Rule.NEEDS_REVIEW: Meaning(Priority.HIGH, "Your order", "The order needs review: {detail}"),
    Rule.DELIVERY_LATE: Meaning(Priority.HIGH, "Your delivery", "Not everything was delivered by {detail}"),
    Rule.RETURN_RECEIVED: Meaning(
        Priority.NORMAL, "Your return", "A return came in and is to be paid back: {detail}"
    ),
}


class Cause(msgspec.Struct):
    """`came` and `went` count, so that it does not matter in which order they are heard of."""

    cause: str
    rule: Rule
    order_id: UUID
    ticket_id: UUID | None
    came: int
    went: int

    @property
    def is_there(self) -> bool:
        return self.came > self.went


def name_of(rule: Rule, *parts: object) -> str:
    """What makes a cause the same cause."""
    return ":".join(map(str, (rule, *parts)))[:LONGEST]


class Watch(msgspec.Struct, frozen=True):
    order_id: UUID
    due_at: datetime
