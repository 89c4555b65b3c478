"""Every SQL statement about imports."""

from datetime import datetime
from uuid import UUID

from catalog.product_import.model import LEASE, Import, ImportNotFound
from chassis.database import Reader, Transaction

COLUMNS = (
    "id, state, format, currency, mapping, fetch_images, size, account_id, client_id, created_at, position, "
    "line, header, columns, products, created, updated, unchanged, failed, why"
)
IMPORT = f"SELECT {COLUMNS} FROM product_imports "
LAST = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")


async def add(tx: Transaction, job: Import) -> None:
    await tx.execute(
        "INSERT INTO product_imports (id, state, format, currency, fetch_images, size, account_id, "
        "client_id, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        job.id,
        job.state,
        job.format,
        job.currency,
        job.fetch_images,
        job.size,
        job.account_id,
        job.client_id,
        tx.now,
    )


async def find(reader: Reader, import_id: UUID) -> Import:
    return _found(await reader.one(Import, IMPORT + "WHERE id = $1", import_id), import_id)


async def lock(tx: Transaction, import_id: UUID) -> Import:
    return _found(await tx.one(Import, IMPORT + "WHERE id = $1 FOR UPDATE", import_id), import_id)


def _found(job: Import | None, import_id: UUID) -> Import:
    if job is None:
        raise ImportNotFound(product_import_id=str(import_id))
    return job


async def newest(reader: Reader, *, before: UUID | None, most: int) -> list[Import]:
    return await reader.all(Import, IMPORT + "WHERE id < $1 ORDER BY id DESC LIMIT $2", before or LAST, most)


async def claim(tx: Transaction) -> Import | None:
    """The one that has waited longest. Who dies with it loses it when the lease ends."""
    job = await tx.one(
        Import,
        IMPORT + "WHERE state IN ('reading', 'checking', 'running') AND due_at <= $1 "
        "ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        tx.now,
    )
    if job is not None:
        await tx.execute("UPDATE product_imports SET due_at = $2 WHERE id = $1", job.id, tx.now + LEASE)
    return job


async def save(tx: Transaction, job: Import) -> None:
    """It is due: whoever has time may go on."""
    await tx.execute(
        "UPDATE product_imports SET state = $2, mapping = $3, position = $4, line = $5, header = $6, "
        "columns = $7, products = $8, created = $9, updated = $10, unchanged = $11, failed = $12, why = $13, "
        "due_at = $14 WHERE id = $1",
        job.id,
        job.state,
        job.mapping,
        job.position,
        job.line,
        job.header,
        job.columns,
        job.products,
        job.created,
        job.updated,
        job.unchanged,
        job.failed,
        job.why,
        tx.now,
    )


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Imports that nobody works on any more, some at a time."""
    return await tx.execute(
        "DELETE FROM product_imports WHERE id IN (SELECT id FROM product_imports WHERE created_at < $1 "
        "AND state NOT IN ('reading', 'checking', 'running') ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)",
        moment,
    )
