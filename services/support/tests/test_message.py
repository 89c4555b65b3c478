"""What is said in a ticket, who may read it, and what it cannot do."""

import asyncio
import re
from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Client, Running
from services.support.tests.make import ADA, AGENT, TICKET, TICKETS, create, in_status, opened

SECRET = "She has asked this four times before"


async def texts(who: Client, path: str, limit: int = 20) -> list[str]:
    """All messages under `path`, following `next` to its end."""
    found: list[str] = []
    cursor = ""
    while True:
        page = (await who.get(f"{path}?limit={limit}{cursor}")).json
        page = page.get("messages", page)
        found += [said["text"] for said in page["items"]]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


async def test_customer_and_agent_talk(support: Running, ada: Client, agent: Client) -> None:
    ticket = await opened(ada)
    path = f"{TICKETS}/{ticket['id']}/messages"
    answer = await create(agent, f"/v1/admin/tickets/{ticket['id']}/messages", {"text": "On its way"})
    reply = await create(ada, path, {"text": "Thank you"})
    assert (answer.status, reply.status) == (201, 201)
    assert answer.json == answer.json | {
        "author_id": str(AGENT),
        "author_kind": "agent",
        "is_internal": False,
    }
    assert await texts(ada, path) == ["Where is it?", "On its way", "Thank you"]
    replied = [
        {
            "type": "support.ticket_replied.v1",
            "of": UUID(ticket["id"]),
            "version": version,
            "ticket_id": ticket["id"],
            "customer_id": str(ADA),
            "message_id": said.json["id"],
            "author_id": str(author),
        }
        for version, said, author in ((2, answer, AGENT), (3, reply, ADA))
    ]
    assert (await support.published())[1:] == replied


async def test_a_note_never_reaches_the_customer(support: Running, ada: Client, agent: Client) -> None:
    ticket = await opened(ada)
    admin = f"/v1/admin/tickets/{ticket['id']}"
    note = await create(agent, f"{admin}/messages", {"text": SECRET, "is_internal": True})
    seen = [
        await ada.get(f"{TICKETS}/{ticket['id']}"),
        await ada.get(f"{TICKETS}/{ticket['id']}/messages"),
        await ada.get(f"{TICKETS}/{ticket['id']}/messages?cursor={note.json['id']}"),
        await ada.get(TICKETS),
        await create(ada, f"{TICKETS}/{ticket['id']}/messages", {"text": "Hello?"}),
    ]
    for answer in seen:
        assert SECRET not in answer.content.decode()
        assert note.json["id"] not in answer.content.decode()
        assert "is_internal" not in answer.content.decode()
    assert seen[0].json == ticket, "nothing of a note shows on the ticket, its times included"
    assert await texts(agent, admin) == ["Where is it?", SECRET, "Hello?"]


async def test_a_customer_learns_of_an_agent_only_that_it_is_one(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket_id = await in_status("waiting_on_customer", ada, agent)
    answer = await ada.get(f"{TICKETS}/{ticket_id}/messages")
    assert [said["author_kind"] for said in answer.json["items"]] == ["customer", "agent"]
    assert str(AGENT) not in answer.content.decode()


async def test_what_people_write_is_in_no_event(support: Running, ada: Client, agent: Client) -> None:
    ticket = await opened(ada, subject="canary-subject", text="canary-text")
    admin = f"/v1/admin/tickets/{ticket['id']}/messages"
    await create(agent, admin, {"text": "canary-note", "is_internal": True, "status": "on_hold"})
    await create(agent, admin, {"text": "canary-answer", "status": "solved"})
    await create(ada, f"{TICKETS}/{ticket['id']}/messages", {"text": "canary-reply"})
    await ada.post(f"{TICKETS}/{ticket['id']}/close")
    events = await support.published()
    assert len(events) == 6
    assert "canary" not in str(events)


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "invoice\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "+1+1\t-1\t@SUM(A1)",
    "'; DROP TABLE messages; --",
    "${jndi:ldap://x}{{7*7}}%s%n{0}",
    "\u200b\ufeff\x1b[31m\x07\x7f\r\n.\r\n",
    "e\u0301 \u00e9 \U0001f469\u200d\U0001f4bb",
    '{"text": "\\u0000"}',
    "Z̸̡̛a̵l̶g̷o",
]
ONE_LINE = re.compile(r"^[^\x00-\x1f\x7f]+$")


async def test_hostile_text_is_kept_as_it_is(ada: Client, agent: Client) -> None:
    for text in HOSTILE:
        ticket = await opened(ada, text=text)
        admin = f"/v1/admin/tickets/{ticket['id']}"
        await create(ada, f"{TICKETS}/{ticket['id']}/messages", {"text": text})
        await create(agent, f"{admin}/messages", {"text": text})
        answer = await ada.get(f"{TICKETS}/{ticket['id']}/messages")
        assert answer.headers["content-type"] == "application/json"
        assert [said["text"] for said in answer.json["items"]] == [text] * 3
        assert await texts(agent, admin) == [text] * 3


async def test_a_hostile_subject_is_kept_as_it_is(ada: Client) -> None:
    for subject in filter(ONE_LINE.match, HOSTILE):
        assert (await opened(ada, subject=subject))["subject"] == subject


async def test_ten_thousand_characters_are_kept_and_one_more_refused(support: Running, ada: Client) -> None:
    ticket = await opened(ada, text="😀" * 10_000)
    path = f"{TICKETS}/{ticket['id']}/messages"
    assert (await create(ada, path, {"text": "ñ" * 10_000})).status == 201
    assert (await create(ada, path, {"text": "a" * 10_001})).problem == "invalid"
    assert [len(text) for text in await texts(ada, path)] == [10_000, 10_000]


WRONG: list[tuple[Any, int, str]] = [
    ({"text": "a" * 1_000_000}, 413, "body-too-large"),
    ({"text": "a\u0000"}, 422, "invalid"),
    (b'{"text": "\\ud800"}', 422, "invalid"),
    (b'{"text": "a", "text": "b"}', 422, "invalid"),
    (b'{"text": "\xff"}', 400, "malformed-request"),
    (b'{"text": ', 400, "malformed-request"),
    (b"", 400, "malformed-request"),
    ({}, 422, "invalid"),
    ({"text": ""}, 422, "invalid"),
    ({"text": ["a"]}, 422, "invalid"),
    ({"text": "a", "author_id": str(uuid4())}, 422, "invalid"),
    ({"text": "a", "is_internal": "yes"}, 422, "invalid"),
    ({"text": "a", "status": "closed"}, 422, "invalid"),
    ({"text": "a", "status": "new"}, 422, "invalid"),
]


async def test_a_wrong_message_is_refused_and_leaves_nothing(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket = await opened(ada)
    admin = f"/v1/admin/tickets/{ticket['id']}"
    before, heard = (await agent.get(admin)).json, await support.published()
    for body, status, problem in WRONG:
        for who, path in ((ada, f"{TICKETS}/{ticket['id']}/messages"), (agent, f"{admin}/messages")):
            answer = await who.post(path, body, key=str(uuid4()), Content_Type="application/json")
            assert (answer.status, answer.problem) == (status, problem), f"{body!s:.40}"
    assert (await agent.get(admin)).json == before
    assert await support.published() == heard


async def test_customers_have_no_say_in_notes_or_statuses(support: Running, ada: Client) -> None:
    path = f"{TICKETS}/{(await opened(ada))['id']}/messages"
    for extra in ({"is_internal": False}, {"status": "open"}, {"author_kind": "agent"}):
        answer = await create(ada, path, {"text": "a"} | extra)
        assert (answer.problem, answer.json["pointer"]) == ("invalid", f"/{next(iter(extra))}")


async def test_a_repeated_message_is_said_once(support: Running, ada: Client, agent: Client) -> None:
    ticket = await opened(ada)
    for who, path in (
        (ada, f"{TICKETS}/{ticket['id']}/messages"),
        (agent, f"/v1/admin/tickets/{ticket['id']}/messages"),
    ):
        answers = [await create(who, path, {"text": "Once"}, key="message-1") for _ in range(3)]
        assert {answer.status for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert (await who.post(path, {"text": "Once"})).problem == "idempotency-key-missing"
    assert await texts(ada, f"{TICKETS}/{ticket['id']}/messages") == [TICKET["text"], "Once", "Once"]


async def test_a_repeated_refusal_is_the_same_to_the_last_byte(ada: Client, agent: Client) -> None:
    path = f"{TICKETS}/{await in_status('closed', ada, agent)}/messages"
    first, again = [await create(ada, path, {"text": "Hello?"}, key="message-1") for _ in range(2)]
    assert (first.status, first.problem, first.json["instance"]) == (409, "ticket-action-refused", path)
    assert again.content == first.content


async def test_a_key_belongs_to_one_ticket(support: Running, ada: Client) -> None:
    first, second = await opened(ada), await opened(ada)
    await create(ada, f"{TICKETS}/{first['id']}/messages", {"text": "a"}, key="message-1")
    answer = await create(ada, f"{TICKETS}/{second['id']}/messages", {"text": "a"}, key="message-1")
    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")


async def test_pages_hold_every_message_once_oldest_first(ada: Client, agent: Client) -> None:
    ticket = await opened(ada, text="0")
    path, admin = f"{TICKETS}/{ticket['id']}/messages", f"/v1/admin/tickets/{ticket['id']}"
    for number in range(1, 5):
        await create(agent, f"{admin}/messages", {"text": f"note {number}", "is_internal": True})
        await create(ada, path, {"text": str(number)})
    everything = ["0", "note 1", "1", "note 2", "2", "note 3", "3", "note 4", "4"]
    for limit in (1, 2, 5, 9, 100):
        assert await texts(ada, path, limit) == ["0", "1", "2", "3", "4"]
        assert await texts(agent, admin, limit) == everything


async def test_messages_written_at_once_are_all_kept_in_one_order(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket = await opened(ada)
    path, admin = f"{TICKETS}/{ticket['id']}/messages", f"/v1/admin/tickets/{ticket['id']}"
    sides = [(ada, path), (agent, f"{admin}/messages")]
    answers = await asyncio.gather(*(create(*sides[n % 2], {"text": str(n)}) for n in range(12)))
    assert {answer.status for answer in answers} == {201}
    events = sorted(await support.published(), key=lambda event: int(event["version"]))
    order = [event["message_id"] for event in events[1:]]
    kept = (await agent.get(admin)).json["messages"]["items"][1:]
    assert [said["id"] for said in kept] == order
