"""Begin an export, write down how far it is, stop it."""

from uuid import UUID

import msgspec

from catalog.product_export import store
from catalog.product_export.model import Export, ExportState
from chassis.database import Transaction


async def begin(tx: Transaction, export: Export) -> None:
    await store.add(tx, export)


async def cancel(tx: Transaction, export_id: UUID) -> Export:
    export = await store.lock(tx, export_id)
    if export.cancel():
        await store.save(tx, export)
    return export


async def claim(tx: Transaction) -> Export | None:
    return await store.claim(tx)


async def record(tx: Transaction, seen: Export, done: Export) -> None:
    """It has come from `seen` to `done`, unless somebody else moved it meanwhile."""
    now = await store.lock(tx, seen.id)
    if now.state == ExportState.RUNNING and msgspec.json.encode(now) == msgspec.json.encode(seen):
        await store.save(tx, done)
