"""Writing a note."""

from uuid import UUID

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.note import store
from orders.note.model import Note
from orders.order import commands as orders
from orders.timeline import commands as timeline
from orders.timeline.model import ActorKind, What


async def add(tx: Transaction, order_id: UUID, text: str, *, by: Actor) -> Note:
    await orders.lock(tx, order_id)
    note = Note(new_id(), order_id, by.account_id, text, tx.now)
    await store.add(tx, note)
    await timeline.note_down(tx, order_id, What.NOTE_ADDED, ActorKind.STAFF, by, note_id=note.id)
    return note


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """What was noted about orders from which the person was removed."""
    await store.erase(tx, customer_id)
