"""Writing the audit log."""

from typing import Any
from uuid import UUID

from chassis import context
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from users.audit import store
from users.audit.model import Entry


async def note(tx: Transaction, account_id: UUID, action: str, *, by: Actor | None, **facts: Any) -> None:
    """It happened if this transaction commits. `by` is None when nobody was signed in.

    Where the request came from is read off the request itself. `facts` are ids, numbers and names of fields:
    what they hold outlives the person, so it must not be about them. None is left out.
    """
    sender = context.sender()
    entry = Entry(
        id=new_id(),
        account_id=account_id,
        at=tx.now,
        action=action,
        actor_id=by.account_id if by else None,
        session_id=UUID(by.session_id) if by and by.session_id else None,
        address=sender.address if sender else None,
        user_agent=sender.user_agent if sender else None,
        facts={name: fact for name, fact in facts.items() if fact is not None},
    )
    await store.add(tx, entry)


async def forget_senders(tx: Transaction, account_id: UUID) -> None:
    """The owner goes: what stays is what happened and when."""
    await store.forget_senders(tx, account_id)
