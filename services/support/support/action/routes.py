"""Acting from a ticket over HTTP: ask, see, approve, reject."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chassis import idempotency
from chassis.database import Database
from chassis.idempotency import HEADER, RequestKey
from chassis.ids import new_id
from chassis.policy import permission
from chassis.tokens import Actor
from support.action import commands, store
from support.action.model import ActionAmount, ActionKind, ActionLine, ActionStatus, ActionWish, TicketAction
from support.action.workers import Performer
from support.ticket import commands as tickets
from support.ticket.routes import Cursor, Limit

MANAGE = permission("tickets:manage")


class TicketActionView(msgspec.Struct):
    """`problem` is what orders said when it refused; `result_id` names the refund or return it led to."""

    id: UUID
    ticket_id: UUID
    order_id: UUID
    kind: ActionKind
    reason: str
    amount: ActionAmount | None
    lines: list[ActionLine]
    status: ActionStatus
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    ended_at: datetime | None
    result_id: UUID | None
    problem: str | None


class TicketActionList(msgspec.Struct):
    """Oldest first."""

    items: list[TicketActionView]


class TicketActionPage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[TicketActionView]
    next: UUID | None


def view(action: TicketAction) -> TicketActionView:
    return msgspec.convert(action, TicketActionView, from_attributes=True)


@post("/v1/admin/tickets/{ticket_id:uuid}/actions", policy=permission("tickets:reply"))
async def ask(
    ticket_id: FromPath[UUID],
    data: JSONBody[ActionWish],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    performer: NamedDependency[Performer],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> TicketActionView:
    """Refund, cancel, start a return or resend the confirmation of the ticket's order, as far as your
    role goes.

    `pending`: orders has not answered yet, and is asked again. `awaiting_approval`: it is above your role,
    and a lead decides. The answer to a repeat is how far the action is by then.
    """
    action_id = new_id()
    async with db.transaction() as tx:
        stored = await idempotency.claim(tx, request_key, resource_id=action_id)
        action = None if stored else await commands.ask(tx, action_id, ticket_id, data, by=actor)
    if action is not None:
        await performer.perform(action)
    found = action_id if stored is None or stored.resource_id is None else stored.resource_id
    return view(await store.find(db, found))


@get("/v1/admin/tickets/{ticket_id:uuid}/actions", policy=permission("tickets:read"))
async def list_actions(ticket_id: FromPath[UUID], db: NamedDependency[Database]) -> TicketActionList:
    """What was done to the ticket's order, or should be, by whom."""
    await tickets.find(db, ticket_id)
    return TicketActionList([view(action) for action in await store.list_of(db, ticket_id)])


@get("/v1/admin/ticket-actions", policy=MANAGE)
async def list_waiting(
    db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None
) -> TicketActionPage:
    """What waits for a lead, the longest waiting first."""
    found = await store.list_waiting(db, after=cursor, most=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return TicketActionPage([view(action) for action in found[:limit]], following)


@post("/v1/admin/ticket-actions/{action_id:uuid}/approve", policy=MANAGE, status_code=200)
async def approve(
    action_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    performer: NamedDependency[Performer],
) -> TicketActionView:
    """Have it done in your name, as far as your role goes."""
    async with db.transaction() as tx:
        action = await commands.approve(tx, action_id, by=actor)
    await performer.perform(action)
    return view(await store.find(db, action_id))


@post("/v1/admin/ticket-actions/{action_id:uuid}/reject", policy=MANAGE, status_code=200)
async def reject(
    action_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> TicketActionView:
    """It will not be done."""
    async with db.transaction() as tx:
        action = await commands.reject(tx, action_id, by=actor)
    return view(action)


ROUTES = [ask, list_actions, list_waiting, approve, reject]
