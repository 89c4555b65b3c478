"""HTTP: staff looks for orders."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from msgspec import Meta

from chassis.database import Database
from chassis.errors import Invalid
from chassis.policy import permission
from orders.order.model import OrderStatus, counted
from orders.order.routes import StaffOrderPage, load_staff_views
from orders.search import store
from orders.search.model import Filter

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Number = Annotated[str | None, QueryParameter(max_length=30, description="As it was read out")]
Sku = Annotated[str | None, QueryParameter(pattern=r"^[ -~]{1,64}\Z")]
# Read here: as a `datetime` of the signature, a number would do too, as seconds since 1970.
Moment = Annotated[
    str | None,
    QueryParameter(
        description="RFC 3339, with its offset from UTC", max_length=40, schema_extra={"format": "date-time"}
    ),
]
RFC_3339 = Annotated[datetime, Meta(tz=True)]


@get("/v1/admin/orders", policy=permission("orders:read"))
async def list_all(
    db: NamedDependency[Database],
    customer_id: FromQuery[UUID | None] = None,
    status: FromQuery[OrderStatus | None] = None,
    needs_review: FromQuery[bool | None] = None,
    number: Number = None,
    sku: Sku = None,
    placed_from: Moment = None,
    placed_before: Moment = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> StaffOrderPage:
    """All orders, newest first; those that have everything in common that is asked for."""
    since = _moment("placed_from", placed_from)
    before = _moment("placed_before", placed_before)
    count = None if number is None else counted(number)
    if number is not None and count is None:
        return StaffOrderPage([], None)  # a slip of the tongue names no order
    wanted = Filter(customer_id, status, needs_review, count, sku, since, before)
    found = await store.page(db, wanted, after=cursor, most=limit + 1)
    following = found[limit - 1] if len(found) > limit else None
    return StaffOrderPage(await load_staff_views(db, found[:limit]), following)


def _moment(name: str, text: str | None) -> datetime | None:
    """A time without its offset from UTC is another moment everywhere."""
    try:
        return None if text is None else msgspec.convert(text, RFC_3339)
    except msgspec.ValidationError as error:
        raise Invalid(parameter=name, detail=str(error)) from None


ROUTES = [list_all]
