"""Asking whether something may be tried, before it costs anything."""

import msgspec

from chassis import context
from chassis.database import Database, Transaction
from users.throttle import store
from users.throttle.model import LIMITS, MAILBOX, Limit, Purpose, SlowDown, bucket, network, wait


class Throttles(msgspec.Struct, frozen=True):
    """Counts tries. `factor` multiplies every limit."""

    db: Database
    factor: float = 1.0

    async def admit(self, purpose: Purpose, name: str) -> None:
        """Raises when too much was tried. `name` is what was typed, or whose password: it need not exist."""
        limits, buckets, now = self._limits(purpose), self._buckets(purpose, name), self.db.clock.now()
        taken = await store.take(self.db, buckets, limits, now=now)
        if taken.taken < len(limits):
            limit = limits[taken.taken]
            raise SlowDown(purpose, limit, wait(limit, taken.full_at[taken.taken], now))

    async def forgive(self, purpose: Purpose, name: str) -> None:
        """It was right: as if it had not been tried, and the wrong tries before count no more."""
        await store.give_back(self.db, self._buckets(purpose, name), self._limits(purpose))

    async def may_mail(self, tx: Transaction, mailbox: str) -> bool:
        """Whether this mailbox can take one more mail that anybody can cause."""
        return await store.take_one(tx, bucket(Purpose.MAIL, MAILBOX, mailbox), MAILBOX.times(self.factor))

    def _limits(self, purpose: Purpose) -> list[Limit]:
        return [limit.times(self.factor) for limit in LIMITS[purpose]]

    def _buckets(self, purpose: Purpose, name: str) -> list[bytes]:
        sender = context.sender()
        address = network(sender.address) if sender else ""
        account, one, everybody = LIMITS[purpose]
        return [
            bucket(purpose, account, name, address),
            bucket(purpose, one, address),
            bucket(purpose, everybody),
        ]
