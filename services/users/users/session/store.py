"""SQL about sessions and their refresh tokens; accounts and passwords are only read."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from users.session.model import IDLE, Device, Ended, Holder, Session

HOLDER = (
    "SELECT a.id AS account_id, p.hash AS password_hash, a.disabled_at "
    "FROM accounts a JOIN passwords p ON p.account_id = a.id "
)


class Presented(msgspec.Struct):
    """The session of a refresh token that somebody presents, and the token's place in it."""

    session_id: UUID
    generation: int


async def find_holder(reader: Reader, email: str) -> Holder | None:
    return await reader.one(Holder, HOLDER + "WHERE a.email = $1", email)


async def lock_holder(tx: Transaction, account_id: UUID) -> Holder | None:
    """Nobody disables the account or changes its password before this transaction ends."""
    return await tx.one(Holder, HOLDER + "WHERE a.id = $1 FOR UPDATE", account_id)


async def add(tx: Transaction, session: Session, device: Device) -> None:
    await tx.execute(
        "INSERT INTO sessions (id, account_id, generation, authenticated_at, opened_at, rotated_at, "
        "idle_until, expires_at, acr, amr, user_agent, address) "
        "VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11)",
        session.id,
        session.account_id,
        session.generation,
        session.authenticated_at,
        session.rotated_at,
        session.idle_until,
        session.expires_at,
        session.acr,
        session.amr,
        device.user_agent,
        device.address,
    )


async def add_token(tx: Transaction, session: Session, token_hash: bytes) -> None:
    await tx.execute(
        "INSERT INTO refresh_tokens (hash, session_id, generation) VALUES ($1, $2, $3)",
        token_hash,
        session.id,
        session.generation,
    )


async def rotate(tx: Transaction, token_hash: bytes) -> Session | None:
    """Let the live token's session move on by one generation; None when the token is not alive."""
    return await tx.one(
        Session,
        "UPDATE sessions s "
        "SET generation = s.generation + 1, rotated_at = $2, idle_until = least($3, s.expires_at) "
        "FROM refresh_tokens t WHERE t.hash = $1 AND s.id = t.session_id AND s.generation = t.generation "
        "AND s.revoked_at IS NULL AND s.idle_until > $2 "
        "RETURNING s.id, s.account_id, s.generation, s.authenticated_at, s.rotated_at, s.idle_until, "
        "s.expires_at, s.acr, s.amr, s.revoked_at",
        token_hash,
        tx.now,
        tx.now + IDLE,
    )


async def find_presented(reader: Reader, token_hash: bytes) -> Presented | None:
    return await reader.one(
        Presented, "SELECT session_id, generation FROM refresh_tokens WHERE hash = $1", token_hash
    )


async def lock(tx: Transaction, session_id: UUID) -> Session | None:
    return await tx.one(
        Session,
        "SELECT id, account_id, generation, authenticated_at, rotated_at, idle_until, expires_at, acr, amr, "
        "revoked_at FROM sessions WHERE id = $1 FOR UPDATE",
        session_id,
    )


async def revoke(tx: Transaction, session_id: UUID, because: Ended) -> None:
    await tx.execute(
        "UPDATE sessions SET revoked_at = $2, revoked_because = $3 WHERE id = $1 AND revoked_at IS NULL",
        session_id,
        tx.now,
        because,
    )


async def revoke_all(tx: Transaction, account_id: UUID, because: Ended) -> None:
    await tx.execute(
        "UPDATE sessions SET revoked_at = $2, revoked_because = $3 "
        "WHERE account_id = $1 AND revoked_at IS NULL",
        account_id,
        tx.now,
        because,
    )


async def delete_expired(tx: Transaction, *, before: datetime, limit: int) -> int:
    return await tx.execute(
        "DELETE FROM sessions WHERE id = ANY(ARRAY("
        "SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        before,
        limit,
    )
