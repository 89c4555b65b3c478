"""The orders service's events, kept as a reference."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from support.customer_order import store
from support.customer_order.model import CustomerOrder, CustomerOrderStatus
from support.subscribed import OrderCancelled, OrderConfirmed, OrderPlaced

subscriptions = Subscriptions()


@subscriptions.latest(OrderPlaced)
async def order_placed(tx: Transaction, event: OrderPlaced) -> None:
    await store.remember(
        tx, CustomerOrder(event.order_id, event.customer_id, CustomerOrderStatus.PLACED, event.placed_at)
    )


@subscriptions.effect(OrderPlaced)
async def lines_placed(tx: Transaction, event: OrderPlaced) -> None:
    """Also when the order is confirmed already and the copy above was skipped."""
    if event.lines:
        await store.remember_lines(
            tx, event.order_id, event.customer_id, count=len(event.lines), placed_at=event.placed_at
        )


@subscriptions.latest(OrderConfirmed)
async def order_confirmed(tx: Transaction, event: OrderConfirmed) -> None:
    await store.remember(
        tx,
        CustomerOrder(event.order_id, event.customer_id, CustomerOrderStatus.CONFIRMED, event.confirmed_at),
    )


@subscriptions.latest(OrderCancelled)
async def order_cancelled(tx: Transaction, event: OrderCancelled) -> None:
    await store.remember(
        tx,
        CustomerOrder(event.order_id, event.customer_id, CustomerOrderStatus.CANCELLED, event.cancelled_at),
    )
