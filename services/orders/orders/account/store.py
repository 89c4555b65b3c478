"""SQL about accounts."""

from uuid import UUID

from chassis.database import Reader, Transaction


async def is_disabled(reader: Reader, account_id: UUID) -> bool | None:
    """None when nothing was heard of the account yet."""
    return await reader.one(bool, "SELECT is_disabled FROM accounts WHERE account_id = $1", account_id)


async def remember(tx: Transaction, account_id: UUID, *, is_disabled: bool) -> None:
    await tx.execute(
        "INSERT INTO accounts (account_id, is_disabled) VALUES ($1, $2) "
        "ON CONFLICT (account_id) DO UPDATE SET is_disabled = excluded.is_disabled",
        account_id,
        is_disabled,
    )
