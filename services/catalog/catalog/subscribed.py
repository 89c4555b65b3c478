"""Every event catalog listens to. Shipments and returns will move stock from here."""

from uuid import UUID

from chassis.events import Event


class EraseRequested(Event, wire_name="users.erase_requested.v1"):
    """The owner of an account wants to be forgotten; asked again as a second `scan`."""

    account_id: UUID
    scan: int
