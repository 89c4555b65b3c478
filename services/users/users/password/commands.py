"""Setting passwords. Hashing takes long, so it is done before the transaction."""

from uuid import UUID

from chassis.database import Reader, Transaction
from users.password import store
from users.password.model import WrongPassword


async def set_password(tx: Transaction, account_id: UUID, password_hash: str) -> None:
    """The caller holds the account's row and ends the sessions that the old password opened."""
    await store.put(tx, account_id, password_hash)


async def find(reader: Reader, account_id: UUID) -> str | None:
    """The stored hash, to check a password against outside of any transaction."""
    return await store.find(reader, account_id)


async def confirm(tx: Transaction, account_id: UUID, verified: str) -> None:
    """`verified` is the hash that the given password matched: it must still be the stored one."""
    if await store.find(tx, account_id) != verified:
        raise WrongPassword


async def forget(tx: Transaction, account_id: UUID) -> None:
    await store.delete(tx, account_id)


async def rehash(tx: Transaction, account_id: UUID, *, old: str, new: str) -> None:
    """The same password, hashed with other parameters; nothing when it was changed meanwhile."""
    await store.rehash(tx, account_id, old=old, new=new)
