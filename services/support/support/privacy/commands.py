"""Forgetting a person, and copying what is known of them."""

from uuid import UUID

from chassis.database import Reader, Transaction
from support.action import commands as actions
from support.attachment import commands as attachments
from support.message import commands as messages
from support.privacy import store
from support.privacy.model import EXPORT_LIFE, SupportExport, exported
from support.published import EraseDone, ExportDone


async def erase(tx: Transaction, account_id: UUID, scan: int) -> None:
    """What was written in their tickets goes; that there were tickets, and when, stays."""
    await store.note_erasure(tx, account_id, scan)
    await store.forget_keys_and_exports(tx, account_id)
    await messages.forget_customer(tx, account_id)
    await attachments.forget_customer(tx, account_id)
    await actions.forget_customer(tx, account_id)
    await tx.publish(EraseDone(account_id=account_id, scan=scan), of=account_id)


async def export(tx: Transaction, export_id: UUID, account_id: UUID) -> None:
    """Nothing is left to copy of somebody who was forgotten meanwhile."""
    if not await store.is_erased(tx, account_id):
        found = await messages.all_of(tx, account_id)
        export = SupportExport(
            [exported(ticket, said, await attachments.names_of(tx, ticket.id)) for ticket, said in found]
        )
        await store.add_export(tx, export_id, account_id, export)
    await tx.publish(ExportDone(export_id=export_id), of=export_id)


async def is_erased(reader: Reader, account_id: UUID) -> bool:
    return await store.is_erased(reader, account_id)


async def drop_old_exports(tx: Transaction) -> None:
    await store.delete_exports(tx, before=tx.now - EXPORT_LIFE)
