"""Reservations whose time has passed give their stock back: the backstop of the saga's own releases."""

from prometheus_client import Gauge

from catalog.availability import Strategy
from catalog.cache import Cache
from catalog.reservation import commands
from chassis.database import Database

LATE = Gauge("reservations_past_expiry", "Reservations past their time that still hold stock")
LATE_FOR = Gauge("reservations_past_expiry_seconds", "How long the first of them is past its time")


async def expire_next(db: Database, cache: Cache, strategy: Strategy) -> bool:
    """One at a time, claimed first: others may sweep beside, and one that fails holds nobody up."""
    async with db.transaction() as tx:
        order_id = await commands.claim_expired(tx)
    if order_id is None:
        return False
    async with db.transaction() as tx:
        relisted = await commands.expire(tx, order_id, strategy=strategy)
    await cache.forget(relisted)
    return True


async def measure(db: Database) -> bool:
    """What the sweep has left so far."""
    now = db.clock.now()
    late = await commands.late(db, now=now)
    LATE.set(late.count)
    LATE_FOR.set(0 if late.oldest is None else (now - late.oldest).total_seconds())
    return False
