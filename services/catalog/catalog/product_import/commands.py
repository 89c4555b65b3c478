"""Make an import, let it go on step by step, and stop it. A step is one transaction with its progress."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from catalog.product.commands import Shop
from catalog.product_import import putting, store
from catalog.product_import.model import CHUNK, Import, ImportState, Outcome, Unit
from catalog.product_import.reading import Found
from chassis.database import Transaction

KEEP = timedelta(days=30)


async def create_import(tx: Transaction, job: Import) -> None:
    await store.add(tx, job)


async def check(tx: Transaction, import_id: UUID, *, mapping: Mapping[str, str]) -> Import:
    """Read the file, from its beginning, and try what it would do."""
    job = await store.lock(tx, import_id)
    if job.move("check"):
        job.begin_again(mapping)
        await store.clear(tx, job.id)
        await store.save(tx, job)
    return job


async def run(tx: Transaction, import_id: UUID) -> Import:
    job = await store.lock(tx, import_id)
    if job.move("run"):
        job.count_again()
        await store.save(tx, job)
    return job


async def retry(tx: Transaction, import_id: UUID) -> Import:
    """Only what failed: it may be the shop that was not ready for it."""
    job = await store.lock(tx, import_id)
    if job.move("retry"):
        job.failed -= await store.retry_failed(tx, job.id)
        await store.save(tx, job)
    return job


async def cancel(tx: Transaction, import_id: UUID) -> Import:
    """What was put in stays."""
    job = await store.lock(tx, import_id)
    if job.move("cancel"):
        await store.save(tx, job)
    return job


async def claim(tx: Transaction) -> Import | None:
    return await store.claim(tx)


async def take(tx: Transaction, seen: Import, found: Found) -> None:
    """Keep the rows that were found, unless somebody else did so meanwhile."""
    job = await store.lock(tx, seen.id)
    if job.state != ImportState.READING or job.position != seen.position:
        return
    job.products += await store.add_rows(tx, job.id, found.rows)
    job.position, job.line = found.position, found.line
    job.header, job.columns = found.header, found.columns
    if job.position >= job.size:
        job.move("finish")
    await store.save(tx, job)


async def fail(tx: Transaction, seen: Import, why: str) -> None:
    job = await store.lock(tx, seen.id)
    if job.state == ImportState.READING:
        job.move("fail")
        job.why = why
        await store.save(tx, job)


async def put_in_next(tx: Transaction, import_id: UUID, *, shop: Shop) -> None:
    """The next products: into the shop, or only as if, with what became of them. All of it or nothing."""
    job = await store.lock(tx, import_id)
    if job.state not in (ImportState.CHECKING, ImportState.RUNNING):
        return
    phase = 1 if job.is_dry else 2
    units = await store.next_units(tx, job.id, phase=phase - 1, most=CHUNK)
    if units:
        await _put_in(tx, job, units, shop=shop, phase=phase)
        job.add([unit.outcome for unit in units if unit.outcome])
    elif late := await store.incomplete_units(tx, job.id, most=CHUNK):
        await _complete(tx, job, late, shop=shop)
    else:
        job.move("finish")
    await store.save(tx, job)


async def _put_in(tx: Transaction, job: Import, units: list[Unit], *, shop: Shop, phase: int) -> None:
    rows = await store.rows_of(tx, job.id, [unit.key for unit in units])
    # In the order of handles: two who change several products do not wait for each other in a circle.
    for unit in sorted(units, key=lambda unit: unit.key) if not job.is_dry else units:
        await putting.put_in(tx, job, unit, rows[unit.key], shop=shop)
    await store.save_units(tx, job.id, units, phase=phase)
    if not job.is_dry:
        finished = [u.key for u in units if u.outcome != Outcome.FAILED and not u.is_incomplete]
        await store.forget_rows(tx, job.id, finished)


async def _complete(tx: Transaction, job: Import, units: list[Unit], *, shop: Shop) -> None:
    """Everything is there now that these name, or never will be."""
    before = {unit.key: unit.outcome for unit in units}
    for unit in units:
        unit.is_incomplete = False
    rows = await store.rows_of(tx, job.id, [unit.key for unit in units])
    for unit in units:
        await putting.put_in(tx, job, unit, rows[unit.key], shop=shop, is_complete=True)
        if unit.outcome == Outcome.FAILED:
            job.recount(before[unit.key])
        else:
            unit.outcome = before[unit.key]
    await store.save_units(tx, job.id, units, phase=2)


async def forget_old(tx: Transaction) -> bool:
    return bool(await store.forget_before(tx, tx.now - KEEP))
