"""Clocks and the plan over HTTP, for staff."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chassis.database import Database
from chassis.policy import permission
from chassis.version import IfMatch, etag
from support.sla import commands
from support.sla.model import ClockKind, SlaPlan

READ = permission("tickets:read")


class ClockView(msgspec.Struct):
    """`due_at` is when its time is or was over: null while it is paused, and for one that ended in time."""

    kind: ClockKind
    started_at: datetime
    ended_at: datetime | None
    is_running: bool
    is_breached: bool
    warn_at: datetime | None
    due_at: datetime | None


class ClockList(msgspec.Struct):
    """Replies in the order in which the customer waited for them, then the resolution."""

    items: list[ClockView]


@get("/v1/admin/tickets/{ticket_id:uuid}/sla", policy=READ)
async def read_clocks(ticket_id: FromPath[UUID], db: NamedDependency[Database]) -> ClockList:
    """How long the customer has waited and how long they may, computed from what happened to the ticket."""
    now = db.clock.now()
    found = await commands.ticket_clocks(db, ticket_id)
    return ClockList(
        [ClockView(**msgspec.structs.asdict(clock), is_breached=clock.is_breached(now)) for clock in found]
    )


@get("/v1/admin/sla", policy=READ)
async def read_plan(db: NamedDependency[Database]) -> Response[SlaPlan]:
    """How fast the shop wants to be, and when somebody works."""
    plan = await commands.plan(db)
    return Response(plan.document, headers={"ETag": etag(plan.version)})


@put("/v1/admin/sla", policy=permission("tickets:manage"))
async def write_plan(
    data: JSONBody[SlaPlan], db: NamedDependency[Database], if_match: IfMatch = None
) -> Response[SlaPlan]:
    """Replace it. Clocks that run go by the new one, from their beginning."""
    async with db.transaction() as tx:
        plan = await commands.write_plan(tx, data, if_match=if_match)
    return Response(plan.document, headers={"ETag": etag(plan.version)})


ROUTES = [read_clocks, read_plan, write_plan]
