"""SQL about recovery codes."""

from uuid import UUID

from chassis.database import Reader, Transaction


async def replace(tx: Transaction, account_id: UUID, hashes: list[bytes]) -> None:
    await delete_all(tx, account_id)
    await tx.execute(
        "INSERT INTO recovery_codes (account_id, hash) SELECT $1, unnest($2::bytea[])", account_id, hashes
    )


async def use(tx: Transaction, account_id: UUID, code_hash: bytes) -> bool:
    """Whether it was good until now."""
    return bool(
        await tx.execute(
            "UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND hash = $2 AND used_at IS NULL",
            account_id,
            code_hash,
            tx.now,
        )
    )


async def count_left(reader: Reader, account_id: UUID) -> int:
    left = await reader.one(
        int, "SELECT count(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL", account_id
    )
    return left or 0


async def delete_all(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM recovery_codes WHERE account_id = $1", account_id)
