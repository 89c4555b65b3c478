"""SQL about erasures and exports. A copy reads the tables of all features."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from users.privacy.model import Erasure, Export, ExportNotFound, Recipient, UsersExport

ERASURE = "account_id, requested_at, scan, acknowledged, rescan_at, completed_at"
EXPORT = "id, account_id, requested_at, ready"

# One statement, so that the copy is of one moment.
DOCUMENT = """
SELECT jsonb_build_object(
  'account', (
    SELECT to_jsonb(a) FROM (
      SELECT id, email, email_verified_at, name, phone, locale, roles, created_at FROM accounts WHERE id = $3
    ) a),
  'addresses', (
    SELECT coalesce(jsonb_agg(to_jsonb(x) - 'account_id' ORDER BY x.id), '[]')
    FROM addresses x WHERE account_id = $3),
  'consents', (
    SELECT coalesce(jsonb_agg(to_jsonb(x) - 'account_id' ORDER BY x.id), '[]')
    FROM consents x WHERE account_id = $3),
  'sessions', (
    SELECT coalesce(jsonb_agg(to_jsonb(x) - 'account_id' ORDER BY x.id), '[]')
    FROM sessions x WHERE account_id = $3),
  'activity', (
    SELECT coalesce(jsonb_agg(to_jsonb(x) - 'account_id' - 'actor_id' ORDER BY x.id), '[]')
    FROM audit x WHERE account_id = $3 AND (actor_id IS NULL OR actor_id = $3))
)
"""


async def add_erasure(tx: Transaction, erasure: Erasure) -> None:
    await tx.execute(
        "INSERT INTO erasures (account_id, requested_at, scan, acknowledged, rescan_at) "
        "VALUES ($1, $2, $3, $4, $5)",
        erasure.account_id,
        erasure.requested_at,
        erasure.scan,
        erasure.acknowledged,
        erasure.rescan_at,
    )


async def lock_erasure(tx: Transaction, account_id: UUID) -> Erasure | None:
    return await tx.one(
        Erasure, f"SELECT {ERASURE} FROM erasures WHERE account_id = $1 FOR UPDATE", account_id
    )


async def claim_rescan(tx: Transaction) -> Erasure | None:
    return await tx.one(
        Erasure,
        f"SELECT {ERASURE} FROM erasures WHERE rescan_at <= $1 "
        "ORDER BY rescan_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )


async def save_erasure(tx: Transaction, erasure: Erasure) -> None:
    await tx.execute(
        "UPDATE erasures SET scan = $2, acknowledged = $3, rescan_at = $4, completed_at = $5 "
        "WHERE account_id = $1",
        erasure.account_id,
        erasure.scan,
        erasure.acknowledged,
        erasure.rescan_at,
        erasure.completed_at,
    )


async def page_erasures(reader: Reader, *, open_only: bool, after: UUID | None, limit: int) -> list[Erasure]:
    return await reader.all(
        Erasure,
        f"SELECT {ERASURE} FROM erasures WHERE (completed_at IS NULL OR NOT $1) "
        "AND ($2::uuid IS NULL OR account_id < $2) ORDER BY account_id DESC LIMIT $3",
        open_only,
        after,
        limit,
    )


async def count_exports(tx: Transaction, account_id: UUID) -> int:
    """The caller holds the account's row."""
    return await tx.one(int, "SELECT count(*) FROM exports WHERE account_id = $1", account_id) or 0


async def add_export(tx: Transaction, export: Export) -> None:
    await tx.execute(
        "INSERT INTO exports (id, requested_at, account_id, ready, document) "
        f"VALUES ($1, $2, $3, $4, ({DOCUMENT}))",
        export.id,
        export.requested_at,
        export.account_id,
        export.ready,
    )


async def lock_export(tx: Transaction, export_id: UUID) -> Export | None:
    return await tx.one(Export, f"SELECT {EXPORT} FROM exports WHERE id = $1 FOR UPDATE", export_id)


async def save_export(tx: Transaction, export: Export) -> None:
    await tx.execute("UPDATE exports SET ready = $2 WHERE id = $1", export.id, export.ready)


async def list_exports(reader: Reader, account_id: UUID) -> list[Export]:
    """The newest first; there are never many."""
    return await reader.all(
        Export, f"SELECT {EXPORT} FROM exports WHERE account_id = $1 ORDER BY id DESC", account_id
    )


async def find_document(reader: Reader, export_id: UUID, account_id: UUID) -> UsersExport:
    document = await reader.one(
        UsersExport,
        "SELECT document -> 'account' AS account, document -> 'addresses' AS addresses, "
        "document -> 'consents' AS consents, document -> 'sessions' AS sessions, "
        "document -> 'activity' AS activity FROM exports WHERE id = $1 AND account_id = $2",
        export_id,
        account_id,
    )
    if document is None:
        raise ExportNotFound(export_id=export_id)
    return document


async def delete_exports_of(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("DELETE FROM exports WHERE account_id = $1", account_id)


async def delete_old_exports(tx: Transaction, *, before: datetime) -> int:
    return await tx.execute("DELETE FROM exports WHERE requested_at < $1", before)


async def find_recipient(reader: Reader, account_id: UUID) -> Recipient | None:
    """None when the account was deleted."""
    return await reader.one(
        Recipient, "SELECT email, locale FROM accounts WHERE id = $1 AND email IS NOT NULL", account_id
    )
