"""Setting passwords. Hashing takes long, so it is done before the transaction."""

from uuid import UUID

from chassis.database import Transaction
from users.password import store


async def set_password(tx: Transaction, account_id: UUID, password_hash: str) -> None:
    """The caller holds the account's row and ends the sessions that the old password opened."""
    await store.put(tx, account_id, password_hash)


async def rehash(tx: Transaction, account_id: UUID, *, old: str, new: str) -> None:
    """The same password, hashed with other parameters; nothing when it was changed meanwhile."""
    await store.rehash(tx, account_id, old=old, new=new)
