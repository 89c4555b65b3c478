"""SQL about erasures and exports."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from orders.privacy.model import Erasure, ExportNotFound, OrdersExport

ERASURE = "account_id, scan, requested_at, due_at, done_at"


async def request(tx: Transaction, account_id: UUID, scan: int) -> Erasure:
    """The account's erasure, its row held. A scan that was overtaken by a later one is as good as that."""
    erasure = await tx.one(
        Erasure,
        "INSERT INTO erasures (account_id, scan, requested_at, due_at) VALUES ($1, $2, $3, $3) "
        "ON CONFLICT (account_id) DO UPDATE SET scan = greatest(erasures.scan, excluded.scan), "
        f"due_at = excluded.due_at, done_at = NULL RETURNING {ERASURE}",
        account_id,
        scan,
        tx.now,
    )
    assert erasure is not None  # noqa: S101 - RETURNING gives the row in both cases
    return erasure


async def claim_due(tx: Transaction) -> Erasure | None:
    return await tx.one(
        Erasure,
        f"SELECT {ERASURE} FROM erasures WHERE done_at IS NULL AND due_at <= $1 "
        "ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )


async def save(tx: Transaction, erasure: Erasure) -> None:
    await tx.execute(
        "UPDATE erasures SET due_at = $2, done_at = $3 WHERE account_id = $1",
        erasure.account_id,
        erasure.due_at,
        erasure.done_at,
    )


async def is_erased(reader: Reader, account_id: UUID) -> bool:
    return bool(await reader.one(int, "SELECT 1 FROM erasures WHERE account_id = $1", account_id))


async def forget_keys_and_exports(tx: Transaction, account_id: UUID) -> None:
    """Answers that were kept for repeats hold addresses; copies hold everything."""
    await tx.execute("DELETE FROM idempotency_keys WHERE principal = $1", f"account:{account_id}")
    await tx.execute("DELETE FROM exports WHERE account_id = $1", account_id)


async def add_export(tx: Transaction, export_id: UUID, account_id: UUID, export: OrdersExport) -> None:
    await tx.execute(
        "INSERT INTO exports (id, account_id, document, created_at) VALUES ($1, $2, $3, $4)",
        export_id,
        account_id,
        msgspec.to_builtins(export),
        tx.now,
    )


async def find_export(reader: Reader, export_id: UUID, account_id: UUID) -> OrdersExport:
    document = await reader.one(
        OrdersExport,
        "SELECT document -> 'orders' AS orders, document -> 'returns' AS returns, "
        "coalesce(document -> 'carts', '[]') AS carts "
        "FROM exports WHERE id = $1 AND account_id = $2",
        export_id,
        account_id,
    )
    if document is None:
        raise ExportNotFound(export_id=export_id)
    return document


async def delete_exports(tx: Transaction, *, before: datetime) -> int:
    return await tx.execute("DELETE FROM exports WHERE created_at < $1", before)
