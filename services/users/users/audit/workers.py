"""Taking addresses out of entries that nobody needs them in any more."""

from datetime import timedelta

from chassis.database import Database
from users.audit import store

KEEP_SENDERS = timedelta(days=365)  # long enough to look into a break-in found late
BATCH = 500


async def forget_old_senders(db: Database) -> bool:
    """Clean a batch; True when there may be more."""
    async with db.transaction() as tx:
        return await store.forget_old_senders(tx, before=tx.now - KEEP_SENDERS, limit=BATCH) == BATCH
