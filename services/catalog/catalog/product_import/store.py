"""Every SQL statement about imports."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.product_file.model import Row
from catalog.product_import.model import LEASE, Import, ImportNotFound, Unit
from chassis.database import Reader, Transaction

COLUMNS = (
    "id, state, format, currency, mapping, fetch_images, size, account_id, client_id, created_at, position, "
    "line, header, columns, products, created, updated, unchanged, failed, why"
)
IMPORT = f"SELECT {COLUMNS} FROM product_imports "
UNIT = "SELECT key, line, is_incomplete, outcome, problems FROM product_import_units "
LAST = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")


class Kept(msgspec.Struct):
    key: str
    line: int
    content: bytes
    broken_column: str
    broken: str


class Claimed(msgspec.Struct):
    sku: str
    line: int


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


async def add_rows(tx: Transaction, import_id: UUID, rows: Sequence[tuple[str, Row]]) -> int:
    """How many products they begin."""
    keys, lines = [key for key, _ in rows], [row.line for _, row in rows]
    begun = await tx.execute(
        "INSERT INTO product_import_units (import_id, key, line) "
        "SELECT $1, key, min(line) FROM unnest($2::text[], $3::integer[]) AS row (key, line) GROUP BY key "
        "ON CONFLICT (import_id, key) DO NOTHING",
        import_id,
        keys,
        lines,
    )
    await tx.execute(
        "INSERT INTO product_import_rows (import_id, key, line, content, broken_column, broken) "
        "SELECT $1, * FROM unnest($2::text[], $3::integer[], $4::bytea[], $5::text[], $6::text[])",
        import_id,
        keys,
        lines,
        [row.content for _, row in rows],
        [row.column for _, row in rows],
        [row.broken for _, row in rows],
    )
    return begun


async def clear(tx: Transaction, import_id: UUID) -> None:
    """Everything that was read of the file."""
    for table in ("product_import_rows", "product_import_skus", "product_import_units"):
        await tx.execute(f"DELETE FROM {table} WHERE import_id = $1", import_id)


async def next_units(tx: Transaction, import_id: UUID, *, phase: int, most: int) -> list[Unit]:
    """Those that have come no further than this, in the order of the file."""
    return await tx.all(
        Unit,
        UNIT + "WHERE import_id = $1 AND phase = $2 ORDER BY line LIMIT $3",
        import_id,
        phase,
        most,
    )


async def incomplete_units(tx: Transaction, import_id: UUID, *, most: int) -> list[Unit]:
    return await tx.all(
        Unit,
        UNIT + "WHERE import_id = $1 AND is_incomplete ORDER BY line LIMIT $2",
        import_id,
        most,
    )


async def rows_of(tx: Transaction, import_id: UUID, keys: Sequence[str]) -> dict[str, list[Row]]:
    kept = await tx.all(
        Kept,
        "SELECT key, line, content, broken_column, broken FROM product_import_rows "
        "WHERE import_id = $1 AND key = ANY($2::text[]) ORDER BY line",
        import_id,
        list(keys),
    )
    found: dict[str, list[Row]] = {key: [] for key in keys}
    for row in kept:
        found[row.key].append(Row(row.line, row.content, row.broken_column, row.broken))
    return found


async def save_units(tx: Transaction, import_id: UUID, units: Sequence[Unit], *, phase: int) -> None:
    await tx.execute(
        "UPDATE product_import_units u SET phase = $2, is_incomplete = n.is_incomplete, outcome = n.outcome, "
        "problems = n.problems FROM jsonb_to_recordset($3::jsonb) "
        "AS n (key text, is_incomplete boolean, outcome text, problems jsonb) "
        "WHERE u.import_id = $1 AND u.key = n.key",
        import_id,
        phase,
        list(units),
    )


async def forget_rows(tx: Transaction, import_id: UUID, keys: Sequence[str]) -> None:
    """What is in the shop need not be kept."""
    await tx.execute(
        "DELETE FROM product_import_rows WHERE import_id = $1 AND key = ANY($2::text[])",
        import_id,
        list(keys),
    )


async def claim_skus(tx: Transaction, import_id: UUID, key: str, skus: dict[str, int]) -> dict[str, int]:
    """SKU → line, of those that another product of the file had first."""
    await tx.execute(
        "INSERT INTO product_import_skus (import_id, key, sku, line) "
        "SELECT $1, $2, * FROM unnest($3::text[], $4::integer[]) ON CONFLICT DO NOTHING",
        import_id,
        key,
        list(skus),
        list(skus.values()),
    )
    rows = await tx.all(
        Claimed,
        "SELECT sku, line FROM product_import_skus WHERE import_id = $1 AND sku = ANY($3::text[]) "
        "AND key <> $2",
        import_id,
        key,
        list(skus),
    )
    return {row.sku: row.line for row in rows}


async def in_file(tx: Transaction, import_id: UUID, keys: Sequence[str]) -> set[str]:
    """Those of them that are products of the file, and were not refused."""
    return set(
        await tx.all(
            str,
            "SELECT key FROM product_import_units WHERE import_id = $1 AND key = ANY($2::text[]) "
            "AND outcome IS DISTINCT FROM 'failed'",
            import_id,
            list(keys),
        )
    )


async def failed_units(reader: Reader, import_id: UUID, *, after: int, most: int) -> list[Unit]:
    return await reader.all(
        Unit,
        UNIT + "WHERE import_id = $1 AND outcome = 'failed' AND line > $2 ORDER BY line LIMIT $3",
        import_id,
        after,
        most,
    )


async def retry_failed(tx: Transaction, import_id: UUID) -> int:
    """How many products are tried again."""
    return await tx.execute(
        "UPDATE product_import_units SET phase = 1, outcome = NULL, problems = '[]' "
        "WHERE import_id = $1 AND phase = 2 AND outcome = 'failed'",
        import_id,
    )


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Imports that nobody works on any more, some at a time."""
    return await tx.execute(
        "DELETE FROM product_imports WHERE id IN (SELECT id FROM product_imports WHERE created_at < $1 "
        "AND state NOT IN ('reading', 'checking', 'running') ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)",
        moment,
    )
