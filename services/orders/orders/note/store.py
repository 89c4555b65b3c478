"""SQL about notes."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.note.model import Note
from orders.order.model import ERASED


async def add(tx: Transaction, note: Note) -> None:
    await tx.execute(
        "INSERT INTO notes (id, order_id, author_id, text, created_at) VALUES ($1, $2, $3, $4, $5)",
        note.id,
        note.order_id,
        note.author_id,
        note.text,
        note.created_at,
    )


async def page(reader: Reader, order_id: UUID, *, after: UUID | None, most: int) -> list[Note]:
    """Oldest first."""
    return await reader.all(
        Note,
        "SELECT id, order_id, author_id, text, created_at FROM notes WHERE order_id = $1 "
        "AND id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid) ORDER BY id LIMIT $3",
        order_id,
        after,
        most,
    )


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE notes SET text = $2 "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
        ERASED,
    )
