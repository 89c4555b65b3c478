"""Reservations whose time has passed give their stock back: the backstop of the saga's own releases."""

from catalog.cache import Cache
from catalog.reservation import commands
from chassis.database import Database


async def expire_next(db: Database, cache: Cache) -> bool:
    """One at a time, each in its own transaction: others may sweep beside."""
    async with db.transaction() as tx:
        expired, relisted = await commands.expire_next(tx)
    await cache.forget(relisted)
    return expired is not None
