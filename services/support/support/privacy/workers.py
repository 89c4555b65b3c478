"""Copies that were kept long enough."""

from chassis.database import Database
from support.privacy import commands


async def tidy(db: Database) -> bool:
    """There is never more to do at once."""
    async with db.transaction() as tx:
        await commands.drop_old_exports(tx)
    return False
