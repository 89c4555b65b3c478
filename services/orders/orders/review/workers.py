"""Watches sagas: counts what is late, and shows it to people when it stays so."""

from datetime import datetime

import structlog
from prometheus_client import Gauge

from chassis.database import Database
from orders.checkout import commands as checkout
from orders.payment import commands as payments
from orders.review import commands, store
from orders.review.model import OVERDUE_AFTER, REVIEW_AFTER

log = structlog.get_logger()

BATCH = 50
OVERDUE = Gauge("sagas_overdue", "Orders on their way although their deadline has passed: alarm above 0")
WAITING = Gauge("orders_needing_review", "Orders that wait for a decision of staff")
RUNNING = Gauge("sagas_running", "Orders on their way")
OLDEST = Gauge("saga_oldest_seconds", "Since when the order that has been on its way for longest is")
UNKNOWN = Gauge("payments_unknown", "Calls to the payment provider whose outcome is not known")
UNKNOWN_FOR = Gauge("payments_unknown_seconds", "How long the first of them has not been known")


async def watch(db: Database) -> bool:
    """One look; True when there may be more to show."""
    now = db.clock.now()
    late = await checkout.late(db, before=now - OVERDUE_AFTER, limit=BATCH)
    OVERDUE.set(await checkout.count_late(db, before=now - OVERDUE_AFTER))
    WAITING.set(await store.count_waiting(db))
    await _measure(db, now)
    due = [each.order_id for each in late if each.deadline_at < now - REVIEW_AFTER]
    for order_id in due:
        async with db.transaction() as tx:
            await commands.show_overdue(tx, order_id)
    if due:
        log.error("sagas_overdue", orders=[str(order_id) for order_id in due])
    return len(due) == BATCH


async def _measure(db: Database, now: datetime) -> None:
    sagas, calls = await checkout.under_way(db), await payments.unknown(db)
    RUNNING.set(sagas.count)
    OLDEST.set(_age(sagas.oldest, now))
    UNKNOWN.set(calls.count)
    UNKNOWN_FOR.set(_age(calls.oldest, now))


def _age(since: datetime | None, now: datetime) -> float:
    return 0 if since is None else max(0.0, (now - since).total_seconds())
