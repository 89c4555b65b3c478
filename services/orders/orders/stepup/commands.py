"""Has this customer shown enough of who they are for this order?"""

from uuid import UUID

from chassis.database import Transaction
from chassis.policy import StepUpRequired, require_step_up
from chassis.tokens import Actor
from orders.money import Money
from orders.order.model import Address
from orders.stepup import store
from orders.stepup.model import MAX_AGE, Rules


async def require(
    tx: Transaction,
    rules: Rules,
    *,
    by: Actor,
    quantities: dict[UUID, int],
    address: Address,
    expected: Money | None,
) -> dict[str, int] | None:
    """Raise StepUpRequired when the order needs more than was shown. Reads nothing when all was shown.

    Prices may have changed since they were copied: the answer says from which totals on the order may not
    go on, once catalog has named the real one. None: it may at any.
    """
    if rules.is_empty:
        return None
    try:
        require_step_up(by, tx.now, max_age=MAX_AGE)
    except StepUpRequired:
        standing = await store.read(tx, by.id, quantities, address, with_address=rules.on_new_address)
        if rules.apply(standing, expected):
            raise
        return rules.totals_from
    return None
