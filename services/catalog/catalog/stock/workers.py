"""Stock that changes by itself: a preorder ends, a location is closed or opened."""

from catalog.availability import Strategy
from catalog.cache import Cache
from catalog.stock import commands
from chassis.database import Database


async def end_next(db: Database, cache: Cache, strategy: Strategy) -> bool:
    """One preorder at a time, each in its own transaction."""
    async with db.transaction() as tx:
        variant_id, relisted = await commands.end_next_preorder(tx, strategy=strategy)
    await cache.forget(relisted)
    return variant_id is not None


async def reopen_next(db: Database, cache: Cache, strategy: Strategy) -> bool:
    """Some levels at a time: holds go on in between."""
    async with db.transaction() as tx:
        heard, relisted = await commands.reopen_next(tx, strategy=strategy)
    await cache.forget(relisted)
    return heard > 0
