"""What orders say of parcels, cancelled lines and returns moves stock."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from catalog.availability import Strategy
from catalog.reservation import commands
from catalog.stock import commands as stock
from catalog.storefront import commands as storefront
from catalog.subscribed import FulfilmentShipped, LinesCancelled, ReturnedUnits, ReturnReceived, Units
from chassis.database import Transaction
from chassis.errors import Invalid
from chassis.events import Subscriptions


def subscriptions(strategy: Strategy) -> Subscriptions:
    """The handlers of a shop that shows its stock like this."""
    found = Subscriptions()

    @found.effect(FulfilmentShipped)
    async def fulfilment_shipped(tx: Transaction, event: FulfilmentShipped) -> None:
        relisted = await commands.ship(
            tx,
            event.order_id,
            _total(event.lines),
            fulfilment_id=event.fulfilment_id,
            strategy=strategy,
        )
        await storefront.tell_later(tx, relisted)

    @found.effect(LinesCancelled)
    async def lines_cancelled(tx: Transaction, event: LinesCancelled) -> None:
        relisted = await commands.release_lines(
            tx,
            event.order_id,
            _total(event.lines),
            cancellation_id=event.cancellation_id,
            strategy=strategy,
        )
        await storefront.tell_later(tx, relisted)

    @found.effect(ReturnReceived)
    async def return_received(tx: Transaction, event: ReturnReceived) -> None:
        quantities = _total(line for line in event.lines if line.restock)
        relisted = await stock.take_back(tx, event.return_id, quantities, strategy=strategy)
        await storefront.tell_later(tx, relisted)

    return found


def _total(lines: Iterable[Units | ReturnedUnits]) -> Counter[UUID]:
    """How many of each variant: several lines may be of the same one."""
    total: Counter[UUID] = Counter()
    for line in lines:
        if line.quantity < 1:
            raise Invalid(detail="a line has at least one unit", quantity=line.quantity)
        total[line.variant_id] += line.quantity
    return total
