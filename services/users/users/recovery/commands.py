"""Handing out recovery codes and taking them back one by one."""

from uuid import UUID

import structlog

from chassis.database import Reader, Transaction
from users.recovery import store
from users.recovery.model import digest, new_codes

log = structlog.get_logger()


async def hand_out(tx: Transaction, account_id: UUID) -> list[str]:
    """Ten new ones; those from before are good for nothing."""
    codes = new_codes()
    await store.replace(tx, account_id, [digest(account_id, code) for code in codes])
    return codes


async def use(tx: Transaction, account_id: UUID, code: str) -> bool:
    """Whether it was a good one; it is none any more."""
    is_good = await store.use(tx, account_id, digest(account_id, code))
    if is_good:
        log.warning("recovery_code_used", account_id=str(account_id))
    return is_good


async def withdraw(tx: Transaction, account_id: UUID) -> None:
    await store.delete_all(tx, account_id)


async def count_left(reader: Reader, account_id: UUID) -> int:
    return await store.count_left(reader, account_id)
