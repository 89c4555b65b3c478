"""Bytes that nobody may read any more."""

from chassis.database import Database
from support.attachment import store
from support.attachment.files import Files


async def delete_next(db: Database, files: Files) -> bool:
    """Delete those of one; True when there was one. Safe to die between any two lines."""
    async with db.transaction() as tx:
        attachment = await store.claim_due(tx)
    if attachment is None:
        return False
    await files.delete(attachment)
    async with db.transaction() as tx:
        await store.delete(tx, attachment.id)
    return True
