"""Hold, commit, release, expire. Each is idempotent by its order, and tells the state as it is afterwards."""

from datetime import datetime
from uuid import UUID

import msgspec

from catalog.reservation import store
from catalog.reservation.model import Line, PricedLine, Reservation, Sold, check_offers, wanted
from catalog.stock import commands as stock
from catalog.stock.model import Kind, Move
from catalog.storefront.model import Relisted
from chassis.database import Transaction


class Held(msgspec.Struct):
    """A reservation, its answer, and the products that look different because of it."""

    reservation: Reservation
    lines: list[PricedLine]
    relisted: Relisted


async def hold(
    tx: Transaction,
    order_id: UUID,
    lines: list[Line],
    *,
    expires_at: datetime,
    currency: str | None = None,
) -> Held:
    """Keep all of it or nothing. A repeat gets what the first call got, with the state as it is now."""
    reservation = Reservation.hold(order_id, lines, expires_at=expires_at, now=tx.now)
    if not await store.begin(tx, reservation):
        return await _held_before(tx, order_id, lines)
    quantities = wanted(lines)
    offers = await store.lock_offers(tx, quantities)
    check_offers(offers, quantities, currency=currency)
    held = [offer.keep(quantities[offer.level.variant_id], now=tx.now, currency=currency) for offer in offers]
    await store.keep_lines(tx, order_id, held)
    moves = [Move(offer.level, reserved=quantities[offer.level.variant_id]) for offer in offers]
    relisted = await stock.move_stock(tx, moves, operation_id=order_id, kind=Kind.HOLD)
    return Held(reservation, reservation.priced(held), relisted)


async def _held_before(tx: Transaction, order_id: UUID, lines: list[Line]) -> Held:
    reservation = await store.find(tx, order_id)
    reservation.check_same(lines)
    return Held(reservation, reservation.priced(await store.lines(tx, order_id)), {})


async def commit(tx: Transaction, order_id: UUID) -> Reservation:
    """The stock is the order's for good; also after its time, as long as nobody expired it."""
    reservation = await store.lock(tx, order_id)
    if reservation.act("commit"):
        await store.save_state(tx, reservation)
    return reservation


async def take_sold(tx: Transaction, *, most: int) -> list[Sold]:
    """What committed reservations took, each told once: whoever asks writes it down in this transaction."""
    return await store.take_sold(tx, most=most)


async def release(tx: Transaction, order_id: UUID) -> tuple[Reservation, Relisted]:
    """Give back what is kept; before any hold, see to it that a late one keeps nothing."""
    tombstone = Reservation.tombstone(order_id)
    if await store.begin(tx, tombstone):
        return tombstone, {}
    reservation = await store.lock(tx, order_id)
    if not reservation.act("release"):
        return reservation, {}
    return reservation, await _give_back(tx, reservation, Kind.RELEASE)


async def expire_next(tx: Transaction) -> tuple[Reservation | None, Relisted]:
    """Give back what one reservation kept past its time, if there is one."""
    reservation = await store.lock_expired(tx)
    if reservation is None or not reservation.act("expire"):
        return None, {}
    return reservation, await _give_back(tx, reservation, Kind.EXPIRE)


async def _give_back(tx: Transaction, reservation: Reservation, kind: Kind) -> Relisted:
    kept = {line.variant_id: line.remaining for line in await store.lines(tx, reservation.order_id)}
    levels = await stock.lock_levels(tx, kept)
    await store.save_state(tx, reservation)
    await store.release_lines(tx, reservation.order_id)
    moves = [Move(level, reserved=-kept[level.variant_id]) for level in levels]
    return await stock.move_stock(tx, moves, operation_id=reservation.order_id, kind=kind)
