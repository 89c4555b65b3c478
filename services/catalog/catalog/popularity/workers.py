"""What sells is counted a while after it was sold, in batches: a customer who pays waits for none of it."""

from catalog.popularity import commands
from chassis.database import Database


async def count_next(db: Database) -> bool:
    async with db.transaction() as tx:
        return bool(await commands.count_sold(tx))
