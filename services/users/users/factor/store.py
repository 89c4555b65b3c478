"""SQL about which factors an account has, and about wrong codes."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from users.factor.model import MOST_WRONG_CODES, WRONG_CODES_WINDOW


async def find_factors(reader: Reader, account_id: UUID) -> list[str]:
    return await reader.all(
        str,
        "SELECT 'totp' WHERE EXISTS (SELECT FROM totps WHERE account_id = $1 AND confirmed_at IS NOT NULL) "
        "UNION ALL SELECT 'recovery-code' WHERE EXISTS "
        "(SELECT FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL)",
        account_id,
    )


async def take_try(tx: Transaction, account_id: UUID) -> bool:
    """Count a try as wrong beforehand, so that tries side by side count too; False when none is left."""
    return bool(
        await tx.execute(
            "INSERT INTO wrong_codes AS w (account_id, since, count) VALUES ($1, $2, 1) "
            "ON CONFLICT (account_id) DO UPDATE SET "
            "count = CASE WHEN w.since > $3 THEN w.count + 1 ELSE 1 END, "
            "since = CASE WHEN w.since > $3 THEN w.since ELSE excluded.since END "
            "WHERE w.since <= $3 OR w.count < $4",
            account_id,
            tx.now,
            tx.now - WRONG_CODES_WINDOW,
            MOST_WRONG_CODES,
        )
    )


async def find_first_wrong(reader: Reader, account_id: UUID) -> datetime | None:
    return await reader.one(datetime, "SELECT since FROM wrong_codes WHERE account_id = $1", account_id)


async def forget_wrong(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM wrong_codes WHERE account_id = $1", account_id)
