"""Everything that can be done to how tickets belong together."""

from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.tokens import Actor
from support.audit import commands as audit
from support.audit.model import Action
from support.relation import model, store
from support.ticket import commands as tickets
from support.ticket.model import Ticket


async def parts_of(reader: Reader, ticket_id: UUID) -> list[UUID]:
    """The ticket and those that were merged into it."""
    return [ticket_id, *await store.merged_into(reader, ticket_id)]


async def merge(tx: Transaction, ticket_id: UUID, *, into: UUID, by: Actor) -> Ticket:
    """The other one, in which the conversation goes on; merging twice is merging once."""
    found = await tickets.lock_several(tx, [ticket_id, into])
    ticket, other = found[ticket_id], found[into]
    if model.merge(ticket, other):
        await tickets.close_by_itself(tx, ticket)
        await tickets.redirect_merged(tx, ticket_id, into=into)
        await tickets.note(tx, other, None)
        await audit.note(tx, Action.MERGED, by=by, ticket_id=ticket_id, into=into)
    return other


async def relate(tx: Transaction, ticket_id: UUID, related: list[UUID], *, by: Actor) -> list[Ticket]:
    """To these and no others."""
    others = sorted(set(related) - {ticket_id})
    await tickets.lock_several(tx, [ticket_id, *others])
    await store.relate(tx, ticket_id, others)
    await audit.note(tx, Action.RELATED, by=by, ticket_id=ticket_id, ticket_ids=others)
    return await tickets.find_many(tx, others)


async def related_to(reader: Reader, ticket_id: UUID) -> list[Ticket]:
    await tickets.find(reader, ticket_id)
    return await tickets.find_many(reader, await store.related_to(reader, ticket_id))
