"""Writing down what an agent does, in the transaction of it."""

from typing import Any
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from support.audit import store
from support.audit.model import Action, AuditEntry


async def note(
    tx: Transaction,
    action: Action,
    *,
    by: Actor,
    ticket_id: UUID | None = None,
    customer_id: UUID | None = None,
    **facts: Any,
) -> None:
    """`facts` are ids and words of ours, never what people wrote."""
    entry = AuditEntry(
        new_id(), tx.now, by.principal, action, ticket_id, customer_id, msgspec.to_builtins(facts)
    )
    await store.add(tx, entry)


async def page(reader: Reader, ticket_id: UUID, *, before: UUID | None, most: int) -> list[AuditEntry]:
    """What was done to a ticket and who read it, newest first."""
    return await store.page(reader, ticket_id, before=before, most=most)
