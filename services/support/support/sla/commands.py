"""Looking at the clocks of a ticket when it is time to, and writing the plan."""

from uuid import UUID

from chassis import version
from chassis.database import Reader, Transaction
from support.published import SlaBreached, SlaWarned
from support.sla import store
from support.sla.model import Clock, SlaPlan, clocks
from support.sla.store import Versioned
from support.ticket import commands as tickets
from support.ticket.model import Channel, Ticket


async def clocks_of(reader: Reader, ticket: Ticket) -> list[Clock]:
    """As the log says: nothing of them is kept."""
    plan = await store.plan(reader)
    log = await store.log_of(reader, ticket.id)
    return clocks(log, plan.document, has_requester=ticket.channel is not Channel.SYSTEM)


async def check_next(tx: Transaction) -> bool:
    """Announce what has become so of the ticket that is due longest; whether there was one."""
    ticket = await tickets.claim_to_check(tx)
    if ticket is None:
        return False
    found = await clocks_of(tx, ticket)
    for clock in found:
        await _announce(tx, ticket, clock)
    ahead = [at for clock in found for at in (clock.warn_at, clock.due_at) if at is not None and at > tx.now]
    await tickets.check_again(tx, ticket.id, at=min(ahead, default=None))
    return True


async def _announce(tx: Transaction, ticket: Ticket, clock: Clock) -> None:
    """A breach makes its warning pointless."""
    about = ticket.id, clock.kind.value, ticket.priority.value
    if clock.due_at is not None and clock.is_breached(tx.now):
        if await store.mark(tx, ticket.id, clock, "breached", clock.due_at):
            await tx.publish(SlaBreached(*about, clock.due_at), of=ticket.id)
    elif clock.is_near(tx.now) and await store.mark(tx, ticket.id, clock, "warned", tx.now):
        await tx.publish(SlaWarned(*about, clock.due_at), of=ticket.id)


async def write_plan(tx: Transaction, plan: SlaPlan, *, if_match: str | None) -> Versioned:
    """Clocks that run are looked at again, as the new plan says."""
    current = await store.lock_plan(tx)
    version.check(current.version, if_match)
    following = Versioned(current.version + 1, plan)
    await store.save_plan(tx, plan, following.version)
    await tickets.check_all(tx)
    return following


async def plan(reader: Reader) -> Versioned:
    return await store.plan(reader)


async def ticket_clocks(reader: Reader, ticket_id: UUID) -> list[Clock]:
    return await clocks_of(reader, await tickets.find(reader, ticket_id))
