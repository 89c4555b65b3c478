"""Second scans, and copies that were kept long enough."""

from chassis.database import Database
from users.privacy import commands


async def tidy(db: Database) -> bool:
    """True while more second scans are due."""
    async with db.transaction() as tx:
        await commands.forget_old_exports(tx)
        return await commands.rescan_next(tx)
