"""Compares the provider's list with ours, and looks into every difference: ask, repair, record."""

from datetime import datetime, timedelta

import structlog
from prometheus_client import Gauge

from chassis.database import Database
from chassis.failpoints import reached
from orders.dispute import commands as disputes
from orders.payment import commands as payments
from orders.payment.model import Claim, IntentClaim
from orders.payment.provider import StripeProvider
from orders.reconciliation import commands, store
from orders.reconciliation.model import REPAIRABLE, Verdict, judge

log = structlog.get_logger()

EVERY = timedelta(minutes=10)
LEASE = timedelta(minutes=5)
# Each run begins so far before the last one: an intent changes for a while after it was made.
OVERLAP = timedelta(hours=1)
# From when to when our own entries must be in a list that begins at `since`.
LISTED_AFTER, LISTED_BEFORE = timedelta(minutes=30), timedelta(minutes=2)

OPEN_DIFFERENCES = Gauge("payment_differences_open", "Differences that wait for people")
UNBALANCED = Gauge("payments_unbalanced", "Orders that the payment ledger contradicts (invariant I3)")


class Reconciler:
    """What the comparison needs: the database and the provider."""

    def __init__(self, db: Database, provider: StripeProvider) -> None:
        self._db = db
        self._provider = provider

    async def look_into_next(self) -> bool:
        """Ask what is true of the difference that waits for longest; give stray money back."""
        async with self._db.transaction() as tx:
            difference = await store.claim_suspected(tx)
        if difference is None:
            return False
        claim = await self._provider.claim(difference.reference)
        verdict = await self._judged(claim)
        if isinstance(claim, IntentClaim) and verdict in REPAIRABLE:
            reached("repair.before_call")
            await self._provider.give_back(claim, key=difference.id)
            reached("repair.after_call")
        async with self._db.transaction() as tx:
            await commands.settle(tx, difference, claim, verdict)
        reached("repair.recorded")
        return True

    async def _judged(self, claim: Claim | None) -> Verdict:
        if claim is None:
            return Verdict.MISSING
        return judge(claim, await payments.known(self._db, claim), is_live=True)

    async def compare_next(self) -> bool:
        """When it is time: everything the provider did since the last run, against ours and back."""
        async with self._db.transaction() as tx:
            until = await store.claim_run(tx, LEASE)
        if until is None:
            return False
        started = self._db.clock.now()
        found = await self._compare(until - OVERLAP, started)
        await self._hear_disputes(until - OVERLAP)
        async with self._db.transaction() as tx:
            await store.finish_run(tx, started, started + EVERY)
        OPEN_DIFFERENCES.set(await store.count_open(self._db))
        UNBALANCED.set(await payments.count_unbalanced(self._db))
        log.info("payments_compared", since=(until - OVERLAP).isoformat(), objects=found)
        return False

    async def _compare(self, since: datetime, started: datetime) -> int:
        seen: set[str] = set()
        async for claim in self._provider.claims(since):
            seen.add(claim.reference)
            if await self._judged(claim) not in (Verdict.AGREES, Verdict.IGNORED):
                async with self._db.transaction() as tx:
                    await commands.hear(tx, claim, source="list", is_live=True)
        for ours in await payments.references(self._db, since + LISTED_AFTER, started - LISTED_BEFORE):
            if ours.reference not in seen:
                await self._miss(ours.claim(started))
        return len(seen)

    async def _hear_disputes(self, since: datetime) -> None:
        """Of those whose webhooks were lost, or are late."""
        listed = [reference async for reference in self._provider.disputes(since)]
        for reference in await disputes.unheard(self._db, listed):
            async with self._db.transaction() as tx:
                await disputes.hear(tx, reference)
            log.warning("dispute_unheard", reference=reference)

    async def _miss(self, claim: Claim) -> None:
        async with self._db.transaction() as tx:
            await commands.suspect(tx, Verdict.MISSING, claim, source="list")
