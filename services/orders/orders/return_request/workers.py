"""Closes returns whose money is back."""

from chassis.database import Database
from orders.return_request import commands, store


async def finish_next(db: Database) -> bool:
    async with db.transaction() as tx:
        return_id = await store.next_paid(tx)
        if return_id is not None:
            await commands.finish(tx, return_id)
    return return_id is not None
