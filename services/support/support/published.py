"""Every event that support announces. Ids only: what people write stays in support's database."""

from datetime import datetime
from uuid import UUID

from chassis.events import Event


class TicketOpened(Event, wire_name="support.ticket_opened.v1"):
    """A customer opened a ticket; `order_id` is the order it is about, when there is one."""

    ticket_id: UUID
    customer_id: UUID
    order_id: UUID | None


class TicketReplied(Event, wire_name="support.ticket_replied.v1"):
    """Customer or agent wrote to the other. Internal notes are not announced."""

    ticket_id: UUID
    customer_id: UUID
    message_id: UUID
    author_id: UUID


class TicketSolved(Event, wire_name="support.ticket_solved.v1"):
    """The matter is settled, unless somebody replies."""

    ticket_id: UUID
    customer_id: UUID


class TicketClosed(Event, wire_name="support.ticket_closed.v1"):
    """The conversation is over for good; whoever needs more opens another ticket."""

    ticket_id: UUID
    customer_id: UUID


class SlaWarned(Event, wire_name="support.sla_warned.v1"):
    """Most of the time for a `first_reply`, a `next_reply` or the `resolution` is used up."""

    ticket_id: UUID
    kind: str
    priority: str
    due_at: datetime | None


class SlaBreached(Event, wire_name="support.sla_breached.v1"):
    """The time for this was over then."""

    ticket_id: UUID
    kind: str
    priority: str
    breached_at: datetime


class EraseDone(Event, wire_name="support.erase_done.v1"):
    """Nothing here names the owner of this account any more. The subject is the account."""

    account_id: UUID
    scan: int


class ExportDone(Event, wire_name="support.export_done.v1"):
    """The person's copy is ready, or there was nothing to copy. The subject is the export."""

    export_id: UUID
