"""Whose work a ticket is: by hand, in turn, taken over; two agents at once."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Client, Running
from services.support.tests.make import TICKETS, create, opened
from support.assignment import workers

ADMIN = "/v1/admin/tickets"


def somebody(support: Running) -> tuple[str, Client]:
    account_id = uuid4()
    return str(account_id), support.as_account(account_id, "tickets:read", "tickets:reply")


async def there(who: Client, *, is_available: bool = True, capacity: int = 20) -> None:
    body = {"is_available": is_available, "capacity": capacity}
    assert (await who.put("/v1/admin/agents/me", body)).status == 204
    assert (await who.get(ADMIN)).status == 200


async def agents(who: Client) -> dict[str, dict[str, Any]]:
    return {each["account_id"]: each for each in (await who.get("/v1/admin/agents")).json["items"]}


async def assignees(agent: Client, *ticket_ids: str) -> list[str | None]:
    return [(await agent.get(f"{ADMIN}/{each}")).json["assignee_id"] for each in ticket_ids]


async def give_all(support: Running) -> None:
    await asyncio.gather(*(_give(support) for _ in range(3)))


async def _give(support: Running) -> None:
    while await workers.give_next(support.db):
        pass


async def test_tickets_are_given_in_turn_to_who_has_room(
    support: Running, ada: Client, agent: Client
) -> None:
    (one, first), (two, second), (three, third) = [somebody(support) for _ in range(3)]
    made = [(await opened(ada))["id"] for _ in range(6)]
    await give_all(support)
    assert await assignees(agent, *made) == [None] * 6, "nobody is there"
    await there(first, capacity=1)
    await there(second, capacity=4)
    await there(third, is_available=False)
    await give_all(support)
    given = await assignees(agent, *made)
    assert {each: given.count(each) for each in (one, two, three)} == {one: 1, two: 4, three: 0}
    assert given[-1] is None, "the one that came last waits"
    assert {each["load"] for each in (await agents(agent)).values()} == {0, 1, 4}
    done = made[given.index(one)]
    await create(first, f"{ADMIN}/{done}/messages", {"text": "Done", "status": "solved"})
    await give_all(support)
    assert await assignees(agent, made[-1]) == [one]


async def test_of_two_who_take_a_ticket_one_is_told(support: Running, ada: Client) -> None:
    people = [somebody(support) for _ in range(3)]
    for _, who in people:
        await there(who)
    for _ in range(5):
        ticket_id = (await opened(ada))["id"]
        answers = await asyncio.gather(*(who.post(f"{ADMIN}/{ticket_id}/take") for _, who in people))
        assert sorted(answer.status for answer in answers) == [200, 409, 409]
        [winner] = [answer.json["assignee_id"] for answer in answers if answer.status == 200]
        for answer in answers:
            if answer.status == 409:
                assert (answer.problem, answer.json["assignee_id"]) == ("ticket-taken", winner)


async def test_a_ticket_is_taken_over_from_who_is_away_or_silent(support: Running, ada: Client) -> None:
    (one, first), (two, second) = somebody(support), somebody(support)
    for who in (first, second):
        await there(who)
    ticket_id = (await opened(ada))["id"]
    path = f"{ADMIN}/{ticket_id}/take"
    assert (await first.post(path)).json["assignee_id"] == one
    assert (await first.post(path)).status == 200
    assert (await second.post(path)).problem == "ticket-taken"
    support.clock.advance(minutes=31)
    assert (await second.post(path)).json["assignee_id"] == two, "silent"
    await there(second, is_available=False)
    assert (await first.post(path)).json["assignee_id"] == one, "away"
    lead = support.as_account(uuid4(), "tickets:manage")
    actions = [entry["action"] for entry in (await lead.get(f"{ADMIN}/{ticket_id}/audit")).json["items"]]
    assert actions == ["taken_over", "taken_over", "assigned"]


async def test_a_ticket_is_assigned_by_hand(support: Running, ada: Client) -> None:
    (_, first), (two, second) = somebody(support), somebody(support)
    ticket_id = (await opened(ada))["id"]
    path = f"{ADMIN}/{ticket_id}/assignee"
    unknown = await first.put(path, {"assignee_id": two}, If_Match="*")
    assert (unknown.status, unknown.problem) == (422, "unknown-agent")
    await there(second, is_available=False)
    assigned = await first.put(path, {"assignee_id": two}, If_Match='"1"')
    assert (assigned.status, assigned.json["assignee_id"]) == (200, two)
    assert (await first.put(path, {"assignee_id": None}, If_Match='"1"')).problem == "ticket-changed"
    assert (await first.put(path, {"assignee_id": None})).status == 428
    assert (await first.get(f"{ADMIN}?assignee={two}")).json["items"][0]["id"] == ticket_id
    assert (await second.get(f"{ADMIN}?assignee=me")).json["items"][0]["id"] == ticket_id
    ticket = (await ada.get(f"{TICKETS}/{ticket_id}")).json
    assert two not in str(ticket), "which agent it is, is not the customer's to know"


async def test_every_read_and_action_of_agents_is_written_down(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket_id = (await opened(ada))["id"]
    lead = support.as_account(uuid4(), "tickets:manage")
    await agent.get(f"{ADMIN}/{ticket_id}")
    await agent.get(f"{TICKETS}/{ticket_id}/context")
    await create(agent, f"{ADMIN}/{ticket_id}/messages", {"text": "canary"})
    await create(agent, f"{ADMIN}/{ticket_id}/messages", {"text": "canary", "is_internal": True})
    await agent.send("PATCH", f"{ADMIN}/{ticket_id}", {"tags": ["vip"]}, headers={"If-Match": "*"})
    await agent.post(f"{ADMIN}/{ticket_id}/take")
    page = await lead.get(f"{ADMIN}/{ticket_id}/audit")
    assert [entry["action"] for entry in page.json["items"]][::-1] == [
        *("ticket_read", "context_read", "answered", "noted", "edited", "assigned"),
    ]
    assert "canary" not in page.content.decode()
    second = (await lead.get(f"{ADMIN}/{ticket_id}/audit?limit=4")).json
    rest = (await lead.get(f"{ADMIN}/{ticket_id}/audit?cursor={second['next']}")).json
    assert [*second["items"], *rest["items"]] == page.json["items"]
    assert (await agent.get(f"{ADMIN}/{ticket_id}/audit")).status == 403
    read = await support.db.all(UUID, "SELECT customer_id FROM audit_entries WHERE action = 'ticket_read'")
    assert len(read) == 1
