"""Agents and whose a ticket is, over HTTP."""

from datetime import datetime
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
from chassis.version import IfMatch, seen
from support.assignment import commands
from support.ticket.routes import StaffTicketView, with_etag

REPLY = permission("tickets:reply")


class ReportAgent(msgspec.Struct, forbid_unknown_fields=True):
    is_available: bool
    capacity: Annotated[
        int, Meta(ge=0, le=500, description="How many tickets may wait for you before others get them")
    ] = 20


class AgentView(msgspec.Struct):
    """`load` counts tickets that wait for this agent; `seen_at` is when they did or read something last."""

    account_id: UUID
    is_available: bool
    capacity: int
    load: int
    seen_at: datetime | None


class AgentList(msgspec.Struct):
    items: list[AgentView]


class AssignTicket(msgspec.Struct, forbid_unknown_fields=True):
    assignee_id: Annotated[UUID | None, Meta(description="An agent, or nobody")]


@get("/v1/admin/agents", policy=permission("tickets:read"))
async def list_agents(db: NamedDependency[Database]) -> AgentList:
    """Who answers customers, and how much waits for each."""
    found = await commands.agents(db)
    return AgentList([msgspec.convert(agent, AgentView, from_attributes=True) for agent in found])


@put("/v1/admin/agents/me", policy=REPLY, status_code=204)
async def report(
    data: JSONBody[ReportAgent], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> None:
    """Say whether you are there, and how much you can do at once. Who is not keeps what they have."""
    async with db.transaction() as tx:
        await commands.report(tx, by=actor, is_available=data.is_available, capacity=data.capacity)


@put("/v1/admin/tickets/{ticket_id:uuid}/assignee", policy=REPLY)
async def assign(
    ticket_id: FromPath[UUID],
    data: JSONBody[AssignTicket],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[StaffTicketView]:
    """Give a ticket to an agent, or to nobody: then it is given out in turn."""
    async with db.transaction() as tx:
        ticket = await commands.assign(tx, ticket_id, data.assignee_id, by=actor, seen=seen(if_match))
    return with_etag(ticket)


@post("/v1/admin/tickets/{ticket_id:uuid}/take", policy=REPLY, status_code=200)
async def take(
    ticket_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Response[StaffTicketView]:
    """Make it yours: when it is nobody's, or whose it is went away or has done nothing for half an hour."""
    async with db.transaction() as tx:
        ticket = await commands.take(tx, ticket_id, by=actor)
    return with_etag(ticket)


ROUTES = [list_agents, report, assign, take]
