"""Forgets carts that nobody came back to."""

from chassis.database import Database
from orders.cart import store

BATCH = 500


async def sweep(db: Database) -> bool:
    """Delete a batch of expired carts; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_expired(tx, limit=BATCH) == BATCH
