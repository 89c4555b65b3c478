"""SQL about passwords."""

from uuid import UUID

from chassis.database import Reader, Transaction


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


async def find(reader: Reader, account_id: UUID) -> str | None:
    return await reader.one(str, "SELECT hash FROM passwords WHERE account_id = $1", account_id)


async def delete(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM passwords WHERE account_id = $1", account_id)
