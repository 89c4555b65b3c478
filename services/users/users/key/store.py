"""SQL about signing keys."""

from datetime import datetime

import msgspec

from chassis.database import Reader, Transaction
from users.key.model import PublicKey, SigningKey

KEY = "SELECT id, sealed, public, created_at, signs_from, published_until FROM signing_keys "
CHANGES = 7_265_411_903  # an advisory lock: whoever adds a key does it alone


async def lock_all(tx: Transaction) -> None:
    await tx.execute("SELECT pg_advisory_xact_lock($1)", CHANGES)


async def find_signing(reader: Reader, *, now: datetime) -> SigningKey | None:
    """The newest that may sign."""
    return await reader.one(SigningKey, KEY + "WHERE signs_from <= $1 ORDER BY signs_from DESC LIMIT 1", now)


async def find_newest(reader: Reader) -> SigningKey | None:
    """Whether it signs already or not."""
    return await reader.one(SigningKey, KEY + "ORDER BY signs_from DESC LIMIT 1")


async def list_published(reader: Reader, *, now: datetime) -> list[PublicKey]:
    return await reader.all(
        PublicKey,
        "SELECT k.kid, k.x, k.y FROM signing_keys, jsonb_to_record(public) AS k(kid text, x text, y text) "
        "WHERE published_until IS NULL OR published_until > $1 ORDER BY signs_from DESC",
        now,
    )


async def add(tx: Transaction, key: SigningKey) -> None:
    await tx.execute(
        "INSERT INTO signing_keys (id, sealed, public, created_at, signs_from) VALUES ($1, $2, $3, $4, $5)",
        key.id,
        key.sealed,
        msgspec.to_builtins(key.public),
        key.created_at,
        key.signs_from,
    )


async def withdraw_older(tx: Transaction, *, at: datetime) -> None:
    """Every key that has no end yet gets one."""
    await tx.execute("UPDATE signing_keys SET published_until = $1 WHERE published_until IS NULL", at)


async def delete_withdrawn(tx: Transaction) -> None:
    await tx.execute("DELETE FROM signing_keys WHERE published_until < $1", tx.now)
