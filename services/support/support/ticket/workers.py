"""Solved tickets that nobody came back to."""

from datetime import timedelta

from chassis.database import Database
from support.ticket import commands


async def close_next(db: Database, *, after: timedelta) -> bool:
    """Close one that has been solved for so long; True when there may be more."""
    async with db.transaction() as tx:
        return await commands.close_solved(tx, after=after)
