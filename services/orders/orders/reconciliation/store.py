"""SQL about differences, and about how far the provider's list has been compared."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.reconciliation.model import Difference

COLUMNS = "id, kind, reference, order_id, source, claimed, state, found_at, settled_at"
LEASE = timedelta(minutes=1)


async def add(tx: Transaction, difference: Difference) -> bool:
    """Write it down; True when it is new. One that was dismissed and is back is looked into again."""
    added = await tx.one(
        bool,
        "INSERT INTO payment_differences AS d "
        "(id, kind, reference, order_id, source, claimed, state, found_at, next_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (reference, kind) DO UPDATE SET "
        "state = CASE d.state WHEN 'dismissed' THEN 'suspected' ELSE d.state END, "
        "next_at = CASE d.state WHEN 'dismissed' THEN excluded.next_at ELSE d.next_at END "
        "RETURNING xmax = 0",
        difference.id,
        difference.kind,
        difference.reference,
        difference.order_id,
        difference.source,
        difference.claimed,
        difference.state,
        difference.found_at,
    )
    return bool(added)


async def claim_suspected(tx: Transaction) -> Difference | None:
    """The difference that has waited for longest, leased by its next-try time."""
    return await tx.one(
        Difference,
        "UPDATE payment_differences SET next_at = $2 WHERE id = ("
        "  SELECT id FROM payment_differences WHERE state = 'suspected' AND next_at <= $1"
        "  ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED"
        f") RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
    )


async def save(tx: Transaction, difference: Difference) -> bool:
    """False when somebody else has settled it."""
    changed = await tx.execute(
        "UPDATE payment_differences SET state = $2, settled_at = $3 WHERE id = $1 AND state = 'suspected'",
        difference.id,
        difference.state,
        difference.settled_at,
    )
    return bool(changed)


async def page(
    reader: Reader, *, state: str | None, kind: str | None, after: UUID | None, limit: int
) -> list[Difference]:
    """Newest first; ids are in order of creation."""
    return await reader.all(
        Difference,
        f"SELECT {COLUMNS} FROM payment_differences WHERE ($1::text IS NULL OR state = $1) "
        "AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
        state,
        kind,
        after,
        limit,
    )


async def count_open(reader: Reader) -> int:
    return await reader.one(int, "SELECT count(*) FROM payment_differences WHERE state = 'open'") or 0


async def claim_run(tx: Transaction, lease: timedelta) -> datetime | None:
    """Until when the list was compared, when it is time to go on; nobody else does meanwhile."""
    return await tx.one(
        datetime,
        "UPDATE reconciliation SET next_at = $2 WHERE next_at <= $1 RETURNING compared_until",
        tx.now,
        tx.now + lease,
    )


async def finish_run(tx: Transaction, until: datetime, next_at: datetime) -> None:
    await tx.execute(
        "UPDATE reconciliation SET compared_until = greatest(compared_until, $1), next_at = $2",
        until,
        next_at,
    )
