"""Erasures that wait for orders on their way, and copies that were kept long enough."""

from chassis.database import Database
from orders.privacy import commands


async def tidy(db: Database) -> bool:
    """True while more is due."""
    async with db.transaction() as tx:
        await commands.drop_old_exports(tx)
        return await commands.look_again(tx) or await commands.forget_old_guest(tx)
