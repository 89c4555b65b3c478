"""Announcing a file, settling what became of it, forgetting it."""

from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.tokens import Actor
from support.attachment import store
from support.attachment.model import (
    GIVEN_UP_AFTER,
    MOST_OF_TICKET,
    Announced,
    Attachment,
    AttachmentStatus,
    TooManyAttachments,
)
from support.ticket import commands as tickets
from support.ticket.model import ERASED, Ticket, TicketActionRefused, TicketStatus


async def announce(
    tx: Transaction, attachment_id: UUID, wish: Announced, *, by: Actor, is_internal: bool = False
) -> Attachment:
    """Staff: to any ticket."""
    ticket = await tickets.lock(tx, wish.ticket_id)
    return await _announce(tx, attachment_id, ticket, wish, by, is_internal=is_internal)


async def announce_own(tx: Transaction, attachment_id: UUID, wish: Announced, *, by: Actor) -> Attachment:
    """Its customer."""
    ticket = await tickets.lock_own(tx, wish.ticket_id, by.id)
    return await _announce(tx, attachment_id, ticket, wish, by, is_internal=False)


async def _announce(
    tx: Transaction, attachment_id: UUID, ticket: Ticket, wish: Announced, by: Actor, *, is_internal: bool
) -> Attachment:
    if ticket.status is TicketStatus.CLOSED:
        raise TicketActionRefused(ticket_id=ticket.id, ticket_status=ticket.status, action="attach")
    if await store.count_of(tx, ticket.id) >= MOST_OF_TICKET:
        raise TooManyAttachments(ticket_id=ticket.id, most=MOST_OF_TICKET)
    attachment = Attachment(
        attachment_id,
        ticket.id,
        by.id,
        is_internal,
        wish.file_name,
        wish.content_type,
        wish.size,
        AttachmentStatus.WAITING,
        tx.now,
    )
    await store.add(tx, attachment, given_up_at=tx.now + GIVEN_UP_AFTER)
    return attachment


async def settle(tx: Transaction, attachment: Attachment, *, copy_id: UUID, is_good: bool) -> None:
    status = AttachmentStatus.READY if is_good else AttachmentStatus.REFUSED
    await store.settle(tx, attachment, status, copy_id)


async def names_of(reader: Reader, ticket_id: UUID) -> list[str]:
    """What the customer can see of a ticket's files."""
    return [each.file_name for each in await store.list_of(reader, ticket_id) if not each.is_internal][::-1]


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Nobody finds them any more; a worker deletes their bytes."""
    await store.drop_all_of(tx, customer_id, erased=ERASED)
