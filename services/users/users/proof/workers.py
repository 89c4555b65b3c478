"""Forgetting tokens that nobody brought back in time."""

from chassis.database import Database
from users.proof import store

BATCH = 500


async def forget_expired(db: Database) -> bool:
    """Delete a batch; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_expired(tx, limit=BATCH) == BATCH
