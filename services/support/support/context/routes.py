"""The customer behind a ticket, over HTTP, for agents."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from chassis.database import Database
from chassis.policy import permission
from chassis.tokens import Actor
from support.audit import commands as audit
from support.audit.model import Action
from support.context.model import (
    ContextOrderPage,
    ContextProfile,
    ContextTimeline,
    Section,
    SectionStatus,
)
from support.context.neighbours import Neighbours
from support.message import commands as messages
from support.privacy import commands as privacy
from support.ticket import commands as tickets
from support.ticket.model import Ticket


class SectionView(msgspec.Struct):
    """`live`: as its owner says now. `stale`: as it said minutes ago. `unavailable`: it has no value."""

    status: SectionStatus
    as_of: Annotated[
        datetime, Meta(description="When the owner was asked for this; of a stale section, back then")
    ]
    source: Annotated[str, Meta(description="The service that owns it", examples=["orders"])]
    latency_ms: Annotated[int, Meta(ge=0, description="How long the owner was asked for this answer")]


class ProfileSection(SectionView):
    """A live section without a value: users knows no such account."""

    value: ContextProfile | None


class OrdersSection(SectionView):
    value: ContextOrderPage | None


class TimelineSection(SectionView):
    """Null for a ticket that is about no order."""

    value: ContextTimeline | None


class TicketContext(msgspec.Struct):
    """Each section stands for itself: one that fails says so, and the others show."""

    ticket_id: UUID
    customer_id: UUID
    order_id: Annotated[UUID | None, Meta(description="The order that the ticket is about")]
    profile: ProfileSection
    orders: OrdersSection
    timeline: TimelineSection | None


@get("/v1/support/tickets/{ticket_id:uuid}/context", policy=permission("tickets:reply"))
async def read_context(
    ticket_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    neighbours: NamedDependency[Neighbours],
) -> TicketContext:
    """The customer's profile, newest orders and the order's timeline, as users and orders say right now.

    Which history of the order you saw is written beside what you answer next.
    """
    ticket = await tickets.find(db, ticket_id)
    if await privacy.is_erased(db, ticket.customer_id):
        neighbours.forget(ticket.customer_id)
    profile, orders, timeline = await asyncio.gather(
        neighbours.profile(ticket.customer_id),
        neighbours.orders(ticket.customer_id, including=ticket.order_id),
        _timeline(neighbours, ticket),
    )
    await _note(db, ticket, actor, orders)
    return TicketContext(
        ticket.id,
        ticket.customer_id,
        ticket.order_id,
        msgspec.convert(profile, ProfileSection, from_attributes=True),
        msgspec.convert(orders, OrdersSection, from_attributes=True),
        None if timeline is None else msgspec.convert(timeline, TimelineSection, from_attributes=True),
    )


async def _timeline(neighbours: Neighbours, ticket: Ticket) -> Section[ContextTimeline] | None:
    return None if ticket.order_id is None else await neighbours.timeline(ticket.customer_id, ticket.order_id)


async def _note(db: Database, ticket: Ticket, actor: Actor, orders: Section[ContextOrderPage]) -> None:
    """That this agent read it, and which history of the order they saw."""
    seen = [] if orders.value is None else orders.value.items
    version = next((order.version for order in seen if order.id == ticket.order_id), None)
    async with db.transaction() as tx:
        await audit.note(
            tx, Action.CONTEXT_READ, by=actor, ticket_id=ticket.id, customer_id=ticket.customer_id
        )
        if version is not None and actor.account_id is not None:
            await messages.remember_sight(tx, ticket.id, actor.account_id, order_version=version)


ROUTES = [read_context]
