"""Clocks whose time has come."""

from chassis.database import Database
from support.sla import commands


async def check_next(db: Database) -> bool:
    """Look at the clocks of one ticket; True when there was one due."""
    async with db.transaction() as tx:
        return await commands.check_next(tx)
