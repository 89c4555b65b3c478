"""SQL about mails."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.mail.model import AT_ONCE, LEASE, About, Kind, Mail


async def add(tx: Transaction, mail_id: UUID, kind: Kind, order_id: UUID, cause_id: UUID) -> None:
    """Nothing when this was told, or is about to be."""
    await tx.write(
        "INSERT INTO mails (id, kind, order_id, cause_id, created_at, next_try_at) "
        "VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (kind, cause_id) DO NOTHING",
        mail_id,
        kind,
        order_id,
        cause_id,
        tx.now,
    )


async def claim(tx: Transaction) -> list[Mail]:
    """Mails that are due longest, for whoever asks and for nobody else during the lease."""
    return await tx.all(
        Mail,
        "UPDATE mails SET attempts = attempts + 1, next_try_at = $2 WHERE id = ANY(ARRAY("
        "SELECT id FROM mails WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED)) "
        "RETURNING id, kind, order_id, cause_id, created_at, attempts",
        tx.now,
        tx.now + LEASE,
        AT_ONCE,
    )


async def about(reader: Reader, mails: list[Mail]) -> dict[UUID, About]:
    """By mail."""
    found = await reader.all(
        About,
        "SELECT m.id AS mail_id, o.customer_id, o.number, o.email, o.erased_at IS NOT NULL AS is_erased, "
        "g.locale AS guest_locale, o.total_amount, o.currency, o.cancel_reason, "
        "f.carrier, f.tracking_number, f.tracking_url, r.amount AS refund_amount "
        "FROM mails m JOIN orders o ON o.id = m.order_id LEFT JOIN guest_orders g ON g.order_id = o.id "
        "LEFT JOIN fulfilments f ON f.id = m.cause_id LEFT JOIN refunds r ON r.id = m.cause_id "
        "WHERE m.id = ANY($1)",
        [mail.id for mail in mails],
    )
    return {each.mail_id: each for each in found}


async def record_sent(tx: Transaction, mail_ids: list[UUID]) -> None:
    """Also when the lease has ended meanwhile: they were sent."""
    await tx.execute(
        "UPDATE mails SET sent_at = $2, next_try_at = NULL WHERE id = ANY($1) AND next_try_at IS NOT NULL",
        mail_ids,
        tx.now,
    )


async def record_failed(tx: Transaction, mail_ids: list[UUID]) -> None:
    """They will not be tried again."""
    await tx.execute(
        "UPDATE mails SET failed_at = $2, next_try_at = NULL WHERE id = ANY($1) AND next_try_at IS NOT NULL",
        mail_ids,
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


async def count_links(reader: Reader, order_id: UUID, since: datetime) -> int:
    """How many links to this order were mailed since then, or will be."""
    count = await reader.one(
        int,
        "SELECT count(*) FROM mails WHERE order_id = $1 AND kind = $2 AND created_at > $3",
        order_id,
        Kind.GUEST_LINK,
        since,
    )
    return count or 0


async def is_erased(reader: Reader, order_id: UUID) -> bool:
    """Whether the person was removed from the order."""
    return bool(await reader.one(bool, "SELECT erased_at IS NOT NULL FROM orders WHERE id = $1", order_id))


async def delete_old(tx: Transaction, *, before: datetime, limit: int) -> int:
    return await tx.execute(
        "DELETE FROM mails WHERE id = ANY(ARRAY(SELECT id FROM mails "
        "WHERE created_at < $1 AND next_try_at IS NULL ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))",
        before,
        limit,
    )


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "DELETE FROM mails "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
    )
