"""Hold, commit, ship, release, expire. Each is idempotent, and tells the state as it is afterwards."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from catalog.availability import Strategy
from catalog.reservation import model, store
from catalog.reservation.model import (
    HeldLine,
    Late,
    Line,
    PricedLine,
    Reservation,
    Sold,
    State,
    check_offers,
    check_stocks,
    wanted,
)
from catalog.stock import commands as stock
from catalog.stock.model import Kind
from catalog.storefront.model import Relisted
from chassis.database import Reader, Transaction
from chassis.events import NotYet

EXPIRE_WITHIN = timedelta(minutes=1)


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
    strategy: Strategy,
) -> Held:
    """Keep all of it or nothing. A repeat gets what the first call got, with the state as it is now."""
    reservation = Reservation.hold(order_id, lines, expires_at=expires_at, now=tx.now)
    if not await store.begin(tx, reservation):
        return await _held_before(tx, order_id, lines)
    quantities = wanted(lines)
    stocks = await stock.lock(tx, quantities)
    offers = await store.offers(tx, quantities)
    check_offers(offers, quantities, currency=currency)
    check_stocks(stocks, quantities, now=tx.now)
    taken = {each.variant_id: each.allocate(quantities[each.variant_id]) for each in stocks}
    held = [
        line
        for offer in offers
        for line in offer.keep(
            taken[offer.variant_id], quantity=quantities[offer.variant_id], now=tx.now, currency=currency
        )
    ]
    await store.keep_lines(tx, order_id, held)
    moves = [move for each in taken.values() for move in each]
    relisted = await stock.move_stock(
        tx, stocks, moves, operation_id=order_id, kind=Kind.HOLD, strategy=strategy
    )
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


async def release(tx: Transaction, order_id: UUID, *, strategy: Strategy) -> tuple[Reservation, Relisted]:
    """Give back what is kept; before any hold, see to it that a late one keeps nothing."""
    tombstone = Reservation.tombstone(order_id)
    if await store.begin(tx, tombstone):
        return tombstone, {}
    reservation = await store.lock(tx, order_id)
    if not reservation.act("release"):
        return reservation, {}
    return reservation, await _give_back(tx, reservation, Kind.RELEASE, strategy)


async def release_lines(
    tx: Transaction, order_id: UUID, quantities: Counter[UUID], *, cancellation_id: UUID, strategy: Strategy
) -> Relisted:
    """Some of a confirmed order was cancelled. When all of it was given back already, so was this."""
    reservation = await _committed(tx, order_id)
    if reservation.is_over or await stock.is_done(tx, cancellation_id, Kind.RELEASE):
        return {}
    lines, stocks = await store.lines(tx, order_id), await stock.lock(tx, quantities)
    moves = model.release(lines, stocks, quantities)
    await _save(tx, reservation, lines)
    return await stock.move_stock(
        tx, stocks, moves, operation_id=cancellation_id, kind=Kind.RELEASE, strategy=strategy
    )


async def ship(
    tx: Transaction, order_id: UUID, quantities: Counter[UUID], *, fulfilment_id: UUID, strategy: Strategy
) -> Relisted:
    """Some of a confirmed order has left the shelf."""
    reservation = await _committed(tx, order_id)
    if await stock.is_done(tx, fulfilment_id, Kind.SHIP):
        return {}
    lines, stocks = await store.lines(tx, order_id), await stock.lock(tx, quantities)
    moves = model.ship(lines, stocks, quantities)
    await _save(tx, reservation, lines)
    return await stock.move_stock(
        tx, stocks, moves, operation_id=fulfilment_id, kind=Kind.SHIP, strategy=strategy
    )


async def claim_expired(tx: Transaction) -> UUID | None:
    """An order whose hold is past its time. Who claims it has a minute: one that cannot be expired comes up
    again after that, and meanwhile those behind it are expired."""
    return await store.claim_expired(tx, until=tx.now + EXPIRE_WITHIN)


async def late(reader: Reader, *, now: datetime) -> Late:
    """What should have been given back by now."""
    return await store.late(reader, now=now)


async def is_overdue(tx: Transaction, order_id: UUID) -> bool:
    """Whether it is time to expire it; nobody else does until the transaction ends."""
    return (await store.lock(tx, order_id)).is_overdue(tx.now)


async def expire(tx: Transaction, order_id: UUID, *, strategy: Strategy) -> Relisted:
    """Give back what is kept past its time, unless it was committed or released meanwhile."""
    reservation = await store.lock(tx, order_id)
    if not reservation.act("expire"):
        return {}
    return await _give_back(tx, reservation, Kind.EXPIRE, strategy)


async def _give_back(tx: Transaction, reservation: Reservation, kind: Kind, strategy: Strategy) -> Relisted:
    lines = await store.lines(tx, reservation.order_id)
    kept = Counter[UUID]()
    for line in lines:
        kept[line.variant_id] += line.remaining
    stocks = await stock.lock(tx, [variant_id for variant_id, number in kept.items() if number])
    moves = model.release(lines, stocks, kept)
    await store.save_state(tx, reservation)
    await store.save_lines(tx, reservation.order_id, lines)
    return await stock.move_stock(
        tx, stocks, moves, operation_id=reservation.order_id, kind=kind, strategy=strategy
    )


async def _committed(tx: Transaction, order_id: UUID) -> Reservation:
    """A reservation that was committed once; its events come only after that."""
    reservation = await store.lock_if_any(tx, order_id)
    if reservation is None or reservation.state == State.HELD:
        raise NotYet(f"the reservation of order {order_id} is not committed")
    return reservation


async def _save(tx: Transaction, reservation: Reservation, lines: list[HeldLine]) -> None:
    await store.save_lines(tx, reservation.order_id, lines)
    if reservation.settle(lines):
        await store.save_state(tx, reservation)
