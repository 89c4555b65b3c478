"""The cache hears of what events changed."""

from catalog.cache import Cache
from catalog.storefront import commands
from chassis.database import Database

MOST = 100


async def tell_next(db: Database, cache: Cache) -> bool:
    """Told before it is written down as told: who dies in between tells again, which hurts nobody."""
    relisted = await commands.untold(db, most=MOST)
    if not relisted:
        return False
    await cache.forget(relisted)
    async with db.transaction() as tx:
        await commands.told(tx, relisted)
    return True
