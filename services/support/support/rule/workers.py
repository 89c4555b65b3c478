"""Orders that were not delivered in time."""

from chassis.database import Database
from support.rule import commands


async def look_late(db: Database) -> bool:
    """Open or escalate for the one that is late longest; True when there was one."""
    async with db.transaction() as tx:
        return await commands.look_late(tx)
