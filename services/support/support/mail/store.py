"""SQL about mails."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from support.mail.model import LEASE, MOST_REFERENCES, Mail


async def add(tx: Transaction, message_id: UUID, ticket_id: UUID, customer_id: UUID) -> None:
    await tx.execute(
        "INSERT INTO mails (message_id, ticket_id, customer_id, created_at, next_try_at) "
        "VALUES ($1, $2, $3, $4, $4)",
        message_id,
        ticket_id,
        customer_id,
        tx.now,
    )


async def claim(tx: Transaction) -> Mail | None:
    """The mail that is due longest, for whoever asks and for nobody else during the lease."""
    return await tx.one(
        Mail,
        "UPDATE mails SET attempts = attempts + 1, next_try_at = $2 WHERE message_id = ("
        "SELECT message_id FROM mails WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT 1 "
        "FOR UPDATE SKIP LOCKED) RETURNING message_id, ticket_id, customer_id, created_at, attempts",
        tx.now,
        tx.now + LEASE,
    )


async def with_words(reader: Reader, mail: Mail) -> Mail:
    """What it says, as it is now: a person who was forgotten gets no mail."""
    found = await reader.one(
        Mail,
        "SELECT $1::uuid AS message_id, t.id AS ticket_id, t.customer_id, m.created_at, $3::int AS attempts, "
        "t.number, t.subject, m.text, ARRAY(SELECT e.message_id FROM mails e WHERE e.ticket_id = t.id "
        "AND e.message_id < $1 ORDER BY e.message_id DESC LIMIT $2) AS earlier "
        "FROM messages m JOIN tickets t ON t.id = m.ticket_id WHERE m.id = $1",
        mail.message_id,
        MOST_REFERENCES,
        mail.attempts,
    )
    return found or mail


async def record_sent(tx: Transaction, message_id: UUID) -> None:
    """Also when the lease has ended meanwhile: it was sent."""
    await tx.execute(
        "UPDATE mails SET sent_at = $2, next_try_at = NULL WHERE message_id = $1 AND next_try_at IS NOT NULL",
        message_id,
        tx.now,
    )


async def record_failed(tx: Transaction, message_id: UUID, why: str) -> None:
    """It will not be tried again."""
    await tx.execute(
        "UPDATE mails SET failed_at = $2, why = $3, next_try_at = NULL "
        "WHERE message_id = $1 AND next_try_at IS NOT NULL",
        message_id,
        tx.now,
        why,
    )


async def postpone(tx: Transaction, mail: Mail, *, until: datetime) -> None:
    """Nothing when somebody else claimed it after us."""
    await tx.execute(
        "UPDATE mails SET next_try_at = $3 "
        "WHERE message_id = $1 AND attempts = $2 AND next_try_at IS NOT NULL",
        mail.message_id,
        mail.attempts,
        until,
    )


async def drop_unsent(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE mails SET failed_at = $2, why = 'forgotten', next_try_at = NULL "
        "WHERE customer_id = $1 AND next_try_at IS NOT NULL",
        customer_id,
        tx.now,
    )
