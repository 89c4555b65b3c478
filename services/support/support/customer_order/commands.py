"""What other features ask about a customer's orders."""

from uuid import UUID

from chassis.database import Reader
from support.customer_order import store
from support.customer_order.model import CustomerOrder, UnknownOrder

SHOWN = 20


async def require_order(reader: Reader, order_id: UUID, *, of: UUID) -> None:
    """Refuse an order that is not this customer's: somebody else's is as unknown as none at all."""
    if await store.find(reader, order_id, of) is None:
        raise UnknownOrder(order_id=order_id)


async def newest_orders(reader: Reader, *, of: UUID) -> list[CustomerOrder]:
    return await store.newest_of(reader, of, most=SHOWN)
