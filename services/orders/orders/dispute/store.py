"""SQL about disputes."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.dispute.model import ASK_AGAIN, LEASE, Dispute

COLUMNS = "id, reference, status, order_id, amount, currency, reason, opened_at, closed_at"


async def hear(tx: Transaction, dispute_id: UUID, reference: str) -> None:
    """There is one, or there is news of one: the provider is to be asked."""
    await tx.execute(
        "INSERT INTO disputes (id, reference, status, next_at) VALUES ($1, $2, 'heard', $3) "
        "ON CONFLICT (reference) DO UPDATE SET next_at = excluded.next_at",
        dispute_id,
        reference,
        tx.now,
    )


async def unheard(reader: Reader, references: list[str]) -> list[str]:
    sql = (
        "SELECT told FROM unnest($1::text[]) told "
        "WHERE NOT EXISTS (SELECT FROM disputes WHERE reference = told)"
    )
    return await reader.all(str, sql, references)


async def claim_due(tx: Transaction) -> Dispute | None:
    """Lease the one that waits for longest."""
    return await tx.one(
        Dispute,
        "UPDATE disputes SET next_at = $2 WHERE id = (SELECT id FROM disputes WHERE next_at <= $1 "
        f"ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
    )


async def is_paid_with(reader: Reader, order_id: UUID, intent: str | None) -> bool:
    found = await reader.one(
        int, "SELECT 1 FROM payments WHERE order_id = $1 AND provider_reference = $2", order_id, intent
    )
    return found is not None


async def lock(tx: Transaction, dispute_id: UUID) -> Dispute:
    """Its row held; the order's row is held already."""
    dispute = await tx.one(Dispute, f"SELECT {COLUMNS} FROM disputes WHERE id = $1 FOR UPDATE", dispute_id)
    if dispute is None:
        raise RuntimeError("a dispute is never deleted")
    return dispute


async def save(tx: Transaction, dispute: Dispute) -> None:
    await tx.execute(
        "UPDATE disputes SET status = $2, order_id = $3, amount = $4, currency = $5, reason = $6, "
        "opened_at = $7, closed_at = $8 WHERE id = $1",
        dispute.id,
        dispute.status,
        dispute.order_id,
        dispute.amount,
        dispute.currency,
        dispute.reason,
        dispute.opened_at,
        dispute.closed_at,
    )


async def rest(tx: Transaction, dispute_id: UUID, leased_at: datetime) -> None:
    """Until there is news, an open one for a day at most; unless there was some since it was claimed."""
    await tx.execute(
        "UPDATE disputes SET next_at = CASE status WHEN 'open' THEN $3::timestamptz END "
        "WHERE id = $1 AND next_at = $2",
        dispute_id,
        leased_at + LEASE,
        leased_at + ASK_AGAIN,
    )


async def enter(tx: Transaction, dispute_id: UUID, kind: str, amount: int) -> None:
    """An entry of the ledger, once of each kind."""
    await tx.execute(
        "INSERT INTO dispute_entries (dispute_id, kind, amount, at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING",
        dispute_id,
        kind,
        amount,
        tx.now,
    )


async def is_open(reader: Reader, order_id: UUID) -> bool:
    found = await reader.one(int, "SELECT 1 FROM disputes WHERE order_id = $1 AND status = 'open'", order_id)
    return found is not None
