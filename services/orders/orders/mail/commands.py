"""Writing mails. They leave when the transaction has committed, not before."""

from uuid import UUID

from chassis.database import Transaction
from chassis.ids import new_id
from orders.mail import store
from orders.mail.model import LINKS_WITHIN, MOST_LINKS, Kind, NobodyToTell, is_news, require_confirmed
from orders.order.model import Order


async def write(tx: Transaction, kind: Kind, order_id: UUID, cause_id: UUID) -> None:
    """Tell the customer, once per cause."""
    await store.add(tx, new_id(), kind, order_id, cause_id)


async def confirmed(tx: Transaction, order: Order) -> None:
    await write(tx, Kind.ORDER_CONFIRMED, order.id, order.id)


async def resend_confirmation(tx: Transaction, order: Order, asked_by: UUID) -> None:
    """Once more for each that asks; to whom it goes is found out when it is sent."""
    require_confirmed(order)
    if await store.is_erased(tx, order.id):
        raise NobodyToTell(order_id=order.id)
    await write(tx, Kind.ORDER_CONFIRMED, order.id, asked_by)


async def cancelled(tx: Transaction, order: Order) -> None:
    """Nothing where the order itself was answered with this."""
    if is_news(placed_at=order.placed_at, confirmed_at=order.confirmed_at, cancelled_at=tx.now):
        await write(tx, Kind.ORDER_CANCELLED, order.id, order.id)


async def link(tx: Transaction, order_id: UUID, asked_by: UUID) -> None:
    """A new link to a guest's order; a few an hour, whoever asks."""
    if await store.count_links(tx, order_id, tx.now - LINKS_WITHIN) < MOST_LINKS:
        await write(tx, Kind.GUEST_LINK, order_id, asked_by)


async def forget_customer(tx: Transaction, customer_id: UUID) -> None:
    """Nothing more is told about orders from which the person was removed."""
    await store.erase(tx, customer_id)
