"""Which tickets may become one."""

from chassis.errors import Conflict
from support.ticket.model import Ticket, TicketStatus


class TicketsNotMergeable(Conflict):
    """Of two customers, a ticket with itself, or into one that takes no more."""

    type, title = "tickets-not-mergeable", "These tickets cannot become one"


def merge(ticket: Ticket, into: Ticket) -> bool:
    """All that is said goes on in the other; False when it does already."""
    if ticket.merged_into == into.id:
        return False
    if ticket.merged_into or ticket.id == into.id or ticket.customer_id != into.customer_id:
        raise TicketsNotMergeable(ticket_id=ticket.id, into=into.id)
    if into.status is TicketStatus.CLOSED:
        raise TicketsNotMergeable(ticket_id=ticket.id, into=into.id, ticket_status=into.status)
    ticket.merged_into = into.id
    into.is_visible = into.is_visible or ticket.is_visible
    return True
