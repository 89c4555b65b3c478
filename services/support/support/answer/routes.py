"""Canned replies over HTTP: leads write them, agents draft with them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from chassis import idempotency
from chassis.database import Database, Transaction
from chassis.idempotency import HEADER, RequestKey
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch, etag
from support.answer import commands, store
from support.answer.model import CannedReply, Draft, Language, ReplyKey, Text, draft
from support.audit import commands as audit
from support.audit.model import Action
from support.context.neighbours import Neighbours
from support.ticket import commands as tickets
from support.ticket.model import Ticket

MANAGE = permission("tickets:manage")
Title = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")]
Texts = Annotated[
    dict[Language, Text],
    Meta(
        min_length=1,
        max_length=20,
        description="By language. `{{customer.name|you}}` is filled in, or what is behind the bar",
    ),
]


class WriteReply(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    texts: Texts


class AddReply(WriteReply, forbid_unknown_fields=True):
    key: ReplyKey


class ReplyList(msgspec.Struct):
    items: list[CannedReply]


@get("/v1/admin/canned-replies", policy=permission("tickets:read"))
async def list_replies(db: NamedDependency[Database]) -> ReplyList:
    return ReplyList(await store.list_all(db))


@post("/v1/admin/canned-replies", policy=MANAGE)
async def add_reply(
    data: JSONBody[AddReply],
    db: NamedDependency[Database],
    request_key: NamedDependency[RequestKey],
    idempotency_key: HEADER = "",
) -> Response[CannedReply]:
    async def work(tx: Transaction) -> CannedReply:
        return await commands.add(tx, data.key, data.title, data.texts)

    return await idempotency.once(db, request_key, work, status=201)


@put("/v1/admin/canned-replies/{reply_key:str}", policy=MANAGE)
async def edit_reply(
    reply_key: FromPath[str],
    data: JSONBody[WriteReply],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[CannedReply]:
    async with db.transaction() as tx:
        reply = await commands.edit(tx, reply_key, data.title, data.texts, if_match=if_match)
    return Response(reply, headers={"ETag": etag(reply.version)})


@delete("/v1/admin/canned-replies/{reply_key:str}", policy=MANAGE, status_code=204)
async def remove_reply(
    reply_key: FromPath[str], db: NamedDependency[Database], if_match: IfMatch = None
) -> None:
    async with db.transaction() as tx:
        await commands.remove(tx, reply_key, if_match=if_match)


@get("/v1/admin/tickets/{ticket_id:uuid}/draft", policy=permission("tickets:reply"))
async def draft_reply(
    ticket_id: FromPath[UUID],
    reply: FromQuery[str],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    neighbours: NamedDependency[Neighbours],
) -> Draft:
    """A canned reply in the customer's language, filled in as far as is known right now."""
    ticket, canned = await tickets.find(db, ticket_id), await store.find(db, reply)
    async with db.transaction() as tx:
        await audit.note(
            tx, Action.CONTEXT_READ, by=actor, ticket_id=ticket_id, customer_id=ticket.customer_id
        )
    locale, values = await _known(neighbours, ticket)
    return draft(canned, locale, values)


async def _known(neighbours: Neighbours, ticket: Ticket) -> tuple[str, dict[str, str | None]]:
    """The customer's language, and what a draft may name; who is away leaves gaps."""
    profile = (await neighbours.profile(ticket.customer_id)).value
    orders = (await neighbours.orders(ticket.customer_id, including=ticket.order_id)).value
    shown = [] if orders is None else orders.items
    order = next((each for each in shown if each.id == ticket.order_id), None)
    return "" if profile is None else profile.locale, {
        "customer.name": None if profile is None else profile.name,
        "order.number": None if order is None else order.number,
        "order.status": None if order is None else order.status,
        "ticket.number": ticket.number,
        "ticket.subject": ticket.subject,
    }


ROUTES = [list_replies, add_reply, edit_reply, remove_reply, draft_reply]
