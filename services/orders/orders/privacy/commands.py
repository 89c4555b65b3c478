"""Forgetting a person, and copying what is known of them."""

from uuid import UUID

from chassis.database import Transaction
from orders.account import commands as accounts
from orders.cart import commands as carts
from orders.fulfilment import commands as fulfilments
from orders.guest import commands as guests
from orders.mail import commands as mails
from orders.note import commands as notes
from orders.order import commands as orders
from orders.privacy import store
from orders.privacy.model import (
    EXPORT_LIFE,
    Erasure,
    OrdersExport,
    exported,
    exported_cart,
    exported_return,
)
from orders.published import ExportDone
from orders.refund import commands as refunds
from orders.return_request import commands as returns
from orders.review import commands as reviews
from orders.timeline import commands as timeline

# Whoever keeps something beside orders: carts, and words about orders, of which each erases those of orders
# that were erased.
FORGET = (
    carts.forget_customer,
    fulfilments.forget_customer,
    mails.forget_customer,
    notes.forget_customer,
    refunds.forget_customer,
    returns.forget_customer,
    reviews.forget_customer,
    timeline.forget_customer,
)


async def erase(tx: Transaction, account_id: UUID, scan: int) -> None:
    """Everything that nobody needs any more goes now; the account buys nothing from here on."""
    erasure = await store.request(tx, account_id, scan)
    await accounts.shut(tx, account_id)
    await _forget(tx, erasure)


async def look_again(tx: Transaction) -> bool:
    """One erasure that waits for orders on their way; False when none is due."""
    erasure = await store.claim_due(tx)
    if erasure is None:
        return False
    await _forget(tx, erasure)
    return True


async def export(tx: Transaction, export_id: UUID, account_id: UUID) -> None:
    """Nothing is left to copy of somebody who was forgotten meanwhile."""
    if not await store.is_erased(tx, account_id):
        found = await orders.all_of(tx, account_id)
        sent_back = await returns.all_of(tx, account_id)
        export = OrdersExport(
            [exported(order, lines) for order, lines in found],
            [exported_return(each) for each in sent_back],
            [exported_cart(cart, lines) for cart, lines in await carts.all_of(tx, account_id)],
        )
        await store.add_export(tx, export_id, account_id, export)
    await tx.publish(ExportDone(export_id=export_id), of=export_id)


async def forget_old_guest(tx: Transaction) -> bool:
    """A guest has no account to delete: time does it. False when there is none."""
    guest_id = await guests.forget_old(tx)
    if guest_id is None:
        return False
    for forget in FORGET:
        await forget(tx, guest_id)
    return True


async def drop_old_exports(tx: Transaction) -> None:
    await store.delete_exports(tx, before=tx.now - EXPORT_LIFE)


async def _forget(tx: Transaction, erasure: Erasure) -> None:
    await store.forget_keys_and_exports(tx, erasure.account_id)
    is_done = await orders.forget_customer(tx, erasure.account_id, placed_before=erasure.kept_until(tx.now))
    for forget in FORGET:
        await forget(tx, erasure.account_id)
    if is_done:
        await tx.publish(erasure.finish(tx.now), of=erasure.account_id)
    else:
        erasure.wait(tx.now)
    await store.save(tx, erasure)
