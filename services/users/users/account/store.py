"""SQL about accounts and the orders that count for them."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from users.account.model import Account, AccountNotFound

# A deleted account is a row without a person: nobody finds it.
ACCOUNT = (
    "SELECT id, email, name, locale, roles, disabled_at, version, created_at, email_verified_at, phone "
    "FROM accounts "
)
# An order counts once it was confirmed, unless it was cancelled, in whatever order we heard of the two.
ACCOUNT_WITH_COUNT = (
    "SELECT id, email, name, locale, roles, disabled_at, version, created_at, email_verified_at, phone, "
    "(SELECT count(*) FROM customer_orders o WHERE o.account_id = a.id "
    "AND o.confirmed_at IS NOT NULL AND o.cancelled_at IS NULL) AS order_count FROM accounts a "
)


TAKING_AN_ADDRESS = 26_411_903  # the first half of an advisory lock


class AccountWithCount(Account):
    """An account and how many orders it placed that were not cancelled."""

    order_count: int


async def find(reader: Reader, account_id: UUID) -> AccountWithCount:
    account = await reader.one(
        AccountWithCount, ACCOUNT_WITH_COUNT + "WHERE id = $1 AND deleted_at IS NULL", account_id
    )
    if account is None:
        raise AccountNotFound(account_id=account_id)
    return account


async def page(
    reader: Reader, *, email: str | None, before: UUID | None, limit: int
) -> list[AccountWithCount]:
    """The newest first: ids are in order of creation."""
    return await reader.all(
        AccountWithCount,
        ACCOUNT_WITH_COUNT
        + "WHERE deleted_at IS NULL AND ($1::text IS NULL OR email = $1) AND ($2::uuid IS NULL OR id < $2) "
        "ORDER BY id DESC LIMIT $3",
        email,
        before,
        limit,
    )


async def find_password_hash(reader: Reader, email: str) -> str | None:
    return await reader.one(
        str,
        "SELECT p.hash FROM accounts a JOIN passwords p ON p.account_id = a.id WHERE a.email = $1",
        email,
    )


async def lock(tx: Transaction, *account_ids: UUID) -> dict[UUID, Account]:
    """Hold the rows that exist, in id order, until the transaction ends."""
    accounts = await tx.all(
        Account,
        ACCOUNT + "WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE",
        account_ids,
    )
    return {account.id: account for account in accounts}


async def find_by_email(reader: Reader, email: str) -> Account | None:
    return await reader.one(Account, ACCOUNT + "WHERE email = $1", email)


async def lock_by_email(tx: Transaction, email: str) -> Account | None:
    return await tx.one(
        Account,
        ACCOUNT + "WHERE email = $1 FOR UPDATE",
        email,
    )


async def add(tx: Transaction, account: Account) -> bool:
    """False when the address has an account already."""
    await _alone_with(tx, account.email)
    return bool(
        await tx.execute(
            "INSERT INTO accounts (id, email, name, locale, roles, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (email) DO NOTHING",
            account.id,
            account.email,
            account.name,
            account.locale,
            account.roles,
            account.created_at,
        )
    )


async def save(tx: Transaction, account: Account) -> None:
    account.version += 1
    await tx.execute(
        "UPDATE accounts SET name = $2, locale = $3, roles = $4, disabled_at = $5, version = $6, "
        "email_verified_at = $7, phone = $8 WHERE id = $1",
        account.id,
        account.name,
        account.locale,
        account.roles,
        account.disabled_at,
        account.version,
        account.email_verified_at,
        account.phone,
    )


async def move(tx: Transaction, account: Account, email: str) -> bool:
    """Give the account another address; False when somebody has it."""
    await _alone_with(tx, email)
    return bool(
        await tx.execute(
            "UPDATE accounts SET email = $2 WHERE id = $1 "
            "AND NOT EXISTS (SELECT FROM accounts WHERE email = $2)",
            account.id,
            email,
        )
    )


async def bury(tx: Transaction, account_id: UUID) -> None:
    """Leave a row without a person, so that events that come late still find something."""
    await tx.execute(
        "UPDATE accounts SET email = NULL, email_verified_at = NULL, phone = NULL, name = '-', "
        "locale = 'en', roles = '{customer}', version = version + 1, deleted_at = $2, "
        "disabled_at = coalesce(disabled_at, $2) WHERE id = $1",
        account_id,
        tx.now,
    )


async def find_state(reader: Reader, account_id: UUID) -> bool:
    """Whether it may not act; a deleted account may not."""
    is_disabled = await reader.one(
        bool, "SELECT disabled_at IS NOT NULL FROM accounts WHERE id = $1", account_id
    )
    if is_disabled is None:
        raise AccountNotFound(account_id=account_id)
    return is_disabled


async def _alone_with(tx: Transaction, email: str) -> None:
    """Whoever else wants to take this address waits until this transaction has ended."""
    await tx.execute("SELECT pg_advisory_xact_lock($1, hashtext($2))", TAKING_AN_ADDRESS, email)


async def note_order(
    tx: Transaction,
    order_id: UUID,
    account_id: UUID,
    *,
    confirmed_at: datetime | None = None,
    cancelled_at: datetime | None = None,
) -> None:
    """Each fact fills its own column, so their order does not matter."""
    await tx.execute(
        "INSERT INTO customer_orders (order_id, account_id, confirmed_at, cancelled_at) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (order_id) DO UPDATE SET "
        "confirmed_at = coalesce(customer_orders.confirmed_at, excluded.confirmed_at), "
        "cancelled_at = coalesce(customer_orders.cancelled_at, excluded.cancelled_at)",
        order_id,
        account_id,
        confirmed_at,
        cancelled_at,
    )


async def give_order(tx: Transaction, order_id: UUID, account_id: UUID) -> None:
    """An order becomes an account's once: what comes later under another id does not change it."""
    await tx.execute(
        "INSERT INTO customer_orders (order_id, account_id) VALUES ($1, $2) "
        "ON CONFLICT (order_id) DO UPDATE SET account_id = excluded.account_id",
        order_id,
        account_id,
    )
