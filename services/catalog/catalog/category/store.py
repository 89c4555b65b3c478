"""Every SQL statement about categories."""

from uuid import UUID

from catalog.category.model import Category
from chassis.database import Reader, Transaction

CATEGORY = "SELECT id, parent_id, handle, name, translations, position, path, version FROM categories "


async def hold_tree(tx: Transaction) -> None:
    """Nobody else changes the tree until the transaction ends: moves are rare, and each sees the one
    before."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('category tree', 0))")


async def find(reader: Reader, category_id: UUID) -> Category | None:
    return await reader.one(Category, CATEGORY + "WHERE id = $1", category_id)


async def with_handle(reader: Reader, handle: str) -> Category | None:
    return await reader.one(Category, CATEGORY + "WHERE handle = $1", handle)


async def everything(reader: Reader) -> list[Category]:
    """All of them, parents before children, siblings in their order."""
    return await reader.all(Category, CATEGORY + "ORDER BY cardinality(path), position, name, id LIMIT 10000")


async def within(reader: Reader, handle: str) -> list[UUID]:
    """The category and everything below it; nothing when there is none."""
    return await reader.all(
        UUID,
        "SELECT id FROM categories WHERE path @> ARRAY[(SELECT id FROM categories WHERE handle = $1)]",
        handle,
    )


async def exists(tx: Transaction, category_id: UUID) -> bool:
    """Whether it is there; if so it stays until the transaction ends."""
    found = await tx.all(int, "SELECT 1 FROM categories WHERE id = $1 FOR KEY SHARE", category_id)
    return bool(found)


async def height(tx: Transaction, category: Category) -> int:
    """How many levels it and what is below it have."""
    deepest = await tx.one(
        int, "SELECT max(cardinality(path)) FROM categories WHERE path @> ARRAY[$1::uuid]", category.id
    )
    return (deepest or len(category.path)) - len(category.path) + 1


async def add(tx: Transaction, category: Category) -> None:
    await tx.execute(
        "INSERT INTO categories (id, parent_id, handle, name, translations, position, path, version) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *_values(category),
    )


async def save(tx: Transaction, category: Category, *, old_path: list[UUID]) -> None:
    """Write it, and bring everything below it along: their paths begin with its path."""
    await tx.execute(
        "UPDATE categories SET parent_id = $2, handle = $3, name = $4, translations = $5, position = $6, "
        "path = $7, version = $8 WHERE id = $1",
        *_values(category),
    )
    if category.path != old_path:
        await tx.execute(
            "UPDATE categories SET path = $2::uuid[] || path[$3 + 1:] "
            "WHERE path @> ARRAY[$1::uuid] AND id <> $1",
            category.id,
            category.path,
            len(old_path),
        )


async def remove(tx: Transaction, category_id: UUID) -> None:
    await tx.execute("DELETE FROM categories WHERE id = $1", category_id)


async def is_empty(tx: Transaction, category_id: UUID) -> bool:
    """Nothing refers to it. Its row is locked first, so nobody begins to."""
    await tx.execute("SELECT FROM categories WHERE id = $1 FOR UPDATE", category_id)
    found = await tx.all(
        int,
        "SELECT 1 FROM categories WHERE parent_id = $1 "
        "UNION ALL SELECT 1 FROM products WHERE category_id = $1 LIMIT 1",
        category_id,
    )
    return not found


def _values(category: Category) -> tuple[object, ...]:
    translations = {language: {"name": text.name} for language, text in category.translations.items()}
    return (
        category.id,
        category.parent_id,
        category.handle,
        category.name,
        translations,
        category.position,
        category.path,
        category.version,
    )
