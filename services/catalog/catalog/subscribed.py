"""Every event catalog listens to, with the fields it reads."""

from uuid import UUID

import msgspec

from chassis.events import Event


class Units(msgspec.Struct, frozen=True):
    """So many of a variant."""

    variant_id: UUID
    quantity: int


class ReturnedUnits(msgspec.Struct, frozen=True):
    """So many of a variant came back; `restock` says whether they can be sold again."""

    variant_id: UUID
    quantity: int
    restock: bool


class FulfilmentShipped(Event, wire_name="orders.fulfilment_shipped.v1"):
    fulfilment_id: UUID
    order_id: UUID
    lines: list[Units]


class LinesCancelled(Event, wire_name="orders.lines_cancelled.v1"):
    cancellation_id: UUID
    order_id: UUID
    lines: list[Units]


class ReturnReceived(Event, wire_name="orders.return_received.v1"):
    return_id: UUID
    lines: list[ReturnedUnits]


class EraseRequested(Event, wire_name="users.erase_requested.v1"):
    """The owner of an account wants to be forgotten; asked again as a second `scan`."""

    account_id: UUID
    scan: int
