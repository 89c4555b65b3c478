"""Writing mails. They leave when the transaction has committed, not before."""

from uuid import UUID

from chassis.database import Transaction
from support.mail import store


async def write(tx: Transaction, *, message_id: UUID, ticket_id: UUID, customer_id: UUID) -> None:
    """This answer goes to the customer's mailbox, too."""
    await store.add(tx, message_id, ticket_id, customer_id)


async def drop_unsent(tx: Transaction, customer_id: UUID) -> None:
    """Nothing is told to who was forgotten."""
    await store.drop_unsent(tx, customer_id)
