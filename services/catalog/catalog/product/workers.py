"""Products whose time has come: a sale begins or ends, one becomes available."""

from catalog.cache import Cache
from catalog.product import commands
from catalog.product.commands import Shop
from chassis.database import Database


async def change_next(db: Database, cache: Cache, shop: Shop) -> bool:
    """One at a time, each in its own transaction."""
    async with db.transaction() as tx:
        relisted = await commands.change_due(tx, shop=shop)
    await cache.forget(relisted)
    return bool(relisted)
