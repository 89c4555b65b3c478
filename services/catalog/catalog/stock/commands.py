"""Everything that moves stock."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from catalog.search import commands as search
from catalog.stock import store
from catalog.stock.model import Kind, Level, Move, UnknownVariant
from catalog.storefront import commands as storefront
from catalog.storefront.model import Relisted, availability
from chassis.database import Transaction
from chassis.ids import new_id

INITIAL = "initial"


async def open_levels(tx: Transaction, levels: Sequence[Level], *, initial: Mapping[UUID, int]) -> None:
    """Levels for new variants, with what is there from the start."""
    await store.open_levels(tx, levels)
    moves = [Move(level, on_hand=initial.get(level.variant_id, 0)) for level in levels]
    await move_stock(tx, moves, operation_id=new_id(), kind=Kind.ADJUST, reason=INITIAL)


async def adjust(
    tx: Transaction, variant_id: UUID, *, adjustment_id: UUID, delta: int, reason: str
) -> tuple[Level, Relisted]:
    """Staff found more or less than was believed: a difference, never a new total."""
    levels = await store.lock(tx, [variant_id])
    if not levels:
        raise UnknownVariant(variant_ids=[str(variant_id)])
    moves = [Move(levels[0], on_hand=delta)]
    return levels[0], await move_stock(tx, moves, operation_id=adjustment_id, kind=Kind.ADJUST, reason=reason)


async def lock_levels(tx: Transaction, variant_ids: Collection[UUID]) -> list[Level]:
    return await store.lock(tx, variant_ids)


async def move_stock(
    tx: Transaction, moves: Sequence[Move], *, operation_id: UUID, kind: Kind, reason: str | None = None
) -> Relisted:
    """Move locked levels together, write down why, announce each. Says which products look different now."""
    words = [availability(move.level.available) for move in moves]
    changes = [move.level.move(on_hand=move.on_hand, reserved=move.reserved) for move in moves]
    if moving := [move for move in moves if move.on_hand or move.reserved]:
        await store.move(tx, moving, operation_id=operation_id, kind=kind, reason=reason)
    for change in changes:
        await tx.publish(change, of=change.variant_id)
    looks_different = {
        move.level.product_id
        for move, word in zip(moves, words, strict=True)
        if availability(move.level.available) != word
    }
    relisted = await storefront.relist(tx, looks_different)
    await search.restock(tx, looks_different)
    return relisted
