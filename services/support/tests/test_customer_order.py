"""What support knows of orders, whatever the order in which it hears of them."""

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.events import Envelope
from chassis.ids import new_id
from chassis.testing import Client, Running, message
from services.support.tests.make import ADA, BOB, PLACED_AT, opened, ordered
from support.subscribed import OrderCancelled, OrderConfirmed, OrderLinked, OrderPlaced

STATUSES = ["placed", "confirmed", "cancelled"]
TIMES = [PLACED_AT, PLACED_AT + timedelta(minutes=1), PLACED_AT + timedelta(days=1)]


def story(order_id: UUID) -> list[Envelope]:
    """The three events; the versions between are of events that support does not listen to."""
    placed = OrderPlaced(order_id=order_id, customer_id=ADA, placed_at=TIMES[0])
    confirmed = OrderConfirmed(order_id=order_id, customer_id=ADA, confirmed_at=TIMES[1])
    cancelled = OrderCancelled(order_id=order_id, customer_id=ADA, cancelled_at=TIMES[2])
    return [
        message(placed, of=order_id, version=1),
        message(confirmed, of=order_id, version=4),
        message(cancelled, of=order_id, version=9),
    ]


def as_shown(order_id: UUID, newest: int) -> dict[str, Any]:
    changed_at = TIMES[newest].isoformat().replace("+00:00", "Z")
    return {"order_id": str(order_id), "status": STATUSES[newest], "changed_at": changed_at}


async def shown(agent: Client, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await agent.get(f"/v1/admin/tickets/{ticket['id']}")
    orders: list[dict[str, Any]] = answer.json["orders"]
    return orders


async def test_events_twice_and_in_every_order_end_in_the_newest_fact(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket = await opened(ada)
    for arrival in sorted(set(itertools.permutations([0, 1, 2] * 2))):
        order_id = new_id()
        messages = story(order_id)
        for count, number in enumerate(arrival, 1):
            await support.deliver(messages[number])
            newest = max(arrival[:count])
            assert (await shown(agent, ticket))[0] == as_shown(order_id, newest), arrival


async def test_what_a_guest_bought_is_of_whoever_has_the_account_now(
    support: Running, bob: Client, agent: Client
) -> None:
    ticket = await opened(bob)
    for arrival in itertools.permutations([0, 1, 2, 2]):
        order_id = new_id()
        placed, confirmed, _ = story(order_id)
        linked = message(OrderLinked(order_id=order_id, customer_id=BOB), of=order_id, version=6)
        await support.deliver(*([placed, confirmed, linked][number] for number in arrival))
        assert (await shown(agent, ticket))[0] == as_shown(order_id, 1), arrival


async def test_the_same_fact_under_a_new_id_changes_nothing(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket, order_id = await opened(ada), new_id()
    await support.deliver(*story(order_id))
    await support.deliver(*story(order_id))
    assert await shown(agent, ticket) == [as_shown(order_id, 2)]


async def test_an_agent_sees_the_orders_of_the_requester_newest_first(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket = await opened(ada)
    older, _, newer = await ordered(support, ADA), await ordered(support, BOB), await ordered(support, ADA)
    assert await shown(agent, ticket) == [as_shown(newer, 0), as_shown(older, 0)]


async def test_an_agent_sees_twenty_orders_at_most(support: Running, ada: Client, agent: Client) -> None:
    ticket = await opened(ada)
    orders = [await ordered(support, ADA) for _ in range(22)]
    assert [UUID(order["order_id"]) for order in await shown(agent, ticket)] == orders[:1:-1]


async def test_support_announces_nothing_about_orders(support: Running) -> None:
    await support.deliver(*story(new_id()))
    assert await support.published() == []
