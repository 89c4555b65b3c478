"""SQL about fulfilments and what is in them."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.fulfilment.model import Fulfilment, FulfilmentNotFound, FulfilmentStatus

FULFILMENT = (
    "SELECT id, order_id, status, created_at, carrier, tracking_number, tracking_url, shipped_at, "
    "delivered_at, cancelled_at, (SELECT "
    "jsonb_agg(jsonb_build_object('line', line, 'quantity', quantity) ORDER BY line) "
    "FROM fulfilment_lines WHERE fulfilment_id = id) AS lines FROM fulfilments "
)


async def add(tx: Transaction, fulfilment: Fulfilment) -> None:
    await tx.execute(
        "INSERT INTO fulfilments (id, order_id, status, created_at) VALUES ($1, $2, $3, $4)",
        fulfilment.id,
        fulfilment.order_id,
        fulfilment.status,
        fulfilment.created_at,
    )
    await tx.execute(
        "INSERT INTO fulfilment_lines (fulfilment_id, line, quantity) "
        "SELECT $1, * FROM unnest($2::int[], $3::int[])",
        fulfilment.id,
        [line.line for line in fulfilment.lines],
        [line.quantity for line in fulfilment.lines],
    )


async def save(tx: Transaction, fulfilment: Fulfilment) -> None:
    await tx.execute(
        "UPDATE fulfilments SET status = $2, carrier = $3, tracking_number = $4, tracking_url = $5, "
        "shipped_at = $6, delivered_at = $7, cancelled_at = $8 WHERE id = $1",
        fulfilment.id,
        fulfilment.status,
        fulfilment.carrier,
        fulfilment.tracking_number,
        fulfilment.tracking_url,
        fulfilment.shipped_at,
        fulfilment.delivered_at,
        fulfilment.cancelled_at,
    )


async def order_of(reader: Reader, fulfilment_id: UUID) -> UUID:
    """The order to lock before the fulfilment."""
    order_id = await reader.one(UUID, "SELECT order_id FROM fulfilments WHERE id = $1", fulfilment_id)
    if order_id is None:
        raise FulfilmentNotFound(fulfilment_id=fulfilment_id)
    return order_id


async def find(reader: Reader, fulfilment_id: UUID) -> Fulfilment:
    """Under the order's lock, which every change of a fulfilment holds, also a safe read for a change."""
    fulfilment = await reader.one(Fulfilment, FULFILMENT + "WHERE id = $1", fulfilment_id)
    if fulfilment is None:
        raise FulfilmentNotFound(fulfilment_id=fulfilment_id)
    return fulfilment


async def list_of(reader: Reader, order_id: UUID) -> list[Fulfilment]:
    """Oldest first."""
    return await reader.all(Fulfilment, FULFILMENT + "WHERE order_id = $1 ORDER BY id", order_id)


async def list_in_status(
    reader: Reader, status: FulfilmentStatus, *, after: UUID | None, most: int
) -> list[Fulfilment]:
    """Oldest first: who has waited longest comes first."""
    return await reader.all(
        Fulfilment,
        FULFILMENT + "WHERE status = $1 AND id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid) "
        "ORDER BY id LIMIT $3",
        status,
        after,
        most,
    )


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE fulfilments SET tracking_number = NULL, tracking_url = NULL "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
    )
