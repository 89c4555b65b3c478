"""Forgets webhooks that will not come again."""

from datetime import timedelta

from chassis.database import Database
from orders.webhook import store

# The provider tries for three days: https://docs.stripe.com/webhooks#retries
KEEP = timedelta(days=30)


async def forget_old(db: Database) -> bool:
    """Delete a batch; True when there may be more."""
    async with db.transaction() as tx:
        return bool(await store.forget(tx, tx.now - KEEP))
