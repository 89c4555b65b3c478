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


class OrderLinked(Event, wire_name="orders.order_linked.v1"):
    """What somebody bought as a guest is this account's."""

    order_id: UUID
    customer_id: UUID


class CatalogEraseDone(Event, wire_name="catalog.erase_done.v1"):
    """Catalog knows nothing of the account."""

    account_id: UUID
    scan: int


class OrdersEraseDone(Event, wire_name="orders.erase_done.v1"):
    """Orders has forgotten the account's owner."""

    account_id: UUID
    scan: int


class SupportEraseDone(Event, wire_name="support.erase_done.v1"):
    """Support has forgotten the account's owner."""

    account_id: UUID
    scan: int


class OrdersExportDone(Event, wire_name="orders.export_done.v1"):
    """Orders has its part of a copy ready."""

    export_id: UUID


class SupportExportDone(Event, wire_name="support.export_done.v1"):
    """Support has its part of a copy ready."""

    export_id: UUID
