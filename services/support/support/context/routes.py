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
from support.context.model import ContextOrderPage, ContextProfile, SectionStatus
from support.context.neighbours import Neighbours
from support.ticket import commands as tickets


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


class TicketContext(msgspec.Struct):
    """Each section stands for itself: one that fails says so, and the others show."""

    ticket_id: UUID
    customer_id: UUID
    order_id: Annotated[UUID | None, Meta(description="The order that the ticket is about")]
    profile: ProfileSection
    orders: OrdersSection


@get("/v1/support/tickets/{ticket_id:uuid}/context", policy=permission("tickets:reply"))
async def read_context(
    ticket_id: FromPath[UUID], db: NamedDependency[Database], neighbours: NamedDependency[Neighbours]
) -> TicketContext:
    """The customer's profile and newest orders, as users and orders say at this moment."""
    ticket = await tickets.find(db, ticket_id)
    profile, orders = await asyncio.gather(
        neighbours.profile(ticket.customer_id),
        neighbours.orders(ticket.customer_id, including=ticket.order_id),
    )
    return TicketContext(
        ticket.id,
        ticket.customer_id,
        ticket.order_id,
        msgspec.convert(profile, ProfileSection, from_attributes=True),
        msgspec.convert(orders, OrdersSection, from_attributes=True),
    )


ROUTES = [read_context]
