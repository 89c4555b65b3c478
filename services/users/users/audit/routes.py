"""The audit log as its owner sees it."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from msgspec import Meta

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from users.audit import store
from users.audit.model import Action, Entry

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]


class Activity(msgspec.Struct):
    """Something that happened to your account."""

    id: UUID
    at: datetime
    action: Annotated[str, Meta(description="More may come", examples=[*Action])]
    is_own: Annotated[
        bool, Meta(description="You did it yourself, signed in; else staff, or somebody who was not")
    ]
    is_this_session: Annotated[bool, Meta(description="In the session that asks now")]
    address: Annotated[str | None, Meta(description="IP address; kept for a year, never that of staff")]
    user_agent: str | None
    facts: Annotated[dict[str, Any], Meta(description="Such as the names of the fields that were changed")]

    @classmethod
    def of(cls, entry: Entry, actor: Actor) -> Self:
        is_of_others = entry.actor_id is not None and entry.actor_id != entry.account_id
        return cls(
            id=entry.id,
            at=entry.at,
            action=entry.action,
            is_own=entry.actor_id == entry.account_id,
            is_this_session=entry.session_id is not None and str(entry.session_id) == actor.session_id,
            address=None if is_of_others else entry.address,
            user_agent=None if is_of_others else entry.user_agent,
            facts=entry.facts,
        )


class ActivityList(msgspec.Struct):
    items: list[Activity]
    next: UUID | None


@get("/v1/me/activity", policy=CUSTOMER_ONLY)
async def activity(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    limit: FromQuery[Limit] = 20,
    cursor: FromQuery[Cursor] = None,
) -> ActivityList:
    """Logins, changes, devices: the newest first."""
    found = await store.page(db, actor.id, before=cursor, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return ActivityList([Activity.of(entry, actor) for entry in found[:limit]], following)


ROUTES = [activity]
