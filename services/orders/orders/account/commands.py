"""May this account buy?"""

from uuid import UUID

from chassis.client import CallRefused, ServiceClient
from chassis.database import Database, Transaction
from orders.account import store
from orders.account.model import AccountDisabled, AccountState


async def require_enabled(db: Database, users: ServiceClient, account_id: UUID) -> None:
    """Asks users only where nothing was heard of the account yet: a new account's event may be on its way."""
    is_disabled = await store.is_disabled(db, account_id)
    if is_disabled is None:
        is_disabled = await _ask(users, account_id)
    if is_disabled:
        raise AccountDisabled


async def shut(tx: Transaction, account_id: UUID) -> None:
    """Its owner is gone; only tokens are left, for minutes."""
    await store.remember(tx, account_id, is_disabled=True)


async def _ask(users: ServiceClient, account_id: UUID) -> bool:
    try:
        return (await users.get(f"/internal/accounts/{account_id}/state", AccountState)).is_disabled
    except CallRefused as refused:
        if refused.status == 404:
            return True  # the account is gone; only its token is left
        raise
