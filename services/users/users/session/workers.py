"""Forgetting sessions that ended of old age."""

from chassis.database import Database
from users.session import store

BATCH = 20  # a session that was used every day for a month has thousands of tokens


async def forget_expired(db: Database) -> bool:
    """Delete a batch; True when there may be more. Until then a stolen old token is still recognised."""
    async with db.transaction() as tx:
        return await store.delete_expired(tx, before=tx.now, limit=BATCH) == BATCH
