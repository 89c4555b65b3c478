"""Tickets that belong together over HTTP, for agents."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.policy import permission
from chassis.tokens import Actor
from support.relation import commands
from support.ticket.routes import REPLY, StaffTicketView, with_etag


class MergeTicket(msgspec.Struct, forbid_unknown_fields=True):
    into: Annotated[UUID, Meta(description="A ticket of the same customer in which all of it goes on")]


class RelateTickets(msgspec.Struct, forbid_unknown_fields=True):
    ticket_ids: Annotated[list[UUID], Meta(max_length=50)]


class RelatedTickets(msgspec.Struct):
    """Newest first."""

    items: list[StaffTicketView]


@post("/v1/admin/tickets/{ticket_id:uuid}/merge", policy=REPLY, status_code=200)
async def merge_ticket(
    ticket_id: FromPath[UUID],
    data: JSONBody[MergeTicket],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
) -> Response[StaffTicketView]:
    """Close a ticket whose conversation goes on in another one of the same customer."""
    async with db.transaction() as tx:
        ticket = await commands.merge(tx, ticket_id, into=data.into, by=actor)
    return with_etag(ticket)


@put("/v1/admin/tickets/{ticket_id:uuid}/related", policy=REPLY)
async def relate_tickets(
    ticket_id: FromPath[UUID],
    data: JSONBody[RelateTickets],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
) -> RelatedTickets:
    """Say which other tickets have to do with this one: these and no others."""
    async with db.transaction() as tx:
        related = await commands.relate(tx, ticket_id, data.ticket_ids, by=actor)
    return RelatedTickets([StaffTicketView.of(ticket) for ticket in related])


@get("/v1/admin/tickets/{ticket_id:uuid}/related", policy=permission("tickets:read"))
async def list_related(ticket_id: FromPath[UUID], db: NamedDependency[Database]) -> RelatedTickets:
    """Tickets that have to do with this one."""
    related = await commands.related_to(db, ticket_id)
    return RelatedTickets([StaffTicketView.of(ticket) for ticket in related])


ROUTES = [merge_ticket, relate_tickets, list_related]
