"""Watches sagas: counts what is late, and shows it to people when it stays so."""

import structlog
from prometheus_client import Gauge

from chassis.database import Database
from orders.checkout import commands as checkout
from orders.review import commands, store
from orders.review.model import OVERDUE_AFTER, REVIEW_AFTER

log = structlog.get_logger()

BATCH = 50
OVERDUE = Gauge("sagas_overdue", "Orders on their way although their deadline has passed: alarm above 0")
WAITING = Gauge("orders_needing_review", "Orders that wait for a decision of staff")


async def watch(db: Database) -> bool:
    """One look; True when there may be more to show."""
    now = db.clock.now()
    late = await checkout.late(db, before=now - OVERDUE_AFTER, limit=BATCH)
    OVERDUE.set(await checkout.count_late(db, before=now - OVERDUE_AFTER))
    WAITING.set(await store.count_waiting(db))
    due = [each.order_id for each in late if each.deadline_at < now - REVIEW_AFTER]
    for order_id in due:
        async with db.transaction() as tx:
            await commands.show_overdue(tx, order_id)
    if due:
        log.error("sagas_overdue", orders=[str(order_id) for order_id in due])
    return len(due) == BATCH
