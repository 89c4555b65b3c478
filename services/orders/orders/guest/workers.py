"""Answers lookups, and gives orders to accounts whose addresses were verified."""

import structlog

from chassis.client import CallRefused, ServiceClient
from chassis.database import Database
from chassis.errors import Unavailable
from orders.guest import commands, store
from orders.guest.model import EmailNotVerified
from orders.link.model import Links
from orders.mail.model import Profiles

log = structlog.get_logger()


async def answer_next(db: Database) -> bool:
    async with db.transaction() as tx:
        return await commands.answer_lookup(tx)


async def claim_next(db: Database, users: ServiceClient, links: Links) -> bool:
    """Lease, ask users, move the orders; True when there was one. Safe to die between any two lines."""
    async with db.transaction() as tx:
        account_id, leased_at = await store.lease_claim(tx), tx.now
    if account_id is None:
        return False
    try:
        profiles = await users.get(f"/internal/profiles?ids={account_id}", Profiles)
    except (Unavailable, CallRefused) as error:
        log.warning("claim_postponed", account_id=str(account_id), why=str(error))
        return True  # again when the lease ends
    async with db.transaction() as tx:
        try:
            await commands.claim(tx, links, account_id, profiles)
        except EmailNotVerified:
            log.info("claim_unfounded", account_id=str(account_id))
        await store.finish_claim(tx, account_id, leased_at)
    return True
