"""I7 to I10, I14: every fact reached everybody, once; copies equal their source; each step was legal."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import Any

from chaos.checker.facts import SERVICES, Facts, Row, Violation

GAPS = """
SELECT aggregate_id, count(*) AS events, min(version) AS first, max(version) AS last FROM events
GROUP BY aggregate_id HAVING min(version) <> 1 OR max(version) <> count(*)
"""
SUPPORT = "SELECT order_id, customer_id, status FROM customer_orders"
USERS = "SELECT order_id, account_id, confirmed_at, cancelled_at FROM customer_orders"
AVAILABLE = """
SELECT s.variant_id, sum(CASE WHEN s.is_open THEN s.on_hand + s.allowance - s.reserved ELSE 0 END)::bigint
  AS available FROM stock_levels s GROUP BY s.variant_id
"""
COPIES = "SELECT variant_id, available FROM availabilities"
VARIANTS = """
SELECT v.id AS variant_id, v.sku, v.price_amount AS amount, v.price_currency AS currency
FROM variants v JOIN products p ON p.id = v.product_id WHERE p.status = 'active'
"""
OFFERS = "SELECT variant_id, sku, amount, currency FROM offers"
REGRESSIONS = "SELECT consumer, aggregate_id, old_version, new_version FROM chaos_regressions"
# What an order's events say it is, and what may come next of those that move it.
MOVES = {
    None: {"order_placed"},
    "order_placed": {"order_confirmed", "cancellation_started", "payment_authorized"},
    "payment_authorized": {"payment_captured", "payment_voided", "cancellation_started", "order_confirmed"},
    "payment_captured": {"order_confirmed"},
    "order_confirmed": {"cancellation_started", "order_completed"},
    "cancellation_started": {"order_cancelled", "payment_voided", "payment_authorized"},
    "payment_voided": {"order_cancelled"},
    "order_cancelled": set(),
    "order_completed": set(),
}
MOVING = {name for names in MOVES.values() for name in names}


async def check(facts: Facts) -> AsyncIterator[Violation]:
    for service in SERVICES:
        for row in await facts.read(service, "gaps", GAPS):
            yield Violation("I9", f"{service}: versions with gaps: {dict(row)}", str(row["aggregate_id"]))
        for row in await facts.read(service, "regressions", REGRESSIONS):
            yield Violation("I8", f"{service}: a copy went back: {dict(row)}", str(row["aggregate_id"]))
        for row in await facts.read(service, "outbox", "SELECT event_id, attempts FROM outbox"):
            yield Violation(
                "I7", f"{service}: not published after {row['attempts']} tries", str(row["event_id"])
            )
    for part in (_inboxes, _order_copies, _offer_copies, _transitions, _ends):
        async for violation in part(facts):
            yield violation
    for violation in _dead(facts):
        yield violation


async def _inboxes(facts: Facts) -> AsyncIterator[Violation]:
    for consumer, types in facts.subscriptions.items():
        published: dict[Any, Row] = {}
        for publisher in {kind.partition(".")[0] for kind in types}:
            published |= {
                row["event_id"]: row for row in await facts.events(publisher) if row["type"] in types
            }
        sql = "SELECT event_id FROM inbox"
        heard = {row["event_id"] for row in await facts.read(consumer, "inbox", sql)}
        for event_id in published.keys() - heard:
            row = published[event_id]
            yield Violation(
                "I7", f"{consumer} never handled {row['type']} of {row['aggregate_id']}", str(event_id)
            )
        for event_id in heard - published.keys():
            yield Violation("I7", f"{consumer} handled an event that nobody committed", str(event_id))


async def _order_copies(facts: Facts) -> AsyncIterator[Violation]:
    orders = await facts.orders()
    support = {str(row["order_id"]): row for row in await facts.read("support", "copies", SUPPORT)}
    users = {str(row["order_id"]): row for row in await facts.read("users", "copies", USERS)}
    for order_id, order in orders.items():
        said = {"completed": "confirmed"}.get(order["status"], order["status"])
        seen = support.get(order_id)
        if seen is None or seen["status"] != said or seen["customer_id"] != order["customer_id"]:
            yield Violation("I8", f"support believes {seen and seen['status']}, it is {said}", order_id)
        counted = users.get(order_id)
        facts_of = (order["confirmed_at"] is not None, order["status"] == "cancelled")
        known = (
            counted is not None and counted["confirmed_at"] is not None,
            counted is not None and counted["cancelled_at"] is not None,
        )
        if facts_of != known:
            yield Violation("I8", f"users knows (confirmed, cancelled) {known}, it is {facts_of}", order_id)
    for order_id in (support.keys() | users.keys()) - orders.keys():
        yield Violation("I8", "a copy of an order that does not exist", order_id)


async def _offer_copies(facts: Facts) -> AsyncIterator[Violation]:
    source = {
        row["variant_id"]: row["available"] for row in await facts.read("catalog", "available", AVAILABLE)
    }
    copies = {row["variant_id"]: row["available"] for row in await facts.read("orders", "available", COPIES)}
    for variant, available in source.items():
        if copies.get(variant) != available:
            yield Violation(
                "I8", f"orders believes {copies.get(variant)} available, it is {available}", str(variant)
            )
    variants = {row["variant_id"]: dict(row) for row in await facts.read("catalog", "variants", VARIANTS)}
    offers = {row["variant_id"]: dict(row) for row in await facts.read("orders", "offers", OFFERS)}
    for variant in variants.keys() | offers.keys():
        if variants.get(variant) != offers.get(variant):
            yield Violation(
                "I8", f"{variants.get(variant)} is offered as {offers.get(variant)}", str(variant)
            )


async def _transitions(facts: Facts) -> AsyncIterator[Violation]:
    """An order's history replayed through the table of what may follow what."""
    histories: dict[str, list[str]] = defaultdict(list)
    for row in await facts.events("orders"):
        name = row["type"].split(".")[1]
        if name in MOVING and "order_id" in row["body"]:
            histories[str(row["aggregate_id"])].append(name)
    orders = await facts.orders()
    for order_id, names in histories.items():
        for violation in _illegal(order_id, names):
            yield violation
        last = {"order_cancelled": "cancelled", "order_completed": "completed"}.get(names[-1])
        if last is not None and order_id in orders and orders[order_id]["status"] != last:
            yield Violation("I9", f"announced {last}, is {orders[order_id]['status']}", order_id)
    for order_id in orders.keys() - histories.keys():
        yield Violation("I9", "an order that was never announced", order_id)


def _illegal(order_id: str, names: list[str]) -> Iterator[Violation]:
    before = None
    for name in names:
        if name not in MOVES[before]:
            yield Violation("I9", f"{name} after {before}: {names}", order_id)
        before = name
    for name, count in Counter(names).items():
        if count > 1:
            yield Violation("I9", f"{name} {count} times: {names}", order_id)


async def _ends(facts: Facts) -> AsyncIterator[Violation]:
    for order_id, order in (await facts.orders()).items():
        if order["status"] not in ("confirmed", "completed", "cancelled"):
            yield Violation("I10", f"stuck {order['status']} at step {order['step']}", order_id)
        if order["needs_review"]:
            yield Violation("I10", f"somebody has to look: {order['needs_review']}", order_id)


def _dead(facts: Facts) -> Iterator[Violation]:
    """Every poison is a dead letter, and nothing else is one."""
    found = 0
    for queue, bodies in facts.dead.items():
        for body in bodies:
            if body == facts.poison_text:
                found += 1
            else:
                yield Violation("I14", f"a good message is dead in {queue}: {body[:200]}")
    if found < facts.poison:
        yield Violation("I14", f"{facts.poison} unreadable messages were sent, {found} are dead letters")
