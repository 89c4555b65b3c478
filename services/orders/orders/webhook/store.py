"""SQL about webhooks taken."""

from datetime import datetime

from chassis.database import Transaction
from orders.reconciliation.model import Verdict


async def add(tx: Transaction, event_id: str, kind: str) -> bool:
    """False when this event was taken before, or is being taken right now."""
    added = await tx.execute(
        "INSERT INTO webhook_events (id, type, verdict, received_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING",
        event_id,
        kind,
        Verdict.AGREES,
        tx.now,
    )
    return bool(added)


async def judged(tx: Transaction, event_id: str, verdict: Verdict) -> None:
    await tx.execute("UPDATE webhook_events SET verdict = $2 WHERE id = $1", event_id, verdict)


async def forget(tx: Transaction, before: datetime) -> int:
    """Delete a batch of events that the provider will not send again."""
    return await tx.execute(
        "DELETE FROM webhook_events WHERE ctid = ANY(ARRAY("
        "SELECT ctid FROM webhook_events WHERE received_at < $1 LIMIT 1000))",
        before,
    )
