"""What must hold of stock, and how a level or a hold that does not is put right."""

from functools import partial
from uuid import UUID

from catalog.audit import store
from catalog.availability import Strategy
from catalog.reservation import commands as reservations
from catalog.stock import commands as stock
from catalog.stock.model import Correction
from catalog.storefront import commands as storefront
from chassis.audit import Invariant
from chassis.database import Transaction
from chassis.ids import new_id


def invariants(strategy: Strategy) -> list[Invariant]:
    """Those of a shop that shows its stock like this."""
    mend = partial(mend_levels, strategy=strategy)
    return [
        Invariant("stock_is_the_sum_of_its_ledger", store.no_sums_of_the_ledger, mend),
        Invariant("reserved_is_what_reservations_keep", store.no_sums_of_reservations, mend),
        Invariant("nothing_is_oversold", store.oversold),
        Invariant("reservations_end", store.badly_ended, partial(expire, strategy=strategy)),
    ]


async def mend_levels(tx: Transaction, variant_id: UUID, *, strategy: Strategy) -> str | None:
    """On hand becomes what the ledger says, reserved what open reservations keep."""
    [locked] = await stock.lock(tx, [variant_id])
    corrections = [
        Correction(level, books.on_hand, books.kept, lacking=books.kept - books.reserved)
        for books in await store.books(tx, variant_id)
        if (level := locked.at(books.location_id)) is not None
    ]
    said, relisted = await stock.set_right(tx, locked, corrections, operation_id=new_id(), strategy=strategy)
    await storefront.tell_later(tx, relisted)
    return said


async def expire(tx: Transaction, order_id: UUID, *, strategy: Strategy) -> str | None:
    """What the sweeper should have done."""
    if not await reservations.is_overdue(tx, order_id):
        return None
    await storefront.tell_later(tx, await reservations.expire(tx, order_id, strategy=strategy))
    return "expired"
