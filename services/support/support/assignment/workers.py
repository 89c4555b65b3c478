"""Tickets that are nobody's, given to agents in turn."""

from chassis.database import Database
from support.assignment import commands


async def give_next(db: Database) -> bool:
    """Assign one; True when there was one and somebody with room for it."""
    async with db.transaction() as tx:
        return await commands.give_next(tx)
