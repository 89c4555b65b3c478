"""Every event that support listens to, with only the fields it reads."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.events import Event


class PlacedLine(msgspec.Struct, frozen=True):
    """A line; its number is its place in the list, from 1."""

    quantity: int


class OrderPlaced(Event, wire_name="orders.order_placed.v1"):
    """A customer has a new order."""

    order_id: UUID
    customer_id: UUID
    placed_at: datetime
    lines: tuple[PlacedLine, ...] = ()


class OrderConfirmed(Event, wire_name="orders.order_confirmed.v1"):
    """The order is paid and its stock is committed."""

    order_id: UUID
    customer_id: UUID
    confirmed_at: datetime


class OrderCancelled(Event, wire_name="orders.order_cancelled.v1"):
    """The order will not be fulfilled."""

    order_id: UUID
    customer_id: UUID
    cancelled_at: datetime


class OrderCompleted(Event, wire_name="orders.order_completed.v1"):
    """Everything of it was delivered, cancelled or returned."""

    order_id: UUID


class RefundFailed(Event, wire_name="orders.refund_failed.v1"):
    """Money did not go back."""

    order_id: UUID
    refund_id: UUID
    code: str


class RefundSucceeded(Event, wire_name="orders.refund_succeeded.v1"):
    """Money went back."""

    order_id: UUID


class NeedsReview(Event, wire_name="orders.needs_review.v1"):
    """The order cannot go on by itself."""

    order_id: UUID
    reason: str


class ReviewResolved(Event, wire_name="orders.review_resolved.v1"):
    """Staff decided about it."""

    order_id: UUID
    reason: str


class ReturnReceived(Event, wire_name="orders.return_received.v1"):
    """Goods came back."""

    order_id: UUID
    return_id: UUID


class ReturnChanged(Event, wire_name="orders.return_changed.v1"):
    """`refunded` is its end."""

    order_id: UUID
    return_id: UUID
    status: str


class EraseRequested(Event, wire_name="users.erase_requested.v1"):
    """The owner of an account wants to be forgotten; asked again as a second `scan`."""

    account_id: UUID
    scan: int


class ExportRequested(Event, wire_name="users.export_requested.v1"):
    """The owner of an account wants a copy of everything."""

    export_id: UUID
    account_id: UUID
