"""Everything that can be done about the orders of guests."""

from datetime import timedelta
from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.policy import NOBODY
from orders.checkout import commands as checkout
from orders.guest import store
from orders.guest.model import KEEP, EmailNotVerified, GuestOrder, Lookup
from orders.link.model import LinkInvalid, Links
from orders.mail import commands as mails
from orders.mail.model import Profiles
from orders.order import commands as orders
from orders.order.model import LineQuantity, Order, counted
from orders.promotion import commands as promotions
from orders.return_request import commands as returns
from orders.return_request.model import Return, ReturnNotFound
from orders.timeline.model import ActorKind


async def note(tx: Transaction, order_id: UUID, guest_id: UUID, locale: str) -> None:
    """In the transaction that places the order."""
    await store.add(tx, GuestOrder(order_id, guest_id, locale))


async def require_guests(reader: Reader, order_id: UUID) -> None:
    """A link ends when its order has an account, or its person was forgotten."""
    if not await store.exists(reader, order_id):
        raise LinkInvalid


async def cancel(tx: Transaction, order_id: UUID, *, deadline: timedelta) -> Order:
    """Whoever has the link turns the order back, as its customer may."""
    await _lock(tx, order_id)
    return await checkout.cancel_order(tx, order_id, by=NOBODY, kind=ActorKind.GUEST, deadline=deadline)


async def request_return(tx: Transaction, order_id: UUID, lines: list[LineQuantity], reason: str) -> Return:
    await _lock(tx, order_id)
    return await returns.request(tx, order_id, lines, reason, by=NOBODY, kind=ActorKind.GUEST)


async def cancel_return(tx: Transaction, order_id: UUID, return_id: UUID) -> Return:
    await _lock(tx, order_id)
    if return_id not in [each.id for each in await returns.list_of(tx, order_id)]:
        raise ReturnNotFound(return_id=return_id)  # another's is not there
    return await returns.cancel(tx, return_id, by=NOBODY, kind=ActorKind.GUEST)


async def _lock(tx: Transaction, order_id: UUID) -> None:
    """It is a guest's, and stays so until this commits: a claim waits for the order's row."""
    await orders.lock(tx, order_id)
    await require_guests(tx, order_id)


async def look_up(tx: Transaction, number: str, guest_id: UUID) -> None:
    """Nothing is looked at here, so nothing can be learned from how long it takes."""
    await store.add_lookup(tx, Lookup(new_id(), counted(number) or 0, guest_id))


async def answer_lookup(tx: Transaction) -> bool:
    """Mail the link of the oldest lookup, if there is such an order; False when nobody asks."""
    lookup = await store.take_lookup(tx)
    if lookup is None:
        return False
    order_id = await store.find(tx, lookup)
    if order_id is not None:
        await mails.link(tx, order_id, lookup.id)
    return True


async def claim(tx: Transaction, links: Links, account_id: UUID, profiles: Profiles) -> int:
    """What was bought with the account's verified address is the account's; how many orders that were."""
    email = next((each.email for each in profiles.items if each.email_verified_at is not None), None)
    if email is None:
        raise EmailNotVerified
    found = await store.orders_of(tx, links.guest_id(email))
    moved = [order_id for order_id in found if await _move(tx, order_id, account_id)]
    return len(moved)


async def _move(tx: Transaction, order_id: UUID, account_id: UUID) -> bool:
    """False when somebody was faster."""
    order = await orders.lock(tx, order_id)
    if not await store.remove(tx, order_id):
        return False
    await orders.give_to(tx, order, account_id)
    await promotions.follow(tx, order_id, account_id)
    await returns.follow(tx, order_id, account_id)
    return True


async def forget_old(tx: Transaction) -> UUID | None:
    """A guest who bought nothing for so long that only what the law wants is kept of them."""
    guest_id = await store.old_guest(tx, tx.now - KEEP)
    if guest_id is not None:
        await orders.forget_customer(tx, guest_id, placed_before=tx.now)
        await store.remove_all(tx, guest_id)
    return guest_id
