"""SQL about the audit log."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from users.audit.model import Entry


async def add(tx: Transaction, entry: Entry) -> None:
    await tx.execute(
        "INSERT INTO audit (id, account_id, at, action, actor_id, session_id, address, user_agent, facts) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        entry.id,
        entry.account_id,
        entry.at,
        entry.action,
        entry.actor_id,
        entry.session_id,
        entry.address,
        entry.user_agent,
        entry.facts,
    )


async def page(reader: Reader, account_id: UUID, *, before: UUID | None, limit: int) -> list[Entry]:
    """The newest first: ids are in order of time."""
    return await reader.all(
        Entry,
        "SELECT id, account_id, at, action, actor_id, session_id, address, user_agent, facts FROM audit "
        "WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        account_id,
        before,
        limit,
    )


async def forget_senders(tx: Transaction, account_id: UUID) -> None:
    await tx.execute(
        "UPDATE audit SET address = NULL, user_agent = NULL WHERE account_id = $1 AND address IS NOT NULL",
        account_id,
    )


async def forget_old_senders(tx: Transaction, *, before: datetime, limit: int) -> int:
    return await tx.execute(
        "UPDATE audit SET address = NULL, user_agent = NULL WHERE id = ANY(ARRAY("
        "SELECT id FROM audit WHERE at < $1 AND address IS NOT NULL ORDER BY at LIMIT $2 "
        "FOR UPDATE SKIP LOCKED))",
        before,
        limit,
    )
