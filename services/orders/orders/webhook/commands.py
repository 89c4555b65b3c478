"""A webhook arrives."""

import structlog
from prometheus_client import Counter

from chassis.database import Transaction
from orders.dispute import commands as disputes
from orders.dispute.model import reference_of
from orders.payment.claims import claim_of
from orders.reconciliation import commands as reconciliation
from orders.reconciliation.model import Verdict
from orders.webhook import store
from orders.webhook.model import ProviderEvent

log = structlog.get_logger()

TAKEN = Counter("webhooks_taken", "Webhooks of the payment provider", ["verdict"])
DUPLICATE = "duplicate"


async def take(tx: Transaction, event: ProviderEvent) -> str:
    """Once per event id: what it says is judged, and if need be somebody sent to look."""
    if not await store.add(tx, event.id, event.type):
        return DUPLICATE
    claim, dispute = claim_of(event.data.object), reference_of(event.data.object)
    verdict = Verdict.IGNORED
    if dispute is not None:
        await disputes.hear(tx, dispute)
        verdict = Verdict.BEHIND
    elif claim is not None:
        verdict = await reconciliation.hear(tx, claim, source="webhook", is_live=False)
    if verdict != Verdict.AGREES:
        await store.judged(tx, event.id, verdict)
    return verdict
