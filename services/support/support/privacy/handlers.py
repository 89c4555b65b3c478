"""What people ask of users about their data, done here."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from support.privacy import commands
from support.subscribed import EraseRequested, ExportRequested

subscriptions = Subscriptions()


@subscriptions.effect(EraseRequested)
async def erase_requested(tx: Transaction, event: EraseRequested) -> None:
    await commands.erase(tx, event.account_id, event.scan)


@subscriptions.effect(ExportRequested)
async def export_requested(tx: Transaction, event: ExportRequested) -> None:
    await commands.export(tx, event.export_id, event.account_id)
