"""SQL about passkeys and the challenges that are out."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from users.passkey.model import Passkey

PASSKEY = (
    "SELECT id, account_id, credential_id, public_key, sign_count, is_synced, name, created_at, last_used_at "
    "FROM passkeys "
)


class Challenge(msgspec.Struct):
    """`account_id` is None when it was given to somebody who only wants to log in."""

    account_id: UUID | None


async def find_all(reader: Reader, account_id: UUID) -> list[Passkey]:
    return await reader.all(Passkey, PASSKEY + "WHERE account_id = $1 ORDER BY id", account_id)


async def find_by_credential(reader: Reader, credential_id: bytes) -> Passkey | None:
    return await reader.one(Passkey, PASSKEY + "WHERE credential_id = $1", credential_id)


async def find_email(reader: Reader, account_id: UUID) -> str:
    """What the authenticator shows."""
    return await reader.one(str, "SELECT email FROM accounts WHERE id = $1", account_id) or ""


async def lock_account(tx: Transaction, account_id: UUID) -> None:
    """Of registrations at once one comes first, so that they are counted."""
    await tx.execute("SELECT FROM accounts WHERE id = $1 FOR UPDATE", account_id)


async def add(tx: Transaction, passkey: Passkey) -> bool:
    """False when somebody has registered it already."""
    return bool(
        await tx.execute(
            "INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, is_synced, name, "
            "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING",
            passkey.id,
            passkey.account_id,
            passkey.credential_id,
            passkey.public_key,
            passkey.sign_count,
            passkey.is_synced,
            passkey.name,
            passkey.created_at,
        )
    )


async def use(tx: Transaction, passkey_id: UUID, sign_count: int) -> bool:
    """False when its counter moved on meanwhile, or it was removed."""
    return bool(
        await tx.execute(
            "UPDATE passkeys SET sign_count = $2, last_used_at = $3 "
            "WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
            passkey_id,
            sign_count,
            tx.now,
        )
    )


async def delete(tx: Transaction, account_id: UUID, passkey_id: UUID) -> bool:
    return bool(
        await tx.execute("DELETE FROM passkeys WHERE id = $1 AND account_id = $2", passkey_id, account_id)
    )


async def delete_all(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM passkeys WHERE account_id = $1", account_id)


async def add_challenge(
    tx: Transaction, challenge: bytes, account_id: UUID | None, *, until: datetime
) -> None:
    await tx.execute(
        "INSERT INTO passkey_challenges (challenge, account_id, expires_at) VALUES ($1, $2, $3)",
        challenge,
        account_id,
        until,
    )


async def take_challenge(tx: Transaction, challenge: bytes) -> Challenge | None:
    """None when it was never given, was used or is too old."""
    return await tx.one(
        Challenge,
        "DELETE FROM passkey_challenges WHERE challenge = $1 AND expires_at > $2 RETURNING account_id",
        challenge,
        tx.now,
    )


async def delete_expired_challenges(tx: Transaction, *, limit: int) -> int:
    return await tx.execute(
        "DELETE FROM passkey_challenges WHERE challenge = ANY(ARRAY("
        "SELECT challenge FROM passkey_challenges WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        tx.now,
        limit,
    )
