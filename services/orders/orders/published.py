"""Every event that orders announces. The subject is the order where nothing else is said."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.events import Event
from orders.money import Money


class PlacedLine(msgspec.Struct, frozen=True):
    variant_id: UUID
    quantity: int


class OrderPlaced(Event, wire_name="orders.order_placed.v1"):
    """A customer asked for this; nothing is held or paid yet. A guest has an id too, that no account has."""

    order_id: UUID
    customer_id: UUID
    lines: list[PlacedLine]
    placed_at: datetime


class OrderConfirmed(Event, wire_name="orders.order_confirmed.v1"):
    """Stock is committed and the payment captured; the shop owes the goods."""

    order_id: UUID
    customer_id: UUID
    total: Money
    confirmed_at: datetime


class OrderLinked(Event, wire_name="orders.order_linked.v1"):
    """It was bought without an account; its owner has this one now, and all about it is theirs."""

    order_id: UUID
    customer_id: UUID


class CancellationStarted(Event, wire_name="orders.cancellation_started.v1"):
    """The order will end cancelled; money and stock are on their way back."""

    order_id: UUID
    customer_id: UUID
    reason: str
    started_at: datetime


class OrderCancelled(Event, wire_name="orders.order_cancelled.v1"):
    """Nothing is held and nothing is owed; no fulfilment will follow."""

    order_id: UUID
    customer_id: UUID
    reason: str
    cancelled_at: datetime


class PaymentAuthorized(Event, wire_name="orders.payment_authorized.v1"):
    """The provider holds the amount for us."""

    order_id: UUID
    payment_id: UUID
    amount: Money


class PaymentActionRequired(Event, wire_name="orders.payment_action_required.v1"):
    """The customer must prove themselves to their bank, until then at the latest."""

    order_id: UUID
    payment_id: UUID
    amount: Money
    expires_at: datetime


class PaymentFailed(Event, wire_name="orders.payment_failed.v1"):
    """The provider declined, or its customer did not prove themselves in time; no money moved."""

    order_id: UUID
    payment_id: UUID
    amount: Money
    code: str


class PaymentCaptured(Event, wire_name="orders.payment_captured.v1"):
    """The amount was taken."""

    order_id: UUID
    payment_id: UUID
    amount: Money


class PaymentVoided(Event, wire_name="orders.payment_voided.v1"):
    """The provider dropped its hold; no money moved."""

    order_id: UUID
    payment_id: UUID
    amount: Money


class RefundSucceeded(Event, wire_name="orders.refund_succeeded.v1"):
    """The amount went back to the customer."""

    order_id: UUID
    payment_id: UUID
    amount: Money
    refund_id: UUID | None = None


class DisputeOpened(Event, wire_name="orders.dispute_opened.v1"):
    """A cardholder does not want to have paid this; nothing of it is refunded until that is decided.

    `reason` is the provider's word.
    """

    order_id: UUID
    dispute_id: UUID
    amount: Money
    reason: str


class DisputeClosed(Event, wire_name="orders.dispute_closed.v1"):
    """The bank decided: `won` or `lost`, from the shop's point of view."""

    order_id: UUID
    dispute_id: UUID
    amount: Money
    outcome: str


class RefundFailed(Event, wire_name="orders.refund_failed.v1"):
    """The provider will not give the amount back; somebody has to look."""

    order_id: UUID
    refund_id: UUID
    amount: Money
    code: str


class OrderCompleted(Event, wire_name="orders.order_completed.v1"):
    """Every line was delivered, cancelled or returned, and nothing is owed."""

    order_id: UUID
    customer_id: UUID
    completed_at: datetime


class LinesCancelled(Event, wire_name="orders.lines_cancelled.v1"):
    """So much of the order will not be sent; free what was kept for it. Each variant comes once."""

    cancellation_id: UUID
    order_id: UUID
    lines: list[PlacedLine]


class FulfilmentShipped(Event, wire_name="orders.fulfilment_shipped.v1"):
    """A parcel left the warehouse with these. Each variant comes once."""

    fulfilment_id: UUID
    order_id: UUID
    lines: list[PlacedLine]


class FulfilmentDelivered(Event, wire_name="orders.fulfilment_delivered.v1"):
    """The parcel is with the customer."""

    fulfilment_id: UUID
    order_id: UUID
    lines: list[PlacedLine]


class FulfilmentCancelled(Event, wire_name="orders.fulfilment_cancelled.v1"):
    """The parcel will not leave; its lines may go into another one."""

    fulfilment_id: UUID
    order_id: UUID
    lines: list[PlacedLine]


class ReturnedLine(msgspec.Struct, frozen=True):
    """`restock`: it may be sold again."""

    variant_id: UUID
    quantity: int
    restock: bool


class ReturnReceived(Event, wire_name="orders.return_received.v1"):
    """Goods came back. A variant comes once for what is sold again, and once for what is not."""

    return_id: UUID
    order_id: UUID
    lines: list[ReturnedLine]


class ReturnChanged(Event, wire_name="orders.return_changed.v1"):
    """A return has a new status: requested, approved, rejected, cancelled or refunded."""

    return_id: UUID
    order_id: UUID
    status: str


class EraseDone(Event, wire_name="orders.erase_done.v1"):
    """Nothing here names the owner of this account any more. The subject is the account."""

    account_id: UUID
    scan: int


class ExportDone(Event, wire_name="orders.export_done.v1"):
    """The person's copy is ready, or there was nothing to copy. The subject is the export."""

    export_id: UUID


class NeedsReview(Event, wire_name="orders.needs_review.v1"):
    """The order cannot go on by itself; somebody has to look."""

    order_id: UUID
    reason: str


class StrayPaymentReturned(Event, wire_name="orders.stray_payment_returned.v1"):
    """Money that the provider held or took for an order that had ended without it went back to its owner.

    `reference` is the provider's; `was_captured` tells a refund from a hold that was dropped.
    """

    order_id: UUID
    reference: str
    amount: Money
    was_captured: bool


class ReviewResolved(Event, wire_name="orders.review_resolved.v1"):
    """Staff decided about an order that needed review: `retry`, `cancel` or `dismiss`."""

    order_id: UUID
    reason: str
    action: str
