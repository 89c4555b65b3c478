"""SQL about the audit."""

from uuid import UUID

from chassis.database import Reader, Transaction
from support.audit.model import AuditEntry

COLUMNS = "id, at, actor, action, ticket_id, customer_id, facts"


async def add(tx: Transaction, entry: AuditEntry) -> None:
    await tx.execute(
        f"INSERT INTO audit_entries ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        entry.id,
        entry.at,
        entry.actor,
        entry.action,
        entry.ticket_id,
        entry.customer_id,
        entry.facts,
    )


async def page(reader: Reader, ticket_id: UUID, *, before: UUID | None, most: int) -> list[AuditEntry]:
    """Newest first."""
    return await reader.all(
        AuditEntry,
        f"SELECT {COLUMNS} FROM audit_entries WHERE ticket_id = $1 AND ($2::uuid IS NULL OR id < $2) "
        "ORDER BY id DESC LIMIT $3",
        ticket_id,
        before,
        most,
    )
