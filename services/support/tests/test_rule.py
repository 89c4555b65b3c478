"""Events of orders make exactly one ticket per cause, however often, late and in whatever order they come."""

import asyncio
import itertools
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.events import Envelope, Event, NotYet
from chassis.ids import new_id
from chassis.testing import Client, Running, message
from services.support.tests.make import ADA, PLACED_AT, TICKETS, create, opened, ordered
from support.rule import workers
from support.subscribed import (
    NeedsReview,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderPlaced,
    RefundFailed,
    RefundSucceeded,
    ReturnChanged,
    ReturnReceived,
    ReviewResolved,
)

ADMIN = "/v1/admin/tickets"


def told(event: Event, order_id: UUID, version: int = 9) -> Envelope:
    return message(event, of=order_id, version=version)


def failed(order_id: UUID, refund_id: UUID | None = None) -> Envelope:
    return told(RefundFailed(order_id=order_id, refund_id=refund_id or uuid4(), code="card_closed"), order_id)


def pairs(order_id: UUID) -> dict[str, tuple[Envelope, Envelope]]:
    """For each rule what makes its cause come, and go."""
    return_id, reason = uuid4(), "refund does not succeed"
    return {
        "refund-failed": (failed(order_id), told(RefundSucceeded(order_id=order_id), order_id)),
        "needs-review": (
            told(NeedsReview(order_id=order_id, reason=reason), order_id),
            told(ReviewResolved(order_id=order_id, reason=reason), order_id),
        ),
        "return-received": (
            told(ReturnReceived(order_id=order_id, return_id=return_id), order_id),
            told(ReturnChanged(order_id=order_id, return_id=return_id, status="refunded"), order_id),
        ),
    }


RULES = list(pairs(uuid4()))


async def tickets(agent: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await agent.get(ADMIN)).json["items"]
    return items


@pytest.mark.parametrize("rule", RULES)
async def test_a_cause_opens_one_ticket_and_closes_it(
    support: Running, ada: Client, agent: Client, rule: str
) -> None:
    order_id = await ordered(support, ADA)
    came, went = pairs(order_id)[rule]
    await support.deliver(came, came)
    [ticket] = await tickets(agent)
    assert (ticket["tags"], ticket["channel"], ticket["order_id"]) == ([rule], "system", str(order_id))
    assert (ticket["status"], ticket["is_visible"], ticket["customer_id"]) == ("new", False, str(ADA))
    assert (await ada.get(TICKETS)).json["items"] == []
    for path in ("", "/messages"):
        assert (await ada.get(f"{TICKETS}/{ticket['id']}{path}")).problem == "ticket-not-found"
    [note] = (await agent.get(f"{ADMIN}/{ticket['id']}")).json["messages"]["items"]
    assert (note["author_kind"], note["author_id"], note["is_internal"]) == ("system", None, True)
    await support.deliver(went, went)
    assert [each["status"] for each in await tickets(agent)] == ["closed"]


@pytest.mark.parametrize("rule", ["needs-review", "return-received"])
async def test_every_order_of_arrival_ends_the_same(support: Running, agent: Client, rule: str) -> None:
    """The cause came and went: nothing is left to do, whoever was heard first."""
    for number, arrival in enumerate(set(itertools.permutations([0, 0, 1, 1]))):
        order_id = await ordered(support, ADA)
        events = pairs(order_id)[rule]
        await support.deliver(*[events[each] for each in arrival])
        about = [each for each in await tickets(agent) if each["order_id"] == str(order_id)]
        assert [each["status"] for each in about] in ([], ["closed"]), (number, arrival)
        assert len(about) == (arrival.index(0) < arrival.index(1))


async def test_a_cause_that_comes_again_is_work_again(support: Running, agent: Client) -> None:
    order_id = await ordered(support, ADA)
    for expected in (1, 2):
        came, went = pairs(order_id)["needs-review"]
        await support.deliver(came)
        assert len(await tickets(agent)) == expected
        await support.deliver(went)
    assert [each["status"] for each in await tickets(agent)] == ["closed", "closed"]


async def test_the_same_cause_told_by_twenty_events_at_once_opens_one_ticket(
    support: Running, agent: Client
) -> None:
    order_id, refund_id = await ordered(support, ADA), uuid4()
    await asyncio.gather(*(support.deliver(failed(order_id, refund_id)) for _ in range(8)))
    assert len(await tickets(agent)) == 1


async def test_different_causes_of_one_order_are_one_piece_of_work(support: Running, agent: Client) -> None:
    order_id = await ordered(support, ADA)
    events = pairs(order_id)
    await asyncio.gather(*(support.deliver(came) for came, _ in events.values()))
    [ticket] = await tickets(agent)
    assert (sorted(ticket["tags"]), ticket["priority"]) == (sorted(RULES), "urgent")
    for number, (_, went) in enumerate(events.values(), 1):
        await support.deliver(went)
        assert (await tickets(agent))[0]["status"] == ("closed" if number == len(RULES) else "new")


async def test_a_customers_ticket_is_escalated_and_stays_theirs(
    support: Running, ada: Client, agent: Client
) -> None:
    order_id = await ordered(support, ADA)
    ticket = await opened(ada, order_id=str(order_id), priority="low")
    await create(agent, f"{ADMIN}/{ticket['id']}/messages", {"text": "Wait, please"})
    came, went = pairs(order_id)["refund-failed"]
    await support.deliver(came)
    [found] = await tickets(agent)
    assert (found["id"], found["priority"], found["status"]) == (ticket["id"], "urgent", "open")
    await support.deliver(went)
    assert (await tickets(agent))[0]["status"] == "open"
    seen = (await ada.get(f"{TICKETS}/{ticket['id']}/messages")).json["items"]
    assert [said["text"] for said in seen] == ["Where is it?", "Wait, please"]


async def test_who_was_answered_keeps_the_ticket(support: Running, ada: Client, agent: Client) -> None:
    order_id = await ordered(support, ADA)
    came, went = pairs(order_id)["refund-failed"]
    await support.deliver(came)
    [ticket] = await tickets(agent)
    await create(agent, f"{ADMIN}/{ticket['id']}/messages", {"text": "Your bank refused; which account?"})
    assert (await ada.get(f"{TICKETS}/{ticket['id']}")).json["subject"] == "Your refund"
    await support.deliver(went)
    assert (await tickets(agent))[0]["status"] == "waiting_on_customer"


async def test_an_event_of_an_order_that_is_not_known_yet_waits(support: Running, agent: Client) -> None:
    order_id = new_id()
    event = failed(order_id)
    with pytest.raises(NotYet):
        await support.deliver(event)
    await support.deliver(
        told(OrderPlaced(order_id=order_id, customer_id=ADA, placed_at=PLACED_AT), order_id, 1), event
    )
    assert len(await tickets(agent)) == 1


async def confirmed(support: Running) -> UUID:
    order_id = await ordered(support, ADA)
    await support.deliver(confirmation(support, order_id))
    return order_id


def confirmation(support: Running, order_id: UUID) -> Envelope:
    now = support.clock.now()
    return told(OrderConfirmed(order_id=order_id, customer_id=ADA, confirmed_at=now), order_id, 4)


async def test_a_late_delivery_is_found_when_its_time_is_over(support: Running, agent: Client) -> None:
    order_id = await confirmed(support)
    support.clock.advance(days=9)
    assert not await workers.look_late(support.db)
    support.clock.advance(days=2)
    found = await asyncio.gather(*(workers.look_late(support.db) for _ in range(3)))
    assert sorted(found) == [False, False, True]
    [ticket] = await tickets(agent)
    assert ticket["tags"] == ["delivery-late"]
    await support.deliver(told(OrderCompleted(order_id=order_id), order_id))
    assert (await tickets(agent))[0]["status"] == "closed"


async def test_what_was_delivered_or_cancelled_is_never_late(support: Running, agent: Client) -> None:
    first, second = await confirmed(support), await ordered(support, ADA)
    now = support.clock.now()
    await support.deliver(told(OrderCompleted(order_id=first), first))
    gone = OrderCancelled(order_id=second, customer_id=ADA, cancelled_at=now)
    await support.deliver(told(gone, second), confirmation(support, second))
    support.clock.advance(days=30)
    assert not await workers.look_late(support.db)
    assert await tickets(agent) == []
