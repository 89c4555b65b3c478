"""SQL about attachments."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Reader, Transaction
from support.attachment.model import Attachment, AttachmentNotFound, AttachmentStatus

COLUMNS = (
    "id, ticket_id, uploaded_by, is_internal, file_name, content_type, size, status, created_at, copy_id"
)
LEASE = timedelta(seconds=60)
# Of a ticket that its customer sees, and not among agents.
OWN = (
    "NOT a.is_internal AND EXISTS (SELECT FROM tickets t WHERE t.id = a.ticket_id "
    "AND t.customer_id = $2 AND t.is_visible)"
)


async def add(tx: Transaction, attachment: Attachment, *, given_up_at: datetime) -> None:
    await tx.execute(
        f"INSERT INTO attachments ({COLUMNS}, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        attachment.id,
        attachment.ticket_id,
        attachment.uploaded_by,
        attachment.is_internal,
        attachment.file_name,
        attachment.content_type,
        attachment.size,
        attachment.status,
        attachment.created_at,
        attachment.copy_id,
        given_up_at,
    )


async def count_of(reader: Reader, ticket_id: UUID) -> int:
    sql = "SELECT count(*) FROM attachments WHERE ticket_id = $1 AND status IN ('waiting', 'ready')"
    return await reader.one(int, sql, ticket_id) or 0


async def find(reader: Reader, attachment_id: UUID) -> Attachment:
    sql = f"SELECT {COLUMNS} FROM attachments WHERE id = $1 AND status <> 'gone'"
    return _found(await reader.one(Attachment, sql, attachment_id), attachment_id)


async def find_own(reader: Reader, attachment_id: UUID, customer_id: UUID) -> Attachment:
    sql = f"SELECT {COLUMNS} FROM attachments a WHERE id = $1 AND status <> 'gone' AND {OWN}"
    return _found(await reader.one(Attachment, sql, attachment_id, customer_id), attachment_id)


async def list_of(reader: Reader, ticket_id: UUID | None) -> list[Attachment]:
    """Of one ticket or of all, newest first."""
    return await reader.all(
        Attachment,
        f"SELECT {COLUMNS} FROM attachments WHERE ($1::uuid IS NULL OR ticket_id = $1) "
        "AND status IN ('ready', 'waiting') ORDER BY id DESC LIMIT 100",
        ticket_id,
    )


async def list_own(reader: Reader, ticket_id: UUID | None, customer_id: UUID) -> list[Attachment]:
    """Of one ticket or of all, newest first; what was announced by the customer, too."""
    return await reader.all(
        Attachment,
        f"SELECT {COLUMNS} FROM attachments a WHERE ($1::uuid IS NULL OR ticket_id = $1) AND {OWN} "
        "AND (status = 'ready' OR (status = 'waiting' AND uploaded_by = $2)) ORDER BY id DESC LIMIT 100",
        ticket_id,
        customer_id,
    )


async def settle(tx: Transaction, attachment: Attachment, status: AttachmentStatus, copy_id: UUID) -> None:
    """Once: whoever looked into another copy later changes nothing."""
    await tx.execute(
        "UPDATE attachments SET status = $2, copy_id = $3, "
        "next_at = CASE $2 WHEN 'ready' THEN NULL ELSE $4::timestamptz END "
        "WHERE id = $1 AND status = 'waiting'",
        attachment.id,
        status,
        copy_id,
        tx.now,
    )


async def claim_due(tx: Transaction) -> Attachment | None:
    """One whose bytes are to be deleted: refused, given up, or of somebody who was forgotten."""
    return await tx.one(
        Attachment,
        "UPDATE attachments SET status = 'gone', next_at = $2 WHERE id = (SELECT id FROM attachments "
        f"WHERE next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
    )


async def delete(tx: Transaction, attachment_id: UUID) -> None:
    await tx.execute("DELETE FROM attachments WHERE id = $1", attachment_id)


async def drop_all_of(tx: Transaction, customer_id: UUID, *, erased: str) -> None:
    await tx.execute(
        "UPDATE attachments SET status = 'gone', next_at = $2, file_name = $3 "
        "WHERE ticket_id IN (SELECT id FROM tickets WHERE customer_id = $1)",
        customer_id,
        tx.now,
        erased,
    )


def _found(attachment: Attachment | None, attachment_id: UUID) -> Attachment:
    if attachment is None:
        raise AttachmentNotFound(attachment_id=attachment_id)
    return attachment
