"""Everything that can be done to a cart.

Lock order: a customer's carts, their active one, a guest's. Whoever changes a cart holds its row.
"""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.version import Seen
from orders.cart import store
from orders.cart.model import (
    CUSTOMER_LIFE,
    EMPTY_LIFE,
    MAX_LINES,
    Cart,
    CartChanged,
    CartEmpty,
    CartFull,
    CartLine,
    CartLineNotFound,
    CartNotFound,
    CartStatus,
    Holder,
    Looked,
    digest,
)
from orders.offer import commands as offers
from orders.offer.model import MixedCurrencies, Offer, UnknownVariant
from orders.pricing import commands as pricing
from orders.pricing.model import Breakdown, Request, price


async def open_own(tx: Transaction, customer_id: UUID) -> Cart:
    """The customer's one active cart, which may be new."""
    await store.lock_customer(tx, customer_id)
    cart = await store.lock_active(tx, customer_id)
    if cart is None:
        cart = Cart(new_id(), CartStatus.ACTIVE, customer_id, None, 1, tx.now + CUSTOMER_LIFE)
        await store.add(tx, cart, None)
    elif cart.expires_at <= tx.now:
        await store.clear(tx, cart.id)
        await _touch(tx, cart)
    return cart


async def open_guest(tx: Transaction, token: str) -> Cart:
    """A new cart that this token opens. It lives for a day, and longer once there is something in it."""
    cart = Cart(new_id(), CartStatus.ACTIVE, None, None, 1, tx.now + EMPTY_LIFE)
    await store.add(tx, cart, digest(token))
    return cart


async def find(reader: Reader, cart_id: UUID, holder: Holder, now: datetime) -> Cart:
    cart = await store.find(reader, cart_id, holder, now)
    if cart is None:
        raise CartNotFound(cart_id=cart_id)  # 404, so ids cannot be probed
    return cart


async def cost(
    reader: Reader, looked: list[Looked], asked: Request, *, customer_id: UUID | None, now: datetime
) -> Breakdown | None:
    """What can be bought of it would cost so much now; None for nothing, and for mixed currencies."""
    known = {each.line.variant_id: each.offer for each in looked if each.can_be_bought and each.offer}
    currencies = {offer.currency for offer in known.values()}
    if len(currencies) != 1:
        return None
    pairs = [(each.line.variant_id, each.line.quantity) for each in looked if each.line.variant_id in known]
    terms = await pricing.read_terms(reader, asked, customer_id=customer_id, now=now)
    return price(pricing.priced(pairs, known), currencies.pop(), terms)


async def set_line(
    tx: Transaction, cart_id: UUID, variant_id: UUID, quantity: int, *, by: Holder, versions: Seen
) -> Cart:
    """So many of this variant from now on, however many there were."""
    cart = await _lock(tx, cart_id, by, versions)
    lines = await store.lines(tx, cart_id)
    offer = await _offer(tx, variant_id)
    others = {line.seen_currency for line in lines if line.variant_id != variant_id}
    if others - {offer.currency}:
        raise MixedCurrencies(currencies=sorted(others | {offer.currency}))
    if len(lines) >= MAX_LINES and variant_id not in {line.variant_id for line in lines}:
        raise CartFull(limit=MAX_LINES)
    await store.set_line(tx, cart_id, CartLine(variant_id, quantity, offer.amount, offer.currency))
    await _touch(tx, cart)
    return cart


async def _offer(tx: Transaction, variant_id: UUID) -> Offer:
    known = await offers.find(tx, [variant_id])
    if variant_id not in known:
        raise UnknownVariant(variant_ids=[variant_id])
    return known[variant_id]


async def remove_line(
    tx: Transaction, cart_id: UUID, variant_id: UUID, *, by: Holder, versions: Seen
) -> Cart:
    cart = await _lock(tx, cart_id, by, versions)
    if not await store.remove_line(tx, cart_id, variant_id):
        raise CartLineNotFound(variant_id=variant_id)
    await _touch(tx, cart)
    return cart


async def merge(tx: Transaction, token: str, customer_id: UUID) -> Cart:
    """What the guest chose joins what the customer chose before, the larger quantity of both. Merging again
    changes nothing.
    """
    own = await open_own(tx, customer_id)
    token_hash = digest(token)
    guest = None if token_hash is None else await store.lock_by_token(tx, token_hash)
    if guest is None or guest.customer_id not in (None, customer_id):
        raise CartNotFound
    if guest.status != CartStatus.MERGED:
        guest.require_active()
        if not await _fit(tx, guest, own):
            raise CartFull(limit=MAX_LINES)
        await _pour(tx, guest, own)
        guest.customer_id = customer_id
        await store.save(tx, guest)
    return own


async def _pour(tx: Transaction, cart: Cart, target: Cart) -> None:
    """All of one cart goes over into another, and it is done with."""
    await store.pour(tx, cart.id, target.id)
    await store.clear(tx, cart.id)
    cart.status, cart.order_id = CartStatus.MERGED, None
    await _touch(tx, target)


async def _fit(tx: Transaction, cart: Cart, other: Cart) -> bool:
    return await store.count_variants(tx, [cart.id, other.id]) <= MAX_LINES


async def close(tx: Transaction, cart_id: UUID, order_id: UUID, *, by: Holder) -> list[CartLine]:
    """The cart becomes this order, and never another; its lines."""
    cart = await _lock(tx, cart_id, by, None)
    lines = await store.lines(tx, cart_id)
    if not lines:
        raise CartEmpty(cart_id=cart_id)
    cart.status, cart.order_id = CartStatus.ORDERED, order_id
    await _touch(tx, cart)
    return lines


async def reopen(tx: Transaction, order_id: UUID) -> None:
    """Nothing came of the order: the cart is its customer's again, or what was in it joins their newer one.

    When both together are too much for one cart, the newer one stays as it is: the order still has the lines.
    """
    cart = await store.lock_by_order(tx, order_id)
    if cart is None:
        return
    newer = None
    if cart.customer_id is not None:
        await store.lock_customer(tx, cart.customer_id)
        newer = await store.lock_active(tx, cart.customer_id)
    if newer is None:
        cart.status, cart.order_id = CartStatus.ACTIVE, None
        await _touch(tx, cart)
    elif await _fit(tx, cart, newer):
        await _pour(tx, cart, newer)
        await store.save(tx, cart)


async def _lock(tx: Transaction, cart_id: UUID, by: Holder, versions: Seen) -> Cart:
    cart = await store.lock(tx, cart_id, by)
    if cart is None:
        raise CartNotFound(cart_id=cart_id)
    cart.require_active()
    if versions is not None and cart.version not in versions:
        raise CartChanged(version=cart.version)
    return cart


async def _touch(tx: Transaction, cart: Cart) -> None:
    """A change, after which it lives as long as if it were new."""
    cart.expires_at = tx.now + cart.life
    await store.save(tx, cart)


async def all_of(reader: Reader, customer_id: UUID) -> list[tuple[Cart, list[CartLine]]]:
    """Every cart of this customer that still has lines, newest first."""
    found = [(cart, await store.lines(reader, cart.id)) for cart in await store.all_of(reader, customer_id)]
    return [(cart, lines) for cart, lines in found if lines]


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    await store.erase(tx, customer_id)
