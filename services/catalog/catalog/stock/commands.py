"""Everything that moves stock, and how it sells."""

import copy
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from catalog.availability import Strategy, Terms
from catalog.location import commands as locations
from catalog.location.model import Location
from catalog.search import commands as search
from catalog.staff_edit import commands as staff_edit
from catalog.stock import store
from catalog.stock.model import Correction, Count, Kind, Level, Look, Move, Stock, UnknownVariant
from catalog.storefront import commands as storefront
from catalog.storefront.model import Relisted
from chassis import version
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor

INITIAL = "initial"
MOMENT = timedelta(microseconds=1)
MOST_REOPENED = 100


async def open_levels(tx: Transaction, levels: Sequence[Level], *, initial: Mapping[UUID, int]) -> None:
    """Levels for new variants, with what is there from the start. Who made them shows their products."""
    await store.open_terms(tx, [level.variant_id for level in levels])
    await store.open_levels(tx, levels)
    stocks = [Stock(each.variant_id, each.product_id, each.sku, Terms(), None, 1, [each]) for each in levels]
    moves = [Move(level, on_hand=initial.get(level.variant_id, 0)) for level in levels]
    await _write(tx, moves, operation_id=new_id(), kind=Kind.ADJUST, reason=INITIAL)
    for stock in stocks:
        await tx.publish(stock.changed(tx.now), of=stock.variant_id)


async def adjust(
    tx: Transaction,
    variant_id: UUID,
    *,
    location: str | None,
    adjustment_id: UUID,
    delta: int,
    reason: str,
    strategy: Strategy,
) -> tuple[Stock, Relisted]:
    """Staff found more or less than was believed: a difference, never a new total."""
    stock, level = await _lock_level(tx, variant_id, location)
    relisted = await move_stock(
        tx,
        [stock],
        [level.correct(delta)],
        operation_id=adjustment_id,
        kind=Kind.ADJUST,
        reason=reason,
        strategy=strategy,
    )
    return stock, relisted


async def count(
    tx: Transaction,
    variant_id: UUID,
    counted: Count,
    *,
    location: str | None,
    count_id: UUID,
    reason: str,
    strategy: Strategy,
) -> tuple[Stock, int, Relisted]:
    """Staff counted, and the shop went on meanwhile: what moved since the count moves on. Answers the
    difference that the count made."""
    stock, level = await _lock_level(tx, variant_id, location)
    counted.check(tx.now, last_position=await store.last_position(tx, variant_id))
    delta = counted.delta(level, moved_since=await store.moved_since(tx, level, counted))
    relisted = await move_stock(
        tx,
        [stock],
        [level.correct(delta)],
        operation_id=count_id,
        kind=Kind.COUNT,
        reason=reason,
        strategy=strategy,
    )
    return stock, delta, relisted


async def set_terms(
    tx: Transaction,
    variant_id: UUID,
    terms: Terms,
    *,
    low_stock_at: int | None,
    by: Actor,
    if_match: str | None,
    strategy: Strategy,
) -> tuple[Stock, Relisted]:
    """How the variant sells from now on, and when it is low."""
    stock = _only(await store.lock(tx, [variant_id]), variant_id)
    version.check(stock.version, if_match)
    before, looked = copy.copy(stock), stock.look(strategy=strategy, now=tx.now)
    stock.set_terms(terms, low_stock_at, now=tx.now)
    await store.save_terms(tx, stock)
    await staff_edit.record(tx, f"stock:{variant_id}", "set-terms", by=by, before=before, after=stock)
    return stock, await _announce(tx, [stock], [looked], strategy)


async def take_back(
    tx: Transaction, return_id: UUID, quantities: Mapping[UUID, int], *, strategy: Strategy
) -> Relisted:
    """Goods came back and can be sold again; once, however often it is said."""
    stocks = await lock(tx, quantities)
    if unknown := quantities.keys() - {stock.variant_id for stock in stocks}:
        raise UnknownVariant(variant_ids=sorted(map(str, unknown)))
    if await store.is_done(tx, return_id, Kind.RETURN):
        return {}
    moves = [Move(stock.default, on_hand=quantities[stock.variant_id]) for stock in stocks]
    return await move_stock(tx, stocks, moves, operation_id=return_id, kind=Kind.RETURN, strategy=strategy)


async def end_next_preorder(tx: Transaction, *, strategy: Strategy) -> tuple[UUID | None, Relisted]:
    """One whose time has come sells what is there from now on, if there is one."""
    variant_id = await store.next_ended(tx)
    if variant_id is None:
        return None, {}
    [stock] = await store.lock(tx, [variant_id])
    looked = stock.look(strategy=strategy, now=(stock.terms.until or tx.now) - MOMENT)
    stock.set_terms(Terms(), stock.low_stock_at, now=tx.now)
    await store.save_terms(tx, stock)
    return variant_id, await _announce(tx, [stock], [looked], strategy)


async def reopen_next(tx: Transaction, *, strategy: Strategy) -> tuple[int, Relisted]:
    """Let some levels know that their location was closed or opened. How many, and what looks different."""
    stocks = await lock(tx, await store.misplaced(tx, most=MOST_REOPENED))
    looked = {stock.variant_id: stock.look(strategy=strategy, now=tx.now) for stock in stocks}
    heard = {
        (each.variant_id, each.location_id): each.is_open for each in await store.reopen(tx, list(looked))
    }
    for level in (level for stock in stocks for level in stock.levels):
        level.is_open = heard.get((level.variant_id, level.location_id), level.is_open)
    changed = [stock for stock in stocks if any(stock.variant_id == of for of, _ in heard)]
    relisted = await _announce(tx, changed, [looked[stock.variant_id] for stock in changed], strategy)
    return len(heard), relisted


async def lock(tx: Transaction, variant_ids: Collection[UUID]) -> list[Stock]:
    """What is known of these, in the order of their ids; until the transaction ends nobody else has them."""
    return await store.lock(tx, variant_ids)


async def is_done(tx: Transaction, operation_id: UUID, kind: Kind) -> bool:
    return await store.is_done(tx, operation_id, kind)


async def move_stock(
    tx: Transaction,
    stocks: Sequence[Stock],
    moves: Sequence[Move],
    *,
    operation_id: UUID,
    kind: Kind,
    reason: str | None = None,
    strategy: Strategy,
) -> Relisted:
    """Move levels of locked stocks together, write down why, announce each. Says which products look
    different now."""
    looked = [stock.look(strategy=strategy, now=tx.now) for stock in stocks]
    await _write(tx, moves, operation_id=operation_id, kind=kind, reason=reason)
    return await _announce(tx, stocks, looked, strategy)


async def set_right(
    tx: Transaction,
    stock: Stock,
    corrections: Sequence[Correction],
    *,
    operation_id: UUID,
    strategy: Strategy,
) -> tuple[str | None, Relisted]:
    """Levels of a locked stock become what their books say. What was done, None when nothing had to be."""
    looked = stock.look(strategy=strategy, now=tx.now)
    needed = [each for each in corrections if each.is_needed]
    if not needed:
        return None, {}
    said = [each.make() for each in needed]
    await store.correct(tx, needed, said, operation_id=operation_id)
    return "; ".join(said), await _announce(tx, [stock], [looked], strategy)


async def _write(
    tx: Transaction, moves: Sequence[Move], *, operation_id: UUID, kind: Kind, reason: str | None
) -> None:
    for move in moves:
        move.level.move(on_hand=move.on_hand, reserved=move.reserved)
    if moving := [move for move in moves if move.on_hand or move.reserved or kind == Kind.COUNT]:
        await store.move(tx, moving, operation_id=operation_id, kind=kind, reason=reason)


async def _announce(
    tx: Transaction, stocks: Sequence[Stock], looked: Sequence[Look], strategy: Strategy
) -> Relisted:
    """Tell what each has become since it was looked at; renew only what shoppers see differently."""
    looks_different = set()
    for stock, before in zip(stocks, looked, strict=True):
        after = stock.look(strategy=strategy, now=tx.now)
        await tx.publish(stock.changed(tx.now), of=stock.variant_id)
        for crossing in stock.crossings(before, after):
            await tx.publish(crossing, of=stock.variant_id)
        if after.shown != before.shown:
            looks_different.add(stock.product_id)
    relisted = await storefront.relist(tx, looks_different)
    await search.restock(tx, looks_different)
    return relisted


async def _lock_level(tx: Transaction, variant_id: UUID, key: str | None) -> tuple[Stock, Level]:
    """The level there; a new one where the variant has none yet."""
    location = await locations.named(tx, key) if key is not None else None
    stock = _only(await store.lock(tx, [variant_id]), variant_id)
    if location is None:
        return stock, stock.default
    return stock, stock.at(location.id) or await _open_level(tx, stock, location)


async def _open_level(tx: Transaction, stock: Stock, location: Location) -> Level:
    level = Level(stock.variant_id, location.id, stock.product_id, stock.sku, is_open=location.is_active)
    await store.open_levels(tx, [level])
    stock.levels.append(level)
    return level


def _only(stocks: Sequence[Stock], variant_id: UUID) -> Stock:
    if not stocks:
        raise UnknownVariant(variant_ids=[str(variant_id)])
    return stocks[0]
