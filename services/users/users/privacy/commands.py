"""Asking every service to forget a person or to copy what it knows, and hearing that it did."""

from uuid import UUID

import structlog

from chassis.database import Transaction
from chassis.ids import new_id
from users.key.seal import Seal
from users.mail import commands as mails
from users.mail.model import Kind
from users.privacy import store
from users.privacy.model import EXPORT_LIFE, MOST_EXPORTS, Erasure, Export, TooManyExports

log = structlog.get_logger()


async def begin_erasure(tx: Transaction, account_id: UUID) -> None:
    """Users itself has forgotten in this transaction; the caller holds the account's row."""
    erasure = Erasure.requested(account_id, tx.now)
    await store.delete_exports_of(tx, account_id)
    await store.add_erasure(tx, erasure)
    await tx.publish(erasure.ask(), of=account_id)


async def rescan_next(tx: Transaction) -> bool:
    """False when none is due."""
    erasure = await store.claim_rescan(tx)
    if erasure is None:
        return False
    await tx.publish(erasure.scan_again(), of=erasure.account_id)
    await store.save_erasure(tx, erasure)
    return True


async def erasure_done(tx: Transaction, account_id: UUID, *, service: str, scan: int) -> None:
    erasure = await store.lock_erasure(tx, account_id)
    if erasure is None:
        return
    erasure.acknowledge(service, scan, tx.now)
    await store.save_erasure(tx, erasure)
    if erasure.completed_at == tx.now:
        log.info("erasure_completed", account_id=str(account_id))


async def begin_export(tx: Transaction, account_id: UUID) -> Export:
    """The caller holds the account's row."""
    if await store.count_exports(tx, account_id) >= MOST_EXPORTS:
        raise TooManyExports(limit=MOST_EXPORTS)
    export = Export(new_id(), account_id, tx.now, ["users"])
    await store.add_export(tx, export)
    await tx.publish(export.ask(), of=export.id)
    return export


async def export_done(tx: Transaction, seal: Seal, export_id: UUID, *, service: str) -> None:
    """The owner is told once, when nothing is missing any more."""
    export = await store.lock_export(tx, export_id)
    if export is None or not export.receive(service):
        if export is not None:
            await store.save_export(tx, export)
        return
    await store.save_export(tx, export)
    recipient = await store.find_recipient(tx, export.account_id)
    if recipient is not None:
        await mails.write(
            tx,
            seal,
            Kind.EXPORT_READY,
            account_id=export.account_id,
            recipient=recipient.email,
            locale=recipient.locale,
        )


async def forget_old_exports(tx: Transaction) -> None:
    await store.delete_old_exports(tx, before=tx.now - EXPORT_LIFE)
