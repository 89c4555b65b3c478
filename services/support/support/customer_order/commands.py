"""What other features ask about a customer's orders."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import Reader, Transaction
from support.customer_order import store
from support.customer_order.model import CustomerOrder, UnknownOrder, UnknownOrderLine

SHOWN = 20


async def require_order(reader: Reader, order_id: UUID, *, of: UUID, lines: Sequence[int] = ()) -> None:
    """Refuse an order that is not this customer's: somebody else's is as unknown as none at all."""
    order = await store.find(reader, order_id, of)
    if order is None:
        raise UnknownOrder(order_id=order_id)
    if unknown := sorted(line for line in set(lines) if line > (order.line_count or 0)):
        raise UnknownOrderLine(lines=unknown)


async def lock(tx: Transaction, order_id: UUID) -> CustomerOrder | None:
    """Whosever it is; what rules do about one order waits for each other."""
    return await store.lock(tx, order_id)


async def newest_orders(reader: Reader, *, of: UUID) -> list[CustomerOrder]:
    return await store.newest_of(reader, of, most=SHOWN)
