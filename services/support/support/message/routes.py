"""Conversations over HTTP: a customer's own, and everybody's for staff, notes among them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from chassis.version import etag
from support.audit import commands as audit
from support.audit.model import Action
from support.customer_order.commands import newest_orders
from support.customer_order.model import CustomerOrder, CustomerOrderStatus
from support.message import commands, store
from support.message.model import AuthorKind, Message
from support.relation import commands as relations
from support.ticket import commands as tickets
from support.ticket.model import Channel, Opening, OrderLines, Outcome, Priority, Subject
from support.ticket.routes import Cursor, Limit, StaffTicketView, TicketView

Text = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=10_000,
        pattern=r"\S",
        description="Plain text, kept and returned exactly as sent: whoever shows it escapes it",
    ),
]

SeenVersion = Annotated[int, Meta(ge=1, le=10**9)]


class OpenTicket(msgspec.Struct, forbid_unknown_fields=True):
    """The channel `system` is not for people."""

    subject: Subject
    text: Text
    priority: Priority = Priority.NORMAL
    channel: Channel = Channel.WEB
    order_id: Annotated[UUID | None, Meta(description="An order of yours that this is about")] = None
    order_lines: Annotated[OrderLines, Meta(description="Numbers of lines of it")] = []

    def __post_init__(self) -> None:
        if self.channel is Channel.SYSTEM:
            raise ValueError("`channel` is web or app")


class WriteMessage(msgspec.Struct, forbid_unknown_fields=True):
    text: Text


class WriteAgentMessage(msgspec.Struct, forbid_unknown_fields=True):
    text: Text
    is_internal: Annotated[bool, Meta(description="A note among agents, never shown to the customer")] = False
    status: Annotated[
        Outcome | None,
        Meta(
            description="How the message leaves the ticket; unsaid, it waits on the customer after an answer "
            "and is unchanged after a note"
        ),
    ] = None
    seen_version: Annotated[
        SeenVersion | None,
        Meta(
            description="The `version` of the ticket that you read; when it has another, nothing is written"
        ),
    ] = None


class MessageView(msgspec.Struct):
    """A message as the customer sees it: of an agent, only that it was one."""

    id: UUID
    author_kind: AuthorKind
    text: str
    created_at: datetime

    @classmethod
    def of(cls, message: Message) -> Self:
        return msgspec.convert(message, cls, from_attributes=True)


class MessagePage(msgspec.Struct):
    items: list[MessageView]
    next: str | None


class StaffMessageView(MessageView):
    """A message as staff sees it; notes too."""

    author_id: UUID | None
    is_internal: bool
    order_version: Annotated[
        int | None, Meta(description="How many events the order had when the author last saw it")
    ]


class StaffMessagePage(msgspec.Struct):
    items: list[StaffMessageView]
    next: str | None


class OrderView(msgspec.Struct):
    """An order of the customer, as far as its events have arrived here."""

    order_id: UUID
    status: CustomerOrderStatus
    changed_at: datetime

    @classmethod
    def of(cls, order: CustomerOrder) -> Self:
        return msgspec.convert(order, cls, from_attributes=True)


class TicketDetailView(StaffTicketView):
    """What an agent needs to answer: a page of the messages, notes among them, and the newest orders."""

    messages: StaffMessagePage
    orders: list[OrderView]


def page(rows: list[Message], limit: int) -> tuple[list[Message], str | None]:
    return rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None


@post("/v1/support/tickets", policy=CUSTOMER_ONLY)
async def open_ticket(
    data: JSONBody[OpenTicket],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[TicketView]:
    opening = Opening(
        data.subject.strip(), data.priority, data.channel, data.order_id, sorted(set(data.order_lines))
    )

    async def work(tx: Transaction) -> TicketView:
        return TicketView.of(await commands.open_ticket(tx, opening, by=actor, text=data.text))

    return await idempotency.once(db, request_key, work, status=201)


@post("/v1/support/tickets/{ticket_id:uuid}/messages", policy=CUSTOMER_ONLY)
async def reply(
    ticket_id: FromPath[UUID],
    data: JSONBody[WriteMessage],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[MessageView]:
    async def work(tx: Transaction) -> MessageView:
        return MessageView.of(await commands.reply(tx, ticket_id, by=actor, text=data.text))

    return await idempotency.once(db, request_key, work, status=201)


@get("/v1/support/tickets/{ticket_id:uuid}/messages", policy=CUSTOMER_ONLY)
async def list_messages(
    ticket_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> MessagePage:
    ticket = await tickets.find_own(db, ticket_id, actor.id)
    parts = await relations.parts_of(db, ticket.id)
    rows = await store.page(db, parts, with_notes=False, after=cursor, most=limit + 1)
    messages, following = page(rows, limit)
    return MessagePage([MessageView.of(message) for message in messages], following)


@get("/v1/admin/tickets/{ticket_id:uuid}", policy=permission("tickets:read"))
async def get_any_ticket(
    ticket_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response[TicketDetailView]:
    """`limit` and `cursor` are about the messages."""
    async with db.transaction() as tx:
        ticket = await tickets.find(tx, ticket_id)
        await audit.note(
            tx, Action.TICKET_READ, by=actor, ticket_id=ticket_id, customer_id=ticket.customer_id
        )
        parts = await relations.parts_of(tx, ticket.id)
        rows = await store.page(tx, parts, with_notes=True, after=cursor, most=limit + 1)
        orders = await newest_orders(tx, of=ticket.customer_id)
    messages, following = page(rows, limit)
    detail = TicketDetailView(
        **msgspec.structs.asdict(StaffTicketView.of(ticket)),
        messages=StaffMessagePage([StaffMessageView.of(message) for message in messages], following),
        orders=[OrderView.of(order) for order in orders],
    )
    return Response(detail, headers={"ETag": etag(ticket.version)})


@post("/v1/admin/tickets/{ticket_id:uuid}/messages", policy=permission("tickets:reply"))
async def write_as_agent(
    ticket_id: FromPath[UUID],
    data: JSONBody[WriteAgentMessage],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[StaffMessageView]:
    """Answer a customer, or write a note among agents."""

    async def work(tx: Transaction) -> StaffMessageView:
        return StaffMessageView.of(await _written(tx, ticket_id, data, actor))

    return await idempotency.once(db, request_key, work, status=201)


async def _written(tx: Transaction, ticket_id: UUID, wish: WriteAgentMessage, actor: Actor) -> Message:
    seen = None if wish.seen_version is None else frozenset({wish.seen_version})
    if wish.is_internal:
        return await commands.note(tx, ticket_id, by=actor, text=wish.text, outcome=wish.status, seen=seen)
    outcome = wish.status or Outcome.WAITING_ON_CUSTOMER
    return await commands.answer(tx, ticket_id, by=actor, text=wish.text, outcome=outcome, seen=seen)


ROUTES = [open_ticket, reply, list_messages, get_any_ticket, write_as_agent]
