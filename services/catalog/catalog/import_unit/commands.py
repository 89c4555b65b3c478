"""Take rows in, and put the products that they make into the shop, or only as if."""

from collections.abc import Sequence
from uuid import UUID

from catalog.import_unit import putting, store
from catalog.import_unit.model import Outcome, Terms, Unit
from catalog.product.commands import Shop
from catalog.product_file.model import Row
from chassis.database import Reader, Transaction


async def add_rows(tx: Transaction, import_id: UUID, rows: Sequence[tuple[str, Row]]) -> int:
    """How many products they begin."""
    return await store.add_rows(tx, import_id, rows)


async def forget(tx: Transaction, import_id: UUID) -> None:
    """Everything that was read of the file."""
    await store.clear(tx, import_id)


async def retry_failed(tx: Transaction, import_id: UUID) -> int:
    """How many products are tried again."""
    return await store.retry_failed(tx, import_id)


async def failed(reader: Reader, import_id: UUID, *, after: int, most: int) -> Sequence[Unit]:
    return await store.failed_units(reader, import_id, after=after, most=most)


async def put_in_next(tx: Transaction, terms: Terms, *, shop: Shop, most: int) -> list[Outcome]:
    """What became of the next ones; nothing when there are no more."""
    phase = 1 if terms.is_dry else 2
    units = await store.next_units(tx, terms.import_id, phase=phase - 1, most=most)
    if not units:
        return []
    rows = await store.rows_of(tx, terms.import_id, [unit.key for unit in units])
    # What others refer to comes first. Then in the order of handles: two who change several products do not
    # wait for each other in a circle. A check goes by lines: of two that have the same SKU the first has it.
    for unit in units if terms.is_dry else sorted(units, key=_turn):
        await putting.put_in(tx, terms, unit, rows[unit.key], shop=shop)
        if unit.outcome == Outcome.FAILED:  # the next ones may refer to it
            await store.save_units(tx, terms.import_id, [unit], phase=phase)
    await store.save_units(tx, terms.import_id, units, phase=phase)
    if not terms.is_dry:
        finished = [u.key for u in units if u.outcome != Outcome.FAILED and not u.is_incomplete]
        await store.forget_rows(tx, terms.import_id, finished)
    return [unit.outcome for unit in units if unit.outcome]


def _turn(unit: Unit) -> tuple[bool, str, int]:
    return unit.is_product, unit.key if unit.is_product else "", unit.line


async def complete_next(
    tx: Transaction, terms: Terms, *, shop: Shop, most: int
) -> list[tuple[Outcome, Outcome]]:
    """Everything is there now that these name, or never will be: what they were counted as, and are now."""
    units = await store.incomplete_units(tx, terms.import_id, most=most)
    rows = await store.rows_of(tx, terms.import_id, [unit.key for unit in units])
    changes: list[tuple[Outcome, Outcome]] = []
    for unit in units:
        before, unit.is_incomplete = unit.outcome or Outcome.CREATED, False
        await putting.put_in(tx, terms, unit, rows[unit.key], shop=shop, is_complete=True)
        unit.outcome = Outcome.FAILED if unit.outcome == Outcome.FAILED else before
        changes.append((before, unit.outcome))
    await store.save_units(tx, terms.import_id, units, phase=2)
    return changes
