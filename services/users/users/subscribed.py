"""Every event that users listens to, with the fields it reads."""

from datetime import datetime
from uuid import UUID

from chassis.events import Event


class OrderConfirmed(Event, wire_name="orders.order_confirmed.v1"):
    """Counts for the customer from now on."""

    order_id: UUID
    customer_id: UUID
    confirmed_at: datetime


class OrderCancelled(Event, wire_name="orders.order_cancelled.v1"):
    """Counts no more, or never will."""

    order_id: UUID
    customer_id: UUID
    cancelled_at: datetime
