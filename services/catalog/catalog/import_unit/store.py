"""Every SQL statement about the products of files that come in."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from catalog.import_unit.model import Unit
from catalog.product_file.model import Row
from chassis.database import Reader, Transaction

UNIT = "SELECT key, line, is_incomplete, outcome, problems FROM product_import_units "


class Kept(msgspec.Struct):
    key: str
    line: int
    content: bytes
    broken_column: str
    broken: str


class Claimed(msgspec.Struct):
    sku: str
    line: int


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
