"""HTTP: staff decides about orders that cannot go on by themselves."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import permission
from chassis.tokens import Actor
from orders.checkout.workers import Driver
from orders.order import commands as orders
from orders.order.model import OrderStatus
from orders.refund.workers import Refunder
from orders.review import commands, store
from orders.review.model import Action, Review
from orders.settings import Settings


class ResolveReview(msgspec.Struct, forbid_unknown_fields=True):
    """`retry` the step that fails, `cancel` the order, `dismiss` the question, or leave a `note`."""

    action: Action
    note: Annotated[str, Meta(min_length=1, max_length=1000)]


class ReviewedOrder(msgspec.Struct):
    """The order as it is after the decision. Nothing personal is in it: it is kept for repeats of the key."""

    id: UUID
    status: OrderStatus
    needs_review: str | None


class ReviewList(msgspec.Struct):
    items: list[Review]


@post(
    "/v1/admin/orders/{order_id:uuid}/review-resolution",
    policy=permission("orders:cancel"),
    status_code=200,
)
async def resolve(
    order_id: FromPath[UUID],
    data: JSONBody[ResolveReview],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    driver: NamedDependency[Driver],
    refunder: NamedDependency[Refunder],
    settings: NamedDependency[Settings],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[ReviewedOrder]:
    """Decide about an order of `GET /v1/admin/orders?needs_review=true`. What fails again comes back."""
    deadline = timedelta(seconds=settings.order_deadline_seconds)

    async def work(tx: Transaction) -> ReviewedOrder:
        order = await commands.resolve(tx, order_id, data.action, data.note, by=actor, deadline=deadline)
        return ReviewedOrder(order.id, order.status, order.needs_review)

    answer = await idempotency.once(db, request_key, work)
    driver.start(driver.advance_next())
    driver.start(refunder.advance_next())
    return answer


@get("/v1/admin/orders/{order_id:uuid}/reviews", policy=permission("orders:read"))
async def list_reviews(order_id: FromPath[UUID], db: NamedDependency[Database]) -> ReviewList:
    """What was decided about this order so far, oldest first."""
    await orders.find(db, order_id)
    return ReviewList(await store.of_order(db, order_id))


ROUTES = [resolve, list_reviews]
