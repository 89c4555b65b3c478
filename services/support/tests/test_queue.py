"""Queues: filters, words, views, pages; what agents do to a ticket beside answering it."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Client, Running
from services.support.tests.make import ADA, AGENT, BOB, TICKETS, create, in_status, opened, ordered
from services.support.tests.test_ticket import ids
from support.queue import store
from support.queue.model import TicketFilter

ADMIN = "/v1/admin/tickets"
VIEWS = "/v1/admin/ticket-views"
CROWD = """
INSERT INTO tickets (id, number, customer_id, subject, priority, status, created_at, changed_at, tags,
  assignee_id, solved_at, words)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'n' || n,
  md5((n % 5000)::text)::uuid, 's',
  (ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + n % 5],
  (ARRAY['closed', 'closed', 'closed', 'closed', 'new', 'open', 'solved', 'on_hold'])[1 + n % 8],
  now(), now(),
  CASE WHEN n % 1000 = 0 THEN '{rare}'::text[] WHEN n % 3 = 0 THEN '{parcel}' ELSE '{}' END,
  CASE WHEN n % 7 = 0 THEN md5((n % 20)::text)::uuid END,
  CASE WHEN n % 8 IN (0, 1, 2, 3, 6) THEN now() END,
  ticket_stems('parcel word' || n % 2000)
FROM generate_series(1, 60000) AS n
"""


async def edit(who: Client, ticket_id: str, change: dict[str, Any], version: object = "*") -> Any:
    return await who.send("PATCH", f"{ADMIN}/{ticket_id}", change, headers={"If-Match": str(version)})


async def test_an_agent_edits_what_they_have_seen(support: Running, ada: Client, agent: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    read = await agent.get(f"{ADMIN}/{ticket_id}")
    change = {"priority": "urgent", "tags": ["parcel", "vip"]}
    edited = await edit(agent, ticket_id, change, read.headers["etag"])
    assert (edited.status, edited.json["priority"], edited.json["tags"]) == (200, "urgent", ["parcel", "vip"])
    assert edited.headers["etag"] == f'"{edited.json["version"]}"' != read.headers["etag"]
    late = await edit(agent, ticket_id, {"tags": []}, read.headers["etag"])
    assert (late.status, late.problem, late.json["version"]) == (
        412,
        "ticket-changed",
        edited.json["version"],
    )
    without = await agent.send("PATCH", f"{ADMIN}/{ticket_id}", {"tags": []})
    assert (without.status, without.problem) == (428, "precondition-required")
    for other in ("W/x", f"W/{edited.headers['etag']}", "x"):
        assert (await edit(agent, ticket_id, {"tags": []}, other)).problem == "ticket-changed"
    for wrong in (
        {"tags": ["A b"]},
        {"tags": ["a"] * 21},
        {"priority": "x"},
        {"subject": "a\nb"},
        {"status": "new"},
    ):
        assert (await edit(agent, ticket_id, wrong)).status == 422, wrong
    assert (await agent.get(f"{ADMIN}/{ticket_id}")).json["tags"] == ["parcel", "vip"]


async def test_order_lines_are_those_of_the_customers_order(
    support: Running, ada: Client, agent: Client
) -> None:
    mine, theirs = await ordered(support, ADA, lines=2), await ordered(support, BOB, lines=2)
    ticket = await opened(ada, order_id=str(mine), order_lines=[2, 2])
    assert ticket["order_lines"] == [2]
    body = {"subject": "x", "text": "x"}
    third = await create(ada, TICKETS, body | {"order_id": str(mine), "order_lines": [3]})
    assert (third.status, third.problem, third.json["lines"]) == (422, "unknown-order-line", [3])
    assert (await create(ada, TICKETS, body | {"order_lines": [1]})).json["pointer"] == "/order_lines"
    for change in ({"order_id": str(theirs)}, {"order_lines": [3]}, {"order_id": None, "order_lines": [1]}):
        assert (await edit(agent, ticket["id"], change)).status == 422
    unlinked = (await edit(agent, ticket["id"], {"order_id": None})).json
    assert (unlinked["order_id"], unlinked["order_lines"]) == (None, [])


async def test_only_people_channels_are_for_people(ada: Client) -> None:
    assert (await opened(ada, channel="app"))["channel"] == "app"
    answer = await create(ada, TICKETS, {"subject": "x", "text": "x", "channel": "system"})
    assert (answer.status, answer.problem) == (422, "invalid")


async def test_what_was_said_goes_on_in_the_other_ticket(
    support: Running, ada: Client, bob: Client, agent: Client
) -> None:
    first, second = [(await opened(ada, text=text))["id"] for text in ("one", "two")]
    await create(agent, f"{ADMIN}/{first}/messages", {"text": "secret", "is_internal": True})
    other = (await opened(bob))["id"]
    for wrong in (first, other):
        assert (
            await agent.post(f"{ADMIN}/{first}/merge", {"into": wrong})
        ).problem == "tickets-not-mergeable"
    for _ in range(2):
        merged = await agent.post(f"{ADMIN}/{first}/merge", {"into": second})
        assert (merged.status, merged.json["id"]) == (200, second)
    said = (await ada.get(f"{TICKETS}/{second}/messages")).json["items"]
    assert [message["text"] for message in said] == ["one", "two"]
    seen = (await agent.get(f"{ADMIN}/{second}")).json["messages"]["items"]
    assert sorted(message["text"] for message in seen) == ["one", "secret", "two"]
    assert (await ada.get(f"{TICKETS}/{first}")).json["status"] == "closed"
    third = (await opened(ada, text="three"))["id"]
    await agent.post(f"{ADMIN}/{second}/merge", {"into": third})
    said = (await ada.get(f"{TICKETS}/{third}/messages")).json["items"]
    assert [message["text"] for message in said] == ["one", "two", "three"]
    assert (await agent.post(f"{ADMIN}/{third}/merge", {"into": first})).problem == "tickets-not-mergeable"


async def test_two_merges_of_the_same_pair_leave_one_conversation(
    support: Running, ada: Client, agent: Client
) -> None:
    for _ in range(5):
        one, two = [(await opened(ada))["id"] for _ in range(2)]
        answers = await asyncio.gather(
            agent.post(f"{ADMIN}/{one}/merge", {"into": two}),
            agent.post(f"{ADMIN}/{two}/merge", {"into": one}),
        )
        assert sorted(answer.status for answer in answers) == [200, 409]


async def test_related_tickets_show_from_both_sides(
    support: Running, ada: Client, bob: Client, agent: Client
) -> None:
    one, two, three = [(await opened(who))["id"] for who in (ada, bob, ada)]
    await agent.put(f"{ADMIN}/{two}/related", {"ticket_ids": [one, three, two]})
    items = (await agent.get(f"{ADMIN}/{one}/related")).json["items"]
    assert [item["id"] for item in items] == [two]
    await agent.put(f"{ADMIN}/{two}/related", {"ticket_ids": [three]})
    assert (await agent.get(f"{ADMIN}/{one}/related")).json["items"] == []
    missing = await agent.put(f"{ADMIN}/{two}/related", {"ticket_ids": [str(uuid4())]})
    assert (missing.status, missing.problem) == (404, "ticket-not-found")


async def test_filters_fit_all_at_once(support: Running, ada: Client, agent: Client) -> None:
    made = [await in_status(status, ada, agent) for status in ("new", "open", "solved")]
    for ticket_id in made[:2]:
        assert (await edit(agent, ticket_id, {"priority": "high", "tags": ["vip"]})).status == 200
    path = f"{ADMIN}?limit=1"
    assert await ids(agent, f"{path}&tag=vip&priority=high") == made[1::-1]
    assert await ids(agent, f"{path}&tag=vip&status=open") == [made[1]]
    assert await ids(agent, f"{path}&assignee=nobody") == made[::-1]
    assert await ids(agent, f"{path}&assignee=me") == []
    assert await ids(agent, f"{path}&assignee={AGENT}") == []
    for wrong in ("assignee=x", "tag=A", "priority=7", "q=", "view=7"):
        assert (await agent.get(f"{ADMIN}?{wrong}")).status == 422, wrong
    assert (await agent.get(f"{ADMIN}?view={uuid4()}")).problem == "ticket-view-not-found"


async def test_words_are_found_in_spanish_and_english(support: Running, ada: Client, agent: Client) -> None:
    spanish = (await opened(ada, subject="Paquetes rotos", text="Las tazas llegaron rotas"))["id"]
    english = (await opened(ada, subject="Broken mugs", text="They were shipped yesterday"))["id"]
    await create(agent, f"{ADMIN}/{english}/messages", {"text": "El envío se perdió", "is_internal": True})
    found = {
        "paquete": [spanish],
        "taza": [spanish],
        "mug": [english],
        "shipping": [english],
        "ENVIO": [english],
    }
    for words, expected in found.items():
        assert await ids(agent, f"{ADMIN}?q={words}") == expected, words
    assert await ids(agent, f"{ADMIN}?q=mug%20taza") == []
    for strange in ("%27%22%3A*%26%7C", "%3Cscript%3E", "%E2%80%AE"):
        assert await ids(agent, f"{ADMIN}?q={strange}") == []


async def test_views_are_kept(support: Running, agent: Client) -> None:
    lead = support.as_account(uuid4(), "tickets:read", "tickets:manage")
    body = {"name": "Mine", "filter": {"assignee": "me", "status": "open"}}
    mine = await create(agent, VIEWS, body)
    assert mine.status == 201, mine
    assert (await create(agent, VIEWS, body | {"is_shared": True})).status == 403
    shared = await create(lead, VIEWS, body | {"name": "All", "filter": {"tag": "vip"}, "is_shared": True})
    assert [view["name"] for view in (await agent.get(VIEWS)).json["items"]] == ["All", "Mine"]
    assert [view["name"] for view in (await lead.get(VIEWS)).json["items"]] == ["All"]
    assert (await create(agent, VIEWS, {"name": "x", "filter": {"lost": 1}})).status == 422
    assert (await agent.send("DELETE", f"{VIEWS}/{shared.json['id']}")).status == 403
    assert (await lead.send("DELETE", f"{VIEWS}/{mine.json['id']}")).problem == "ticket-view-not-found"
    assert (await agent.get(f"{ADMIN}?view={mine.json['id']}")).json == {"items": [], "next": None}
    assert (await agent.send("DELETE", f"{VIEWS}/{mine.json['id']}")).status == 204


async def test_a_view_shows_what_it_says_and_is_narrowed(
    support: Running, ada: Client, agent: Client
) -> None:
    new, solved = await in_status("new", ada, agent), await in_status("solved", ada, agent)
    view = (await create(agent, VIEWS, {"name": "New", "filter": {"status": "new"}})).json["id"]
    assert await ids(agent, f"{ADMIN}?view={view}") == [new]
    assert await ids(agent, f"{ADMIN}?view={view}&status=solved") == [solved]


async def test_an_answer_to_what_was_not_seen_is_refused(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket_id = (await opened(ada))["id"]
    version = (await agent.get(f"{ADMIN}/{ticket_id}")).json["version"]
    body = {"text": "Hello", "seen_version": version}
    answers = await asyncio.gather(*(create(agent, f"{ADMIN}/{ticket_id}/messages", body) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [201, 412, 412, 412]
    assert {answer.problem for answer in answers if answer.status == 412} == {"ticket-changed"}
    assert len((await ada.get(f"{TICKETS}/{ticket_id}/messages")).json["items"]) == 2


FILTERS = [
    TicketFilter(),
    TicketFilter(status="new"),  # type: ignore[arg-type]
    TicketFilter(status="open", priority="urgent"),  # type: ignore[arg-type]
    TicketFilter(priority="high"),  # type: ignore[arg-type]
    TicketFilter(assignee="nobody", status="new"),  # type: ignore[arg-type]
    TicketFilter(assignee="me", status="open"),  # type: ignore[arg-type]
    TicketFilter(tag="rare"),
    TicketFilter(tag="parcel", status="open"),  # type: ignore[arg-type]
    TicketFilter(q="parcel"),
    TicketFilter(q="word7"),
    TicketFilter(q="parcel word9", status="new"),  # type: ignore[arg-type]
]


@pytest.fixture
async def crowd(support: Running) -> Running:
    async with support.db.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = '60s'")
        await tx.execute(CROWD)
    await support.db.execute("ANALYZE tickets")
    return support


async def test_a_page_costs_the_same_however_many_tickets_there_are(crowd: Running) -> None:
    for wish in FILTERS:
        sql, values = store.statement(wish, agent_id=UUID(int=7), before=None, most=21)
        explained = await crowd.db.one(str, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *values)
        [plan] = json.loads(explained or "")
        blocks = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
        assert "Seq Scan" not in json.dumps(plan), (wish, plan)
        assert blocks < 700, (wish, blocks)
