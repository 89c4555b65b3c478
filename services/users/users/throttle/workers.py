"""Sweeping buckets that are full again."""

from chassis.database import Database
from users.throttle import store

BATCH = 1000


async def sweep(db: Database) -> bool:
    """Delete a batch; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_full(tx, limit=BATCH) == BATCH
