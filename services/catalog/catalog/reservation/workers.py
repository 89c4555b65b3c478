"""Reservations whose time has passed give their stock back: the backstop of the saga's own releases."""

from catalog.availability import Strategy
from catalog.cache import Cache
from catalog.reservation import commands
from chassis.database import Database


async def expire_next(db: Database, cache: Cache, strategy: Strategy) -> bool:
    """One at a time, claimed first: others may sweep beside, and one that fails holds nobody up."""
    async with db.transaction() as tx:
        order_id = await commands.claim_expired(tx)
    if order_id is None:
        return False
    async with db.transaction() as tx:
        relisted = await commands.expire(tx, order_id, strategy=strategy)
    await cache.forget(relisted)
    return True
