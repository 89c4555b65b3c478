"""What orders announces about an order, counted for its customer."""

from chassis.database import Transaction
from chassis.events import Subscriptions
from users.account import commands
from users.subscribed import OrderCancelled, OrderConfirmed, OrderLinked

subscriptions = Subscriptions()


@subscriptions.effect(OrderConfirmed)
async def order_confirmed(tx: Transaction, event: OrderConfirmed) -> None:
    await commands.note_order(tx, event.order_id, event.customer_id, confirmed_at=event.confirmed_at)


@subscriptions.effect(OrderCancelled)
async def order_cancelled(tx: Transaction, event: OrderCancelled) -> None:
    await commands.note_order(tx, event.order_id, event.customer_id, cancelled_at=event.cancelled_at)


@subscriptions.effect(OrderLinked)
async def order_linked(tx: Transaction, event: OrderLinked) -> None:
    await commands.give_order(tx, event.order_id, event.customer_id)
