"""Asks the provider about disputes: claim, call, record. It may die between any two lines."""

from typing import Protocol

from chassis.database import Database
from orders.dispute import commands, store
from orders.dispute.model import Found


class Provider(Protocol):
    """Who knows of disputes. None for one that it has never heard of; raises Unavailable when not reached."""

    async def dispute(self, reference: str) -> Found | None: ...


async def look_next(db: Database, provider: Provider) -> bool:
    """True when there was one."""
    async with db.transaction() as tx:
        dispute, leased_at = await store.claim_due(tx), tx.now
    if dispute is None:
        return False
    found = await provider.dispute(dispute.reference)
    async with db.transaction() as tx:
        await commands.record(tx, dispute, found, leased_at)
    return True
