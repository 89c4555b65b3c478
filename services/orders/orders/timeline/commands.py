"""Writing down what somebody did. The caller holds the order's row."""

from typing import Any
from uuid import UUID

import msgspec

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.timeline import store
from orders.timeline.model import FOR_STAFF_ONLY, ActorKind, Entry, What


async def note_down(
    tx: Transaction,
    order_id: UUID,
    what: What,
    kind: ActorKind,
    by: Actor | None = None,
    *,
    why: str | None = None,
    **facts: Any,
) -> None:
    """What happens in the same transaction, and who does it: for good."""
    actor_id = None if by is None else by.account_id
    entry = Entry(new_id(), what, kind, actor_id, why, msgspec.to_builtins(facts), tx.now)
    await store.add(tx, order_id, entry, is_public=what not in FOR_STAFF_ONLY)


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Why things were done; that they were, by whom and when, stays."""
    await store.erase(tx, customer_id)
