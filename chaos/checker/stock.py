"""I1, I2, I5, I11: levels are what ledger and reservations say; nothing is promised that is not there."""

from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

from chaos.checker.facts import Facts, Row, Violation, rows_of

# One snapshot, so it may be asked at any moment.
LEVELS = """
SELECT s.variant_id, s.location_id, s.on_hand, s.reserved, s.allowance,
  coalesce(l.on_hand, 0) AS ledger_on_hand, coalesce(l.reserved, 0) AS ledger_reserved,
  coalesce(r.kept, 0) AS kept
FROM stock_levels s
LEFT JOIN (SELECT variant_id, location_id, sum(d_on_hand) AS on_hand, sum(d_reserved) AS reserved
  FROM stock_ledger GROUP BY 1, 2) l USING (variant_id, location_id)
LEFT JOIN (SELECT x.variant_id, x.location_id, sum(x.quantity - x.shipped - x.released) AS kept
  FROM reservation_lines x JOIN reservations y USING (order_id) WHERE y.state IN ('held', 'committed')
  GROUP BY 1, 2) r USING (variant_id, location_id)
WHERE s.on_hand <> coalesce(l.on_hand, 0) OR s.reserved <> coalesce(l.reserved, 0)
  OR s.reserved <> coalesce(r.kept, 0) OR s.reserved < 0 OR s.reserved > s.on_hand + s.allowance
"""
RESERVATIONS = "SELECT order_id, state, expires_at FROM reservations"
KEPT = """
SELECT order_id, variant_id, sum(quantity)::bigint AS quantity, sum(shipped)::bigint AS shipped,
  sum(released)::bigint AS released, min(unit_amount) AS unit_amount
FROM reservation_lines GROUP BY order_id, variant_id
"""
LINES = """
SELECT order_id, variant_id, sum(quantity)::bigint AS quantity, sum(shipped)::bigint AS shipped,
  sum(cancelled)::bigint AS cancelled, min(unit_amount) AS unit_amount, max(unit_amount) AS highest_amount
FROM order_lines GROUP BY order_id, variant_id
"""
NOTHING: Row = {"quantity": 0}
ALLOWED = {
    "confirmed": ("committed", "shipped"),
    "completed": ("committed", "shipped", "released"),
    "cancelled": ("released", "expired", None),
}


async def wrong_levels(dsn: str) -> list[Violation]:
    """May be asked while the system runs."""
    found = []
    for row in await rows_of(dsn, LEVELS):
        oversold = row["reserved"] < 0 or row["reserved"] > row["on_hand"] + row["allowance"]
        found.append(Violation("I2" if oversold else "I1", f"a stock level is wrong: {dict(row)}"))
    return found


async def check(facts: Facts) -> AsyncIterator[Violation]:
    for violation in await wrong_levels(facts.dsns["catalog"]):
        yield violation
    orders = await facts.orders()
    states = {
        str(row["order_id"]): row["state"]
        for row in await facts.read("catalog", "reservations", RESERVATIONS)
    }
    for order_id, state in states.items():
        if order_id not in orders:
            yield Violation("I11", "a reservation of an order that does not exist", order_id)
        elif state == "held":
            yield Violation("I11", f"still held for an order that is {orders[order_id]['status']}", order_id)
    for order_id, order in orders.items():
        allowed = ALLOWED.get(order["status"])
        if allowed and states.get(order_id) not in allowed:
            yield Violation("I5", f"{order['status']}, but its stock is {states.get(order_id)}", order_id)
    async for violation in _quantities(facts):
        yield violation


async def _quantities(facts: Facts) -> AsyncIterator[Violation]:
    """What catalog keeps for a living order is what the order says, piece by piece."""
    orders = await facts.orders()
    kept: dict[str, dict[Any, Row]] = defaultdict(dict)
    for row in await facts.read("catalog", "kept", KEPT):
        kept[str(row["order_id"])][row["variant_id"]] = row
    for line in await facts.read("orders", "lines", LINES):
        order_id = str(line["order_id"])
        if orders[order_id]["status"] not in ("confirmed", "completed"):
            continue
        row = kept[order_id].get(line["variant_id"], NOTHING)
        if row["quantity"] != line["quantity"]:
            yield Violation("I5", f"ordered {line['quantity']}, reserved {row['quantity']}", order_id)
        elif (row["shipped"], row["released"]) != (line["shipped"], line["cancelled"]):
            said = f"shipped {line['shipped']}, cancelled {line['cancelled']}"
            yield Violation("I7", f"{said}; catalog heard {row['shipped']} and {row['released']}", order_id)
        elif {row["unit_amount"]} != {line["unit_amount"], line["highest_amount"]}:
            yield Violation("I17", "a price is not the one that catalog promised", order_id)
