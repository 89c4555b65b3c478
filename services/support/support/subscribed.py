"""Every event that support listens to, with only the fields it reads."""

from datetime import datetime
from uuid import UUID

from chassis.events import Event


class OrderPlaced(Event, wire_name="orders.order_placed.v1"):
    """A customer has a new order."""

    order_id: UUID
    customer_id: UUID
    placed_at: datetime


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
