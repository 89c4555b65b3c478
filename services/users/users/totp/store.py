"""SQL about authenticator apps."""

from uuid import UUID

from chassis.database import Reader, Transaction
from users.totp.model import Totp

TOTP = "SELECT account_id, sealed, confirmed_at, last_step FROM totps WHERE account_id = $1"


async def find(reader: Reader, account_id: UUID) -> Totp | None:
    return await reader.one(Totp, TOTP, account_id)


async def find_confirmed(reader: Reader, account_id: UUID) -> Totp | None:
    return await reader.one(Totp, TOTP + " AND confirmed_at IS NOT NULL", account_id)


async def put_pending(tx: Transaction, account_id: UUID, sealed: bytes) -> bool:
    """False when there is a confirmed one."""
    return bool(
        await tx.execute(
            "INSERT INTO totps AS t (account_id, sealed, created_at) VALUES ($1, $2, $3) "
            "ON CONFLICT (account_id) DO UPDATE "
            "SET sealed = excluded.sealed, created_at = excluded.created_at WHERE t.confirmed_at IS NULL",
            account_id,
            sealed,
            tx.now,
        )
    )


async def use_step(tx: Transaction, account_id: UUID, step: int) -> bool:
    """False when a code of this step or a later one was used already."""
    return bool(
        await tx.execute(
            "UPDATE totps SET last_step = $2 WHERE account_id = $1 AND last_step < $2", account_id, step
        )
    )


async def confirm(tx: Transaction, account_id: UUID) -> None:
    await tx.execute(
        "UPDATE totps SET confirmed_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL",
        account_id,
        tx.now,
    )


async def delete(tx: Transaction, account_id: UUID) -> bool:
    return bool(await tx.execute("DELETE FROM totps WHERE account_id = $1", account_id))


async def find_email(reader: Reader, account_id: UUID) -> str:
    """What the app shows beside the shop's name."""
    return await reader.one(str, "SELECT email FROM accounts WHERE id = $1", account_id) or ""
