"""Reservations know an order and no person: nothing is to forget, but users waits to hear it."""

from catalog.published import EraseDone
from catalog.subscribed import EraseRequested
from chassis.database import Transaction
from chassis.events import Subscriptions

subscriptions = Subscriptions()


@subscriptions.effect(EraseRequested)
async def erase_requested(tx: Transaction, event: EraseRequested) -> None:
    await tx.publish(EraseDone(account_id=event.account_id, scan=event.scan), of=event.account_id)
