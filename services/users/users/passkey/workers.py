"""Forgetting challenges that nobody answered."""

from chassis.database import Database
from users.passkey import store

BATCH = 1000


async def forget_expired_challenges(db: Database) -> bool:
    """Delete a batch; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_expired_challenges(tx, limit=BATCH) == BATCH
