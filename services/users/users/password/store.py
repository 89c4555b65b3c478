"""SQL about passwords."""

from uuid import UUID

from chassis.database import Transaction


async def put(tx: Transaction, account_id: UUID, password_hash: str) -> None:
    await tx.execute(
        "INSERT INTO passwords (account_id, hash, changed_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
        account_id,
        password_hash,
        tx.now,
    )


async def rehash(tx: Transaction, account_id: UUID, *, old: str, new: str) -> None:
    await tx.execute(
        "UPDATE passwords SET hash = $3 WHERE account_id = $1 AND hash = $2", account_id, old, new
    )
