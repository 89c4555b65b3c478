"""Everything that can be done about a claim of the provider and a difference."""

import structlog
from prometheus_client import Counter

from chassis.database import Transaction
from chassis.ids import new_id
from orders.checkout import commands as checkout
from orders.order import commands as orders
from orders.payment import commands as payments
from orders.payment.model import Claim, IntentClaim, Kind
from orders.reconciliation import store
from orders.reconciliation.model import (
    FINE,
    QUARANTINED,
    Difference,
    State,
    Verdict,
    judge,
    news_of,
    told,
)
from orders.refund import commands as refunds

log = structlog.get_logger()

DIFFERENCES = Counter("payment_differences", "Differences to the provider's records", ["kind", "source"])


async def hear(tx: Transaction, claim: Claim, *, source: str, is_live: bool) -> Verdict:
    """The provider says something. It is a hint: nothing is moved by it, somebody is sent to look."""
    verdict = judge(claim, await payments.known(tx, claim), is_live=is_live)
    if verdict == Verdict.BEHIND:
        await _wake(tx, claim)
    elif verdict not in FINE:
        await suspect(tx, verdict, claim, source=source)
    return verdict


async def _wake(tx: Transaction, claim: Claim) -> None:
    kind = news_of(claim)
    if claim.order_id is not None and kind is not None:
        await payments.look_up(tx, claim.order_id, kind)
        if kind == Kind.REFUND:
            await refunds.wake(tx, claim.order_id)
        await checkout.wake(tx, claim.order_id)


async def suspect(tx: Transaction, verdict: Verdict, claim: Claim, *, source: str) -> None:
    """Write a difference down. What cannot be looked into any further is for people at once."""
    state = State.OPEN if verdict in QUARANTINED else State.SUSPECTED
    difference = Difference(
        new_id(), verdict, claim.reference, claim.order_id, source, told(claim), state, tx.now
    )
    if await store.add(tx, difference):
        DIFFERENCES.labels(kind=verdict, source=source).inc()
        log.warning("payment_differs", kind=verdict, source=source, reference=claim.reference, state=state)


async def settle(tx: Transaction, difference: Difference, claim: Claim | None, verdict: Verdict) -> None:
    """What a live look at the provider has shown; what could be repaired was, before this."""
    if verdict == Verdict.BEHIND:
        return  # a call of ours is under way: look again later
    if isinstance(claim, IntentClaim) and difference.is_repaired(claim, verdict):
        await _repaired(tx, difference, claim)
        return
    difference.move("agrees" if verdict in FINE else "confirm", tx.now)
    await store.save(tx, difference)
    log.warning("payment_difference_settled", difference_id=str(difference.id), state=difference.state)


async def _repaired(tx: Transaction, difference: Difference, claim: IntentClaim) -> None:
    event = difference.repaired(claim, tx.now)
    await orders.lock(tx, event.order_id)
    if await store.save(tx, difference):
        await tx.publish(event, of=event.order_id)
        log.warning("stray_payment_returned", order_id=str(event.order_id), reference=claim.reference)
