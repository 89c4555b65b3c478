"""HTTP: where the provider's records and ours differ, for staff."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from chassis.database import Database
from chassis.policy import permission
from orders.reconciliation import store
from orders.reconciliation.model import Difference, State, Verdict

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class DifferencePage(msgspec.Struct):
    """`next` is the `cursor` of the following page; null on the last one."""

    items: list[Difference]
    next: UUID | None


@get("/v1/admin/payments/differences", policy=permission("orders:read"))
async def list_differences(
    db: NamedDependency[Database],
    difference_state: Annotated[State | None, QueryParameter(name="state")] = None,
    kind: FromQuery[Verdict | None] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> DifferencePage:
    """What the payment provider says and we do not, newest first. `open` ones wait for people."""
    found = await store.page(db, state=difference_state, kind=kind, after=cursor, limit=limit + 1)
    more: Any = found[limit - 1].id if len(found) > limit else None
    return DifferencePage(found[:limit], more)


ROUTES = [list_differences]
