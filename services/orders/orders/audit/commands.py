"""What must hold of orders. Money is never put right by a machine that cannot know which side is wrong."""

from uuid import UUID

from chassis.audit import Invariant
from chassis.database import Transaction
from orders.audit import store
from orders.checkout import commands as checkout
from orders.order import commands as orders
from orders.review import commands as reviews


async def push(tx: Transaction, order_id: UUID) -> str | None:
    """Due now, and shown to people: what its saga cannot do by itself, they decide."""
    await orders.lock(tx, order_id)
    step = await checkout.step_if_late(tx, order_id)
    if step is None:
        return None
    await checkout.retry(tx, order_id)
    await reviews.show_overdue(tx, order_id)
    return f"{step} is due again, and staff is asked to look"


INVARIANTS = [
    Invariant("money_adds_up", store.unbalanced),
    Invariant("refunds_add_up", store.badly_refunded),
    Invariant("orders_settle", store.unsettled, push),
    Invariant("statuses_are_announced", store.badly_announced),
    Invariant("lines_count_their_parcels", store.miscounted),
]
