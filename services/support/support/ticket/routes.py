"""Tickets over HTTP, without what is said in them: a customer's own, and what staff does to any."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from chassis.version import IfMatch, etag, seen
from support.audit import commands as audit
from support.audit.model import AuditEntry
from support.ticket import commands, store
from support.ticket.model import Channel, EditTicket, Priority, Ticket, TicketStatus

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]
REPLY = permission("tickets:reply")


class TicketView(msgspec.Struct):
    """A ticket as its customer sees it."""

    id: UUID
    number: Annotated[
        str, Meta(description="To read out; the last digit checks the others", examples=["1000-0008"])
    ]
    subject: str
    channel: Channel
    status: TicketStatus
    priority: Priority
    order_id: UUID | None
    order_lines: Annotated[list[int], Meta(description="Numbers of lines of the order")]
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return msgspec.convert(ticket, cls, from_attributes=True)


class TicketPage(msgspec.Struct):
    items: list[TicketView]
    next: str | None


class StaffTicketView(TicketView):
    """A ticket as staff sees it. `version` is its ETag; one that is not visible was opened by the system."""

    customer_id: UUID
    tags: list[str]
    assignee_id: UUID | None
    is_visible: bool
    merged_into: UUID | None
    version: int


class AuditPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[AuditEntry]
    next: UUID | None


def page(rows: list[Ticket], limit: int) -> tuple[list[Ticket], str | None]:
    """What belongs on a page, and where the next one begins; one row more than `limit` was asked for."""
    return rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None


def with_etag(ticket: Ticket) -> Response[StaffTicketView]:
    return Response(StaffTicketView.of(ticket), headers={"ETag": etag(ticket.version)})


@get("/v1/support/tickets", policy=CUSTOMER_ONLY)
async def list_tickets(
    actor: NamedDependency[Actor], db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None
) -> TicketPage:
    tickets, following = page(await store.list_own(db, actor.id, before=cursor, most=limit + 1), limit)
    return TicketPage([TicketView.of(ticket) for ticket in tickets], following)


@get("/v1/support/tickets/{ticket_id:uuid}", policy=CUSTOMER_ONLY)
async def get_ticket(
    ticket_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> TicketView:
    return TicketView.of(await store.find_own(db, ticket_id, actor.id))


@post("/v1/support/tickets/{ticket_id:uuid}/close", policy=CUSTOMER_ONLY, status_code=200)
async def close(
    ticket_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> TicketView:
    async with db.transaction() as tx:
        ticket = await commands.close(tx, ticket_id, by=actor)
    return TicketView.of(ticket)


@patch("/v1/admin/tickets/{ticket_id:uuid}", policy=REPLY)
async def edit_ticket(
    ticket_id: FromPath[UUID],
    data: JSONBody[EditTicket],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[StaffTicketView]:
    """Correct what a ticket is about, how much it matters and what it is tagged with."""
    async with db.transaction() as tx:
        ticket = await commands.edit(tx, ticket_id, data, by=actor, seen=seen(if_match))
    return with_etag(ticket)


@get("/v1/admin/tickets/{ticket_id:uuid}/audit", policy=permission("tickets:manage"))
async def read_audit(
    ticket_id: FromPath[UUID], db: NamedDependency[Database], limit: Limit = 100, cursor: Cursor = None
) -> AuditPage:
    """Who did what to a ticket, and who read it, newest first."""
    await store.find(db, ticket_id)
    found = await audit.page(db, ticket_id, before=cursor, most=limit + 1)
    return AuditPage(found[:limit], found[limit - 1].id if len(found) > limit else None)


ROUTES = [list_tickets, get_ticket, close, edit_ticket, read_audit]
