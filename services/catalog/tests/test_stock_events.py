"""Parcels, cancelled lines and returns, as orders announces them: each twice, and in every order."""

import itertools
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from catalog.reservation.model import TooMany
from catalog.stock.model import StockBelowReserved, UnknownVariant
from catalog.storefront import workers as storefront
from catalog.subscribed import FulfilmentShipped, LinesCancelled, ReturnedUnits, ReturnReceived, Units
from chassis.errors import Refusal
from chassis.events import Envelope, NotYet
from chassis.testing import Running, message
from services.catalog.tests import make


def shipped(order_id: UUID, *lines: tuple[UUID, int]) -> Envelope:
    units = [Units(variant_id, quantity) for variant_id, quantity in lines]
    return message(FulfilmentShipped(uuid4(), order_id, units), of=order_id)


def cancelled(order_id: UUID, *lines: tuple[UUID, int]) -> Envelope:
    units = [Units(variant_id, quantity) for variant_id, quantity in lines]
    return message(LinesCancelled(uuid4(), order_id, units), of=order_id)


def returned(*lines: tuple[UUID, int, bool]) -> Envelope:
    units = [ReturnedUnits(variant_id, quantity, restock) for variant_id, quantity, restock in lines]
    return message(ReturnReceived(uuid4(), units), of=uuid4())


async def bought(running: Running, *lines: tuple[UUID, int]) -> UUID:
    """An order whose stock is committed."""
    order_id = uuid4()
    assert (await make.hold(running, order_id, *lines)).status == 200
    assert (await make.commit(running, order_id)).json["state"] == "committed"
    return order_id


async def state(running: Running, order_id: UUID) -> str | None:
    return await running.db.one(str, "SELECT state FROM reservations WHERE order_id = $1", order_id)


async def refuse(running: Running, event: Envelope, refusal: type[Refusal | NotYet]) -> None:
    """Refused, without a trace: it comes again, and ends in the dead-letter queue if nothing changes."""
    before = await make.counts(running)
    with pytest.raises(refusal):
        await running.deliver(event)
    assert await make.counts(running) == before
    await make.check_books(running)


async def test_goods_leave_the_shelf_when_they_are_shipped(catalog: Running) -> None:
    made = await make.product(catalog, 10, 10)
    first, second = made.variants
    order_id = await bought(catalog, (first, 3), (second, 2))
    await catalog.deliver(shipped(order_id, (first, 1), (first, 1), (second, 2)))
    assert [await make.stock(catalog, each) for each in made.variants] == [(8, 1), (8, 0)]
    assert await state(catalog, order_id) == "committed"
    await catalog.deliver(shipped(order_id, (first, 1)))
    assert (await make.stock(catalog, first), await state(catalog, order_id)) == ((7, 0), "shipped")
    assert (await make.release(catalog, order_id)).json["state"] == "shipped"
    assert (await make.commit(catalog, order_id)).json["state"] == "shipped"
    await make.check_books(catalog)


async def test_lines_that_are_cancelled_can_be_sold_again(catalog: Running) -> None:
    made = await make.product(catalog, 3)
    order_id = await bought(catalog, (made.variants[0], 3))
    await catalog.deliver(cancelled(order_id, (made.variants[0], 2)))
    assert (await make.stock(catalog, made.variants[0]), await state(catalog, order_id)) == (
        (3, 1),
        "committed",
    )
    await catalog.deliver(cancelled(order_id, (made.variants[0], 1)))
    assert (await make.stock(catalog, made.variants[0]), await state(catalog, order_id)) == (
        (3, 0),
        "released",
    )
    await make.check_books(catalog)


async def test_what_comes_back_is_sold_again_if_it_can_be(catalog: Running) -> None:
    made = await make.product(catalog, 0, 0)
    first, second = made.variants
    await catalog.deliver(returned((first, 2, True), (first, 1, False), (second, 4, False)))
    assert [await make.stock(catalog, each) for each in made.variants] == [(2, 0), (0, 0)]
    assert len(await catalog.published("catalog.back_in_stock.v1")) == 1
    await make.check_books(catalog)


async def test_the_same_events_in_every_order_and_twice_end_the_same(catalog: Running) -> None:
    """Two parcels, two cancellations and a return: whatever comes first, and however often."""
    ends = set()
    for number, places in enumerate(itertools.permutations(range(5))):
        if number % 3:
            continue  # forty of the hundred and twenty
        made = await make.product(catalog, 10)
        [variant] = made.variants
        order_id = await bought(catalog, (variant, 8))
        events = [
            shipped(order_id, (variant, 3)),
            shipped(order_id, (variant, 2)),
            cancelled(order_id, (variant, 2)),
            cancelled(order_id, (variant, 1)),
            returned((variant, 1, True)),
        ]
        await deliver_twice(catalog, [events[place] for place in places])
        ends.add((await make.stock(catalog, variant), await state(catalog, order_id)))
    assert ends == {((6, 0), "shipped")}
    await make.check_books(catalog)


async def deliver_twice(running: Running, events: Sequence[Envelope]) -> None:
    """Each, then its copy, then all copies once more."""
    for event in events:
        await running.deliver(event, event)
    await running.deliver(*events)


async def test_the_same_parcel_in_another_event_is_the_same_parcel(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    order_id = await bought(catalog, (made.variants[0], 6))
    for kind in (FulfilmentShipped, LinesCancelled):
        event = kind(uuid4(), order_id, [Units(made.variants[0], 2)])
        await catalog.deliver(message(event, of=order_id), message(event, of=order_id))
    back = ReturnReceived(uuid4(), [ReturnedUnits(made.variants[0], 1, True)])
    await catalog.deliver(message(back, of=order_id), message(back, of=order_id))
    assert await make.stock(catalog, made.variants[0]) == (9, 2)
    await make.check_books(catalog)


async def test_what_is_shipped_before_its_commit_comes_again(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    order_id = uuid4()
    for event in (shipped(order_id, (made.variants[0], 1)), cancelled(order_id, (made.variants[0], 1))):
        await refuse(catalog, event, NotYet)
    await make.hold(catalog, order_id, (made.variants[0], 2))
    event = shipped(order_id, (made.variants[0], 2))
    await refuse(catalog, event, NotYet)
    await make.commit(catalog, order_id)
    await catalog.deliver(event)
    assert await make.stock(catalog, made.variants[0]) == (3, 0)


async def test_a_parcel_that_a_release_overtook_has_left_all_the_same(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    [variant] = made.variants
    order_id = await bought(catalog, (variant, 3))
    await make.release(catalog, order_id)
    await catalog.deliver(cancelled(order_id, (variant, 1)))  # given back with the rest already
    await catalog.deliver(shipped(order_id, (variant, 2)))
    assert (await make.stock(catalog, variant), await state(catalog, order_id)) == ((3, 0), "released")
    await make.check_books(catalog)
    other = await bought(catalog, (variant, 3))
    await refuse(catalog, shipped(order_id, (variant, 1)), StockBelowReserved)
    await make.release(catalog, other)


async def test_more_than_was_reserved_is_refused(catalog: Running) -> None:
    made = await make.product(catalog, 5, 5)
    order_id = await bought(catalog, (made.variants[0], 2))
    await refuse(catalog, shipped(order_id, (made.variants[0], 3)), TooMany)
    await refuse(catalog, shipped(order_id, (made.variants[1], 1)), TooMany)
    await refuse(catalog, cancelled(order_id, (made.variants[0], 3)), TooMany)
    await refuse(catalog, shipped(order_id, (made.variants[0], -1)), Refusal)
    await refuse(catalog, returned((uuid4(), 1, True)), UnknownVariant)


async def test_what_is_owed_can_be_shipped_before_it_is_booked_in(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    [variant] = made.variants
    body = {"policy": "backorder", "allowance": 5}
    await make.manager(catalog).put(f"/v1/admin/stock/{variant}", body, If_Match="*")
    order_id = await bought(catalog, (variant, 4))
    await catalog.deliver(shipped(order_id, (variant, 4)))
    assert (await make.stock(catalog, variant), await state(catalog, order_id)) == ((-3, 0), "shipped")
    assert (await make.adjust(catalog, variant, 10)).status == 201
    assert await make.stock(catalog, variant) == (7, 0)
    await make.check_books(catalog)


async def test_shoppers_see_what_came_back_wherever_they_look(catalog: Running) -> None:
    """An event cannot tell the cache after its commit; a worker does, and nobody before."""
    made = await make.product(catalog, 0)
    path = f"/v1/products/{made.id}"
    assert (await catalog.http.get(path)).json["variants"][0]["availability"] == "out_of_stock"
    await catalog.deliver(returned((made.variants[0], 9, True)))
    cache: Any = catalog.service.provide["cache"]
    assert await storefront.tell_next(catalog.db, cache)
    assert (await catalog.http.get(path)).json["variants"][0]["availability"] == "in_stock"
    assert not await storefront.tell_next(catalog.db, cache)
