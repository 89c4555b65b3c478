"""I3 to I6: what the provider's own ledger did for each order, against what the order says."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import Any

from chaos.checker.facts import Facts, Row, Violation

LINES = """
SELECT order_id, sum(quantity * unit_amount - discount_amount)::bigint AS total
FROM order_lines JOIN orders ON orders.id = order_id WHERE charges ->> 'shipping' IS NULL GROUP BY order_id
"""
REFUNDS = "SELECT id, order_id, status, amount FROM refunds"
Sums = Counter[str]


async def check(facts: Facts) -> AsyncIterator[Violation]:
    orders = await facts.orders()
    effects: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for effect in facts.ledger:
        effects[str(effect["order_id"] or effect["metadata"].get("order_id"))].append(effect)
    for order_id, moved in effects.items():
        if order_id not in orders:
            yield Violation("I3", f"money moved for an order that does not exist: {moved}", order_id)
            continue
        for violation in _of_order(orders[order_id], moved):
            yield violation
    for order_id, order in orders.items():
        if (
            order["status"] in ("confirmed", "completed")
            and order["total_amount"]
            and order_id not in effects
        ):
            yield Violation("I5", "confirmed, and nothing was ever charged", order_id)
    async for violation in _books(facts, effects):
        yield violation


def _of_order(order: Row, moved: list[dict[str, Any]]) -> Iterator[Violation]:
    order_id, sums, counts = str(order["id"]), Counter[str](), Counter[str]()
    for effect in moved:
        sums[effect["kind"]] += effect["amount"]
        counts[effect["kind"]] += 1
    if counts["capture"] > 1:
        yield Violation("I3", f"charged {counts['capture']} times", order_id)
    if counts["authorize"] > 1:
        yield Violation("I3", f"authorized {counts['authorize']} times", order_id)
    if sums["capture"] and sums["capture"] != order["total_amount"]:
        yield Violation("I3", f"charged {sums['capture']}, the total is {order['total_amount']}", order_id)
    if counts["capture"] and sums["void"] and sums["authorize"] == sums["capture"]:
        yield Violation("I4", "both captured and voided", order_id)
    if sums["refund"] > sums["capture"]:
        yield Violation("I3", f"gave back {sums['refund']} of {sums['capture']}", order_id)
    if sums["authorize"] != sums["capture"] + sums["void"]:
        yield Violation("I3", f"the provider still holds money: {dict(sums)}", order_id)
    yield from _by_status(order, sums)


def _by_status(order: Row, sums: Sums) -> Iterator[Violation]:
    order_id = str(order["id"])
    if order["status"] in ("confirmed", "completed") and order["total_amount"] and not sums["capture"]:
        yield Violation("I5", f"{order['status']} but not charged", order_id)
    if order["status"] == "cancelled" and sums["capture"] != sums["refund"]:
        kept = sums["capture"] - sums["refund"]
        yield Violation("I6", f"cancelled, and {kept} of {sums['capture']} was kept", order_id)
    if order["refunded"] != sums["refund"]:
        yield Violation(
            "I3", f"we say {order['refunded']} went back, the provider {sums['refund']}", order_id
        )


async def _books(facts: Facts, effects: dict[str, list[dict[str, Any]]]) -> AsyncIterator[Violation]:
    """Our own books agree with themselves and with the lines."""
    orders = await facts.orders()
    for row in await facts.read("orders", "totals", LINES):
        order = orders[str(row["order_id"])]
        if order["total_amount"] is not None and order["total_amount"] != row["total"]:
            yield Violation("I17", "the total is not the sum of the lines", str(row["order_id"]))
    for row in await facts.read("orders", "unbalanced", "SELECT order_id FROM unbalanced_payments"):
        yield Violation("I3", "the view unbalanced_payments names it", str(row["order_id"]))
    by_order: Counter[str] = Counter()
    for row in await facts.read("orders", "refunds", REFUNDS):
        if row["status"] == "succeeded":
            by_order[str(row["order_id"])] += row["amount"]
        elif row["status"] == "pending":
            yield Violation("I10", "a refund is still on its way", str(row["order_id"]))
    for order_id, amount in by_order.items():
        given = sum(effect["amount"] for effect in effects[order_id] if effect["kind"] == "refund")
        if given != amount:
            yield Violation("I3", f"refunds of {amount} succeeded, {given} went back", order_id)
