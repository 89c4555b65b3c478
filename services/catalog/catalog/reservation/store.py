"""Every SQL statement about reservations and their lines."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.reservation.model import HeldLine, Late, Offer, Reservation, ReservationNotFound, Sold
from chassis.database import Reader, Transaction

RESERVATION = "SELECT order_id, state, requested, expires_at FROM reservations "


async def begin(tx: Transaction, reservation: Reservation) -> bool:
    """Write a new reservation; False when the order has one. Waits for a hold or release of it under way."""
    return bool(
        await tx.execute(
            "INSERT INTO reservations (order_id, state, requested, expires_at, created_at) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            reservation.order_id,
            reservation.state,
            msgspec.to_builtins(reservation.requested),
            reservation.expires_at,
            tx.now,
        )
    )


async def find(reader: Reader, order_id: UUID) -> Reservation:
    return _found(await reader.one(Reservation, RESERVATION + "WHERE order_id = $1", order_id), order_id)


async def lock(tx: Transaction, order_id: UUID) -> Reservation:
    """Load the reservation and hold its row until the transaction ends."""
    return _found(await lock_if_any(tx, order_id), order_id)


async def lock_if_any(tx: Transaction, order_id: UUID) -> Reservation | None:
    return await tx.one(Reservation, RESERVATION + "WHERE order_id = $1 FOR UPDATE", order_id)


async def claim_expired(tx: Transaction, *, until: datetime) -> UUID | None:
    """One whose time has passed and that nobody has claimed; it is claimed until then."""
    return await tx.one(
        UUID,
        "UPDATE reservations SET retry_at = $2 WHERE order_id = (SELECT order_id FROM reservations "
        "WHERE state = 'held' AND expires_at <= $1 AND (retry_at IS NULL OR retry_at <= $1) "
        "ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING order_id",
        tx.now,
        until,
    )


async def late(reader: Reader, *, now: datetime) -> Late:
    found = await reader.one(
        Late,
        "SELECT count(*) AS count, min(expires_at) AS oldest FROM reservations "
        "WHERE state = 'held' AND expires_at <= $1",
        now,
    )
    return found or Late(0, None)


def _found(reservation: Reservation | None, order_id: UUID) -> Reservation:
    if reservation is None:
        raise ReservationNotFound(order_id=str(order_id))
    return reservation


async def save_state(tx: Transaction, reservation: Reservation) -> None:
    await tx.write(
        "UPDATE reservations SET state = $2, "
        "committed_at = CASE WHEN $2 = 'committed' THEN $3 ELSE committed_at END WHERE order_id = $1",
        reservation.order_id,
        reservation.state,
        tx.now,
    )


async def take_sold(tx: Transaction, *, most: int) -> list[Sold]:
    """By product, the committed reservations that nobody has counted; they count as such from now on."""
    return await tx.all(
        Sold,
        "WITH taken AS (UPDATE reservations SET is_counted = true WHERE order_id IN ("
        "SELECT order_id FROM reservations WHERE committed_at IS NOT NULL AND NOT is_counted "
        "ORDER BY committed_at LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING order_id, committed_at) "
        "SELECT l.product_id, sum(l.quantity)::bigint AS units, max(t.committed_at) AS at "
        "FROM taken t JOIN reservation_lines l USING (order_id) GROUP BY l.product_id ORDER BY l.product_id",
        most,
    )


async def offers(tx: Transaction, variant_ids: Collection[UUID]) -> list[Offer]:
    """What is for sale of these."""
    return await tx.all(
        Offer,
        "SELECT v.id AS variant_id, v.product_id, v.sku, "
        "p.name AS product_name, v.name AS variant_name, p.tax_class, v.weight_grams, "
        "jsonb_build_array(jsonb_build_object("
        "'amount', v.price_amount, 'currency', v.price_currency, 'compare_at_amount', v.compare_at_amount, "
        "'sale', v.sale)) || v.other_prices AS prices "
        "FROM variants v JOIN products p ON p.id = v.product_id "
        "WHERE v.id = ANY($1::uuid[]) AND p.status = 'active' "
        "AND (p.available_from IS NULL OR p.available_from <= $2) ORDER BY v.id",
        list(variant_ids),
        tx.now,
    )


async def keep_lines(tx: Transaction, order_id: UUID, lines: Sequence[HeldLine]) -> None:
    await tx.write(
        "INSERT INTO reservation_lines (order_id, variant_id, location_id, quantity, product_id, sku, name, "
        "unit_amount, unit_currency) SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], "
        "$5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::text[])",
        order_id,
        [line.variant_id for line in lines],
        [line.location_id for line in lines],
        [line.quantity for line in lines],
        [line.product_id for line in lines],
        [line.sku for line in lines],
        [line.name for line in lines],
        [line.unit_price.amount for line in lines],
        [line.unit_price.currency for line in lines],
    )


async def lines(reader: Reader, order_id: UUID) -> list[HeldLine]:
    return await reader.all(
        HeldLine,
        "SELECT l.variant_id, l.location_id, l.quantity, l.shipped, l.released, l.product_id, l.sku, l.name, "
        "jsonb_build_object('amount', l.unit_amount, 'currency', l.unit_currency) AS unit_price, "
        "coalesce(p.tax_class, 'standard') AS tax_class, v.weight_grams "
        "FROM reservation_lines l LEFT JOIN variants v ON v.id = l.variant_id "
        "LEFT JOIN products p ON p.id = l.product_id "
        "WHERE l.order_id = $1 ORDER BY l.variant_id, l.location_id",
        order_id,
    )


async def save_lines(tx: Transaction, order_id: UUID, lines: Sequence[HeldLine]) -> None:
    """What has left each of them."""
    await tx.execute(
        "UPDATE reservation_lines l SET shipped = n.shipped, released = n.released "
        "FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[]) "
        "AS n (variant_id, location_id, shipped, released) "
        "WHERE l.order_id = $1 AND l.variant_id = n.variant_id AND l.location_id = n.location_id",
        order_id,
        [line.variant_id for line in lines],
        [line.location_id for line in lines],
        [line.shipped for line in lines],
        [line.released for line in lines],
    )
