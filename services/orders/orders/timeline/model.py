"""The timeline of an order: what people did is written down here, what the saga did is in its events."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class ActorKind(StrEnum):
    """In what capacity somebody acted; staff may be a customer on another day. GUEST: by the order's link."""

    CUSTOMER = "customer"
    GUEST = "guest"
    STAFF = "staff"
    SYSTEM = "system"


class What(StrEnum):
    """What people do. What the saga does carries the name of its event."""

    CANCELLATION_REQUESTED = "cancellation_requested"
    LINES_CANCELLED = "lines_cancelled"
    FULFILMENT_CREATED = "fulfilment_created"
    FULFILMENT_SHIPPED = "fulfilment_shipped"
    FULFILMENT_DELIVERED = "fulfilment_delivered"
    FULFILMENT_CANCELLED = "fulfilment_cancelled"
    REFUND_REQUESTED = "refund_requested"
    RETURN_REQUESTED = "return_requested"
    RETURN_APPROVED = "return_approved"
    RETURN_REJECTED = "return_rejected"
    RETURN_CANCELLED = "return_cancelled"
    RETURN_RECEIVED = "return_received"
    RETURN_REFUNDED = "return_refunded"
    PUT_ON_HOLD = "put_on_hold"
    RESUMED = "resumed"
    NOTE_ADDED = "note_added"
    REVIEWED = "reviewed"
    AGENT_ACTED = "agent_acted"


FOR_STAFF_ONLY = (
    What.FULFILMENT_CREATED,
    What.FULFILMENT_CANCELLED,
    What.PUT_ON_HOLD,
    What.RESUMED,
    What.NOTE_ADDED,
    What.REVIEWED,
    What.AGENT_ACTED,
)
# Events of an order that nobody asked for by a command of their own, and whether the customer sees them.
FROM_EVENTS = {
    "orders.order_placed.v1": True,
    "orders.payment_authorized.v1": True,
    "orders.payment_failed.v1": True,
    "orders.payment_captured.v1": True,
    "orders.payment_voided.v1": True,
    "orders.order_confirmed.v1": True,
    "orders.cancellation_started.v1": True,
    "orders.order_cancelled.v1": True,
    "orders.order_completed.v1": True,
    "orders.refund_succeeded.v1": True,
    "orders.refund_failed.v1": False,
    "orders.needs_review.v1": False,
    "orders.payment_action_required.v1": True,
    "orders.stray_payment_returned.v1": False,
    "orders.dispute_opened.v1": False,
    "orders.dispute_closed.v1": False,
    "orders.order_linked.v1": True,
}


class Entry(msgspec.Struct):
    """`why` is what was said; `facts` are ids, amounts and quantities."""

    id: UUID
    what: str
    actor_kind: ActorKind
    actor_id: UUID | None
    why: str | None
    facts: dict[str, Any]
    at: datetime
