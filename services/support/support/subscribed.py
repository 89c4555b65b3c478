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


class EraseRequested(Event, wire_name="users.erase_requested.v1"):
    """The owner of an account wants to be forgotten; asked again as a second `scan`."""

    account_id: UUID
    scan: int


class ExportRequested(Event, wire_name="users.export_requested.v1"):
    """The owner of an account wants a copy of everything."""

    export_id: UUID
    account_id: UUID
