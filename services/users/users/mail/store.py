"""SQL about mails."""

from datetime import datetime
from uuid import UUID

from chassis.database import Transaction
from users.mail.model import LEASE, Mail


async def add(tx: Transaction, mail: Mail, *, account_id: UUID) -> None:
    await tx.execute(
        "INSERT INTO mails "
        "(id, account_id, kind, locale, sealed, created_at, useful_until, next_try_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $6)",
        mail.id,
        account_id,
        mail.kind,
        mail.locale,
        mail.sealed,
        mail.created_at,
        mail.useful_until,
    )


async def claim(tx: Transaction) -> Mail | None:
    """The mail that is due longest, for whoever asks and for nobody else during the lease."""
    return await tx.one(
        Mail,
        "UPDATE mails SET attempts = attempts + 1, next_try_at = $2 WHERE id = ("
        "SELECT id FROM mails WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED) "
        "RETURNING id, kind, locale, sealed, created_at, useful_until, attempts",
        tx.now,
        tx.now + LEASE,
    )


async def record_sent(tx: Transaction, mail_id: UUID) -> None:
    """Also when the lease has ended meanwhile: it was sent."""
    await tx.execute(
        "UPDATE mails SET sent_at = $2, next_try_at = NULL, sealed = NULL "
        "WHERE id = $1 AND next_try_at IS NOT NULL",
        mail_id,
        tx.now,
    )


async def record_failed(tx: Transaction, mail_id: UUID) -> None:
    """It will not be tried again."""
    await tx.execute(
        "UPDATE mails SET failed_at = $2, next_try_at = NULL, sealed = NULL "
        "WHERE id = $1 AND next_try_at IS NOT NULL",
        mail_id,
        tx.now,
    )


async def postpone(tx: Transaction, mail: Mail, *, until: datetime) -> None:
    """Nothing when somebody else claimed it after us."""
    await tx.execute(
        "UPDATE mails SET next_try_at = $3 WHERE id = $1 AND attempts = $2 AND next_try_at IS NOT NULL",
        mail.id,
        mail.attempts,
        until,
    )


async def drop_unsent(tx: Transaction, account_id: UUID) -> None:
    await tx.execute(
        "UPDATE mails SET failed_at = $2, next_try_at = NULL, sealed = NULL "
        "WHERE account_id = $1 AND next_try_at IS NOT NULL",
        account_id,
        tx.now,
    )


async def delete_old(tx: Transaction, *, before: datetime, limit: int) -> int:
    return await tx.execute(
        "DELETE FROM mails WHERE id = ANY(ARRAY(SELECT id FROM mails "
        "WHERE created_at < $1 AND next_try_at IS NULL ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))",
        before,
        limit,
    )
