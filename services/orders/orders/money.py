"""Money: whole minor units and a currency."""

from typing import Annotated

import msgspec
from msgspec import Meta

Amount = Annotated[int, Meta(ge=0, le=10**12, description="Whole minor units: 1999 is 19.99 EUR")]
# The length keeps out a line break, which `$` would let pass.
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3, description="ISO 4217")]


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in minor units of a currency."""

    amount: Amount
    currency: Currency


def rounded(numerator: int, denominator: int) -> int:
    """The shop's one rounding rule: to the nearest minor unit, half a unit up. Nothing here is below zero."""
    return (2 * numerator + denominator) // (2 * denominator)


def allocate(amount: int, weights: list[int]) -> list[int]:
    """Split `amount` in proportion to `weights`: the parts add up to it, each less than 1 off its share.

    What rounding down leaves over goes, one minor unit each, to the largest remainders, the earlier first.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(amount * weights[place] % whole))
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def share(amount: int, pieces: int, *, before: int, count: int) -> int:
    """What `count` of the `pieces` that cost `amount` together are worth, when `before` are gone already.

    However the pieces leave, one by one or several at once, their shares add up to `amount`.
    """
    return amount * (before + count) // pieces - amount * before // pieces
