"""Imports that are due go on: a block of the file, or some of its products."""

from catalog.files import Files, NotThere
from catalog.product.commands import Shop
from catalog.product_file.columns import NoTable
from catalog.product_import import commands, reading
from catalog.product_import.model import Import, ImportState
from chassis import failpoints
from chassis.database import Database


async def advance_next(db: Database, files: Files, shop: Shop) -> bool:
    """Claim, work, record. Who dies in between has done nothing."""
    async with db.transaction() as tx:
        job = await commands.claim(tx)
    if job is None:
        return False
    failpoints.reached("import-claimed")
    if job.state == ImportState.READING:
        await _read(db, files, job)
        return True
    async with db.transaction() as tx:
        await commands.put_in_next(tx, job.id, shop=shop)
        failpoints.reached("import-put-in")
    failpoints.reached("import-committed")
    return True


async def _read(db: Database, files: Files, job: Import) -> None:
    try:
        found = await reading.next_rows(files, job)
    except (NoTable, NotThere) as error:
        why = str(error) or "the file is not there any more"
        async with db.transaction() as tx:
            await commands.fail(tx, job, why)
        return
    async with db.transaction() as tx:
        await commands.take(tx, job, found)


async def forget_next(db: Database) -> bool:
    async with db.transaction() as tx:
        return await commands.forget_old(tx)
