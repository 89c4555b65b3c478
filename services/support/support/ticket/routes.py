"""Tickets over HTTP: a customer's own, and everybody's for staff."""

from datetime import datetime
from typing import Annotated, Self, TypeVar
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import CUSTOMER_ONLY, permission
from chassis.tokens import Actor
from support.customer_order.commands import newest_orders
from support.customer_order.model import CustomerOrder, CustomerOrderStatus
from support.ticket import commands, store
from support.ticket.model import AuthorKind, Message, Outcome, Priority, Ticket, TicketStatus

# One line with something to read in it: it becomes the subject of mails.
Subject = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
        description="One line",
    ),
]
Text = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=10_000,
        pattern=r"\S",
        description="Plain text, kept and returned exactly as sent: whoever shows it escapes it",
    ),
]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[UUID | None, QueryParameter(description="`next` of the page before")]


class OpenTicket(msgspec.Struct, forbid_unknown_fields=True):
    subject: Subject
    text: Text
    priority: Priority = Priority.NORMAL
    order_id: Annotated[UUID | None, Meta(description="An order of yours that this is about")] = None


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


class TicketView(msgspec.Struct):
    """A ticket as its customer sees it."""

    id: UUID
    number: Annotated[
        str, Meta(description="To read out; the last digit checks the others", examples=["1000-0008"])
    ]
    subject: str
    status: TicketStatus
    priority: Priority
    order_id: UUID | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        return msgspec.convert(ticket, cls, from_attributes=True)


class TicketPage(msgspec.Struct):
    items: list[TicketView]
    next: str | None


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


class StaffTicketView(TicketView):
    """A ticket as staff sees it in a list."""

    customer_id: UUID


class StaffTicketPage(msgspec.Struct):
    items: list[StaffTicketView]
    next: str | None


class StaffMessageView(MessageView):
    """A message as staff sees it; notes too."""

    author_id: UUID
    is_internal: bool


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


Row = TypeVar("Row", Ticket, Message)


def page(rows: list[Row], limit: int) -> tuple[list[Row], str | None]:
    """What belongs on a page, and where the next one begins; one row more than `limit` was asked for."""
    return rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None


@post("/v1/support/tickets", policy=CUSTOMER_ONLY)
async def open_ticket(
    data: JSONBody[OpenTicket],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[TicketView]:
    async def work(tx: Transaction) -> TicketView:
        ticket = await commands.open_ticket(
            tx,
            by=actor,
            subject=data.subject.strip(),
            text=data.text,
            priority=data.priority,
            order_id=data.order_id,
        )
        return TicketView.of(ticket)

    return await idempotency.once(db, request_key, work, status=201)


@get("/v1/support/tickets", policy=CUSTOMER_ONLY)
async def list_tickets(
    actor: NamedDependency[Actor], db: NamedDependency[Database], limit: Limit = 20, cursor: Cursor = None
) -> TicketPage:
    tickets, following = page(await store.list_own(db, actor.id, before=cursor, most=limit + 1), limit)
    return TicketPage([TicketView.of(ticket) for ticket in tickets], following)


@get("/v1/support/tickets/{ticket_id:uuid}", policy=CUSTOMER_ONLY)
async def get_ticket(
    ticket_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> TicketView:
    return TicketView.of(await store.find_own(db, ticket_id, actor.id))


@post(
    "/v1/support/tickets/{ticket_id:uuid}/messages",
    policy=CUSTOMER_ONLY,
)
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
    ticket = await store.find_own(db, ticket_id, actor.id)
    rows = await store.list_messages(db, ticket.id, with_notes=False, after=cursor, most=limit + 1)
    messages, following = page(rows, limit)
    return MessagePage([MessageView.of(message) for message in messages], following)


@post("/v1/support/tickets/{ticket_id:uuid}/close", policy=CUSTOMER_ONLY, status_code=200)
async def close(
    ticket_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> TicketView:
    async with db.transaction() as tx:
        ticket = await commands.close(tx, ticket_id, by=actor)
    return TicketView.of(ticket)


@get("/v1/admin/tickets", policy=permission("tickets:read"))
async def list_all_tickets(
    db: NamedDependency[Database],
    status: FromQuery[TicketStatus | None] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> StaffTicketPage:
    if status is None:
        rows = await store.list_all(db, before=cursor, most=limit + 1)
    else:
        rows = await store.list_in_status(db, status, before=cursor, most=limit + 1)
    tickets, following = page(rows, limit)
    return StaffTicketPage([StaffTicketView.of(ticket) for ticket in tickets], following)


@get("/v1/admin/tickets/{ticket_id:uuid}", policy=permission("tickets:read"))
async def get_any_ticket(
    ticket_id: FromPath[UUID], db: NamedDependency[Database], limit: Limit = 100, cursor: Cursor = None
) -> TicketDetailView:
    """`limit` and `cursor` are about the messages."""
    async with db.transaction() as tx:
        ticket = await store.find(tx, ticket_id)
        rows = await store.list_messages(tx, ticket.id, with_notes=True, after=cursor, most=limit + 1)
        orders = await newest_orders(tx, of=ticket.customer_id)
    messages, following = page(rows, limit)
    return TicketDetailView(
        **msgspec.structs.asdict(StaffTicketView.of(ticket)),
        messages=StaffMessagePage([StaffMessageView.of(message) for message in messages], following),
        orders=[OrderView.of(order) for order in orders],
    )


@post(
    "/v1/admin/tickets/{ticket_id:uuid}/messages",
    policy=permission("tickets:reply"),
)
async def write_as_agent(
    ticket_id: FromPath[UUID],
    data: JSONBody[WriteAgentMessage],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[StaffMessageView]:
    async def work(tx: Transaction) -> StaffMessageView:
        if data.is_internal:
            message = await commands.note(tx, ticket_id, by=actor, text=data.text, outcome=data.status)
        else:
            outcome = data.status or Outcome.WAITING_ON_CUSTOMER
            message = await commands.answer(tx, ticket_id, by=actor, text=data.text, outcome=outcome)
        return StaffMessageView.of(message)

    return await idempotency.once(db, request_key, work, status=201)


ROUTES = [
    open_ticket,
    list_tickets,
    get_ticket,
    reply,
    list_messages,
    close,
    list_all_tickets,
    get_any_ticket,
    write_as_agent,
]
