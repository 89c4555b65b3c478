"""Make an import, let it go on step by step, and stop it. A step is one transaction with its progress."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from catalog.import_unit import commands as units
from catalog.product.commands import Shop
from catalog.product_import import store
from catalog.product_import.model import CHUNK, Import, ImportState
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
        await units.forget(tx, job.id)
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
        job.failed -= await units.retry_failed(tx, job.id)
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
    job.products += await units.add_rows(tx, job.id, found.rows)
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
    if outcomes := await units.put_in_next(tx, job.terms, shop=shop, most=CHUNK):
        job.add(outcomes)
    elif changes := await units.complete_next(tx, job.terms, shop=shop, most=CHUNK):
        job.recount(changes)
    else:
        job.move("finish")
    await store.save(tx, job)


async def forget_old(tx: Transaction) -> bool:
    return bool(await store.forget_before(tx, tx.now - KEEP))
