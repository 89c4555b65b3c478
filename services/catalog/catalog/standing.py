"""How well a product sells: units sold, where one counts half as much every HALF_LIFE.

Kept as a logarithm on a scale that moves with time, so that selling nothing needs no update: two products
compare the same on any day, and only one that sells is written again."""

import math
from datetime import UTC, datetime, timedelta

HALF_LIFE = timedelta(days=14)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
STEPS = 4
"""How finely search sorts: a step is a fourth of a doubling, so that the index is rarely written."""


def weight(units: int, at: datetime, *, before: float | None = None) -> float:
    """The logarithm (base 2) of all units so far, those of `before` included."""
    added = (at - BEGINNING) / HALF_LIFE + math.log2(units)
    if before is None:
        return added
    high, low = max(added, before), min(added, before)
    return high + math.log2(1 + 2 ** (low - high))


def steps(of: float) -> int:
    return max(0, round(STEPS * of))
