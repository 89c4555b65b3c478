"""HTTP: what happened to an order."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY, permission, service
from chassis.tokens import Actor
from orders.order import commands as orders
from orders.timeline import store
from orders.timeline.model import ActorKind, Entry

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class TimelineEntryView(msgspec.Struct):
    """What happened, as the customer sees it."""

    id: UUID
    what: str
    by: ActorKind
    facts: dict[str, Any]
    at: datetime


class StaffTimelineEntryView(TimelineEntryView):
    """What happened, with who did it and why."""

    actor_id: UUID | None
    why: str | None


class TimelinePage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[TimelineEntryView]
    next: UUID | None


class StaffTimelinePage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[StaffTimelineEntryView]
    next: UUID | None


class StaffTimelineList(msgspec.Struct):
    items: list[StaffTimelineEntryView]


@get("/v1/orders/{order_id:uuid}/timeline", policy=CUSTOMER_ONLY)
async def read_own(
    order_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 100,
) -> TimelinePage:
    """What happened to your order, oldest first."""
    await orders.find_own(db, order_id, actor.id)
    found = await store.page(db, order_id, is_public=True, after=cursor, most=limit + 1)
    items = [
        TimelineEntryView(entry.id, entry.what, entry.actor_kind, entry.facts, entry.at)
        for entry in found[:limit]
    ]
    return TimelinePage(items, _next(found, limit))


@get("/v1/admin/orders/{order_id:uuid}/timeline", policy=permission("orders:read"))
async def read_any(
    order_id: FromPath[UUID],
    db: NamedDependency[Database],
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 100,
) -> StaffTimelinePage:
    """Everything that happened to an order, oldest first."""
    await orders.find(db, order_id)
    found = await store.page(db, order_id, is_public=False, after=cursor, most=limit + 1)
    return StaffTimelinePage([_staff_view(entry) for entry in found[:limit]], _next(found, limit))


@get("/internal/orders/{order_id:uuid}/timeline", policy=service("orders:read"))
async def read_newest(
    order_id: FromPath[UUID], db: NamedDependency[Database], limit: Limit = 50
) -> StaffTimelineList:
    """The last things that happened to an order, oldest of them first."""
    await orders.find(db, order_id)
    return StaffTimelineList([_staff_view(entry) for entry in await store.newest(db, order_id, most=limit)])


def _staff_view(entry: Entry) -> StaffTimelineEntryView:
    return StaffTimelineEntryView(
        entry.id, entry.what, entry.actor_kind, entry.facts, entry.at, entry.actor_id, entry.why
    )


def _next(entries: list[Entry], limit: int) -> UUID | None:
    return entries[limit - 1].id if len(entries) > limit else None


ROUTES = [read_own, read_any, read_newest]
