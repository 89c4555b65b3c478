"""Queues of tickets over HTTP, for agents."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from chassis import idempotency
from chassis.body import shape
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import permission
from chassis.tokens import Actor
from support.audit import commands as audit
from support.audit.model import Action
from support.queue import commands, store
from support.queue.model import KeptView, TicketFilter, ViewName
from support.ticket import commands as tickets
from support.ticket.model import Priority, TicketStatus
from support.ticket.routes import Cursor, Limit, StaffTicketView

READ = permission("tickets:read")


class StaffTicketPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[StaffTicketView]
    next: str | None


class KeepView(msgspec.Struct, forbid_unknown_fields=True):
    name: ViewName
    filter: TicketFilter
    is_shared: Annotated[bool, Meta(description="For everybody; leads only")] = False


class ViewList(msgspec.Struct):
    """Everybody's first, then one's own."""

    items: list[KeptView]


@get("/v1/admin/tickets", policy=READ)
async def list_all_tickets(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    status: FromQuery[TicketStatus | None] = None,
    priority: FromQuery[Priority | None] = None,
    assignee: Annotated[str | None, QueryParameter(description="`me`, `nobody` or an id")] = None,
    tag: FromQuery[str | None] = None,
    q: Annotated[str | None, QueryParameter(description="Words, in Spanish or English")] = None,
    view: Annotated[UUID | None, QueryParameter(description="A kept view; the rest narrows it")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> StaffTicketPage:
    """Everybody's tickets, newest first, as far as all of the filter fits."""
    asked = {"status": status, "priority": priority, "assignee": assignee, "tag": tag, "q": q}
    wish: TicketFilter = shape(
        {name: value for name, value in asked.items() if value is not None}, TicketFilter
    )
    agent_id = actor.account_id or UUID(int=0)  # a machine has no tickets of its own
    if view is not None:
        wish = wish.with_defaults((await store.find_view(db, view, agent_id)).filter)
    found = await store.page(db, wish, agent_id=agent_id, before=cursor, most=limit + 1)
    async with db.transaction() as tx:
        await audit.note(tx, Action.QUEUE_READ, by=actor, ticket_ids=found[:limit])
    shown = await tickets.find_many(db, found[:limit])
    following = str(found[limit - 1]) if len(found) > limit else None
    return StaffTicketPage([StaffTicketView.of(ticket) for ticket in shown], following)


@get("/v1/admin/ticket-views", policy=READ)
async def list_views(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> ViewList:
    return ViewList(await store.views_of(db, actor.id))


@post("/v1/admin/ticket-views", policy=READ)
async def keep_view(
    data: JSONBody[KeepView],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[KeptView]:
    """Keep a filter under a name."""

    async def work(tx: Transaction) -> KeptView:
        return await commands.keep_view(tx, data.name, data.filter, by=actor, is_shared=data.is_shared)

    return await idempotency.once(db, request_key, work, status=201)


@delete("/v1/admin/ticket-views/{view_id:uuid}", policy=READ, status_code=204)
async def drop_view(
    view_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> None:
    async with db.transaction() as tx:
        await commands.drop_view(tx, view_id, by=actor)


ROUTES = [list_all_tickets, list_views, keep_view, drop_view]
