"""SQL about mailed tokens."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from users.proof.model import Proof, Purpose


async def replace(
    tx: Transaction, account_id: UUID, purpose: Purpose, *, token_hash: bytes, sealed: bytes, until: datetime
) -> None:
    """The one before is no good any more."""
    await tx.execute(
        "INSERT INTO proofs (account_id, purpose, hash, sealed, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account_id, purpose) DO UPDATE SET "
        "hash = excluded.hash, sealed = excluded.sealed, created_at = excluded.created_at, "
        "expires_at = excluded.expires_at",
        account_id,
        purpose,
        token_hash,
        sealed,
        tx.now,
        until,
    )


async def find(reader: Reader, purpose: Purpose, token_hash: bytes, *, now: datetime) -> Proof | None:
    return await reader.one(
        Proof,
        "SELECT account_id, sealed FROM proofs WHERE hash = $1 AND purpose = $2 AND expires_at > $3",
        token_hash,
        purpose,
        now,
    )


async def use(tx: Transaction, purpose: Purpose, token_hash: bytes) -> Proof | None:
    """Of two who bring it at once, one gets it."""
    return await tx.one(
        Proof,
        "DELETE FROM proofs WHERE hash = $1 AND purpose = $2 AND expires_at > $3 "
        "RETURNING account_id, sealed",
        token_hash,
        purpose,
        tx.now,
    )


async def delete_all(tx: Transaction, account_id: UUID, *purposes: Purpose) -> None:
    await tx.execute(
        "DELETE FROM proofs WHERE account_id = $1 AND purpose = ANY($2::text[])", account_id, list(purposes)
    )


async def delete_expired(tx: Transaction, *, limit: int) -> int:
    return await tx.execute(
        "DELETE FROM proofs WHERE hash = ANY(ARRAY("
        "SELECT hash FROM proofs WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        tx.now,
        limit,
    )
