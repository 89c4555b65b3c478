"""Money is split without losing or making a cent."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as some

from orders.money import allocate, share
from orders.order.model import OrderLine, worth

AMOUNTS = some.integers(0, 10**12)


@given(AMOUNTS, some.lists(some.integers(0, 10**9), min_size=1, max_size=100))
def test_the_parts_add_up_and_none_is_a_whole_unit_off(amount: int, weights: list[int]) -> None:
    parts, whole = allocate(amount, weights), sum(weights)
    assert sum(parts) == (amount if whole else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - amount * weight) < max(whole, 1)


@given(AMOUNTS, some.lists(some.integers(1, 999), min_size=1, max_size=50))
def test_however_the_pieces_leave_their_shares_add_up(amount: int, leaving: list[int]) -> None:
    pieces, gone, paid = sum(leaving), 0, 0
    for count in leaving:
        part = share(amount, pieces, before=gone, count=count)
        assert part >= 0
        assert abs(part * pieces - amount * count) < pieces
        gone, paid = gone + count, paid + part
    assert paid == amount


LINES = some.lists(some.tuples(some.integers(0, 10**7), some.integers(1, 20)), min_size=1, max_size=10)


@given(LINES, some.data())
def test_cancelled_and_returned_pieces_of_a_line_are_worth_what_was_paid_for_it(
    wanted: list[tuple[int, int]], chosen: some.DataObject
) -> None:
    """After discounts and with tax, however its pieces leave, and never more on the way."""
    lines = [
        OrderLine(number, uuid4(), quantity, unit_amount=unit)
        for number, (unit, quantity) in enumerate(wanted, 1)
    ]
    for line in lines:
        net, tax = chosen.draw(some.tuples(some.integers(0, 10**7), some.integers(0, 10**7)))
        line.net_amount, line.tax_amount = net, tax
    given_back = {line.number: 0 for line in lines}
    while left := [line for line in lines if line.cancelled + line.returned < line.quantity]:
        line = chosen.draw(some.sampled_from(left))
        count = chosen.draw(some.integers(1, line.quantity - line.cancelled - line.returned))
        if chosen.draw(some.booleans()):
            line.cancelled += count
        else:
            line.returned += count
        part = worth(lines, {line.number: count})
        assert part >= 0
        given_back[line.number] += part
        assert given_back[line.number] <= line.charge.paid
    assert given_back == {line.number: line.charge.paid for line in lines}
