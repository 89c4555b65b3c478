"""SQL about erasures and exports."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from support.privacy.model import ExportNotFound, SupportExport


async def note_erasure(tx: Transaction, account_id: UUID, scan: int) -> None:
    await tx.execute(
        "INSERT INTO erasures (account_id, scan, done_at) VALUES ($1, $2, $3) ON CONFLICT (account_id) "
        "DO UPDATE SET scan = greatest(erasures.scan, excluded.scan), done_at = excluded.done_at",
        account_id,
        scan,
        tx.now,
    )


async def is_erased(reader: Reader, account_id: UUID) -> bool:
    return bool(await reader.one(int, "SELECT 1 FROM erasures WHERE account_id = $1", account_id))


async def forget_keys_and_exports(tx: Transaction, account_id: UUID) -> None:
    """Answers that were kept for repeats, and copies."""
    await tx.execute("DELETE FROM idempotency_keys WHERE principal = $1", f"account:{account_id}")
    await tx.execute("DELETE FROM exports WHERE account_id = $1", account_id)


async def add_export(tx: Transaction, export_id: UUID, account_id: UUID, export: SupportExport) -> None:
    await tx.execute(
        "INSERT INTO exports (id, account_id, document, created_at) VALUES ($1, $2, $3, $4)",
        export_id,
        account_id,
        msgspec.to_builtins(export),
        tx.now,
    )


async def find_export(reader: Reader, export_id: UUID, account_id: UUID) -> SupportExport:
    document = await reader.one(
        SupportExport,
        "SELECT document -> 'tickets' AS tickets FROM exports WHERE id = $1 AND account_id = $2",
        export_id,
        account_id,
    )
    if document is None:
        raise ExportNotFound(export_id=export_id)
    return document


async def delete_exports(tx: Transaction, *, before: datetime) -> int:
    return await tx.execute("DELETE FROM exports WHERE created_at < $1", before)
