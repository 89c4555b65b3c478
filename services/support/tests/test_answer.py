"""Canned replies: in the customer's language, filled in safely, with gaps where nothing is known."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from chassis.testing import Client, Parts, Running
from services.support.tests.conftest import started
from services.support.tests.make import Neighbourhood, create, opened
from services.support.tests.test_context import Case, case_of
from support.answer.model import CannedReply, draft, one_line

REPLIES = "/v1/admin/canned-replies"
HELLO = {
    "key": "hello",
    "title": "Hello",
    "texts": {
        "en": "Hello {{customer.name|there}}, about {{order.number}} ({{order.status}}):",
        "es": "Hola {{customer.name|}}:",
    },
}


@pytest.fixture
def lead(support: Running) -> Client:
    return support.as_account(uuid4(), "tickets:read", "tickets:reply", "tickets:manage")


def canned(**texts: str) -> CannedReply:
    return CannedReply("x", 1, "x", texts)


def test_a_value_is_never_read_as_a_variable() -> None:
    made = draft(canned(en="Dear {{customer.name}}"), "en", {"customer.name": "{{ticket.number}}"})
    assert (made.text, made.missing) == ("Dear {{ticket.number}}", [])


def test_what_is_missing_is_a_named_gap_or_what_stands_in() -> None:
    made = draft(canned(en="{{order.number}}-{{customer.name|you}}-{{customer.name|}}"), "en", {})
    assert (made.text, made.missing) == ("-you-", ["order.number"])


def test_a_name_cannot_turn_a_mail_around() -> None:
    assert one_line("Ada\r\nBcc: x\u202e\u2028evil\x00" + "a" * 300).startswith("Ada Bcc: x evil a")
    assert len(one_line("a" * 300)) == 200
    assert one_line("  Ana   María ") == "Ana María"


def test_the_language_is_the_customers_as_far_as_there_is_one() -> None:
    both = canned(en="e", es="s")
    assert [draft(both, locale, {}).text for locale in ("es", "es-MX", "fr", "")] == ["s", "s", "e", "e"]
    assert draft(canned(pt="p"), "fr", {}).text == "p"


WRONG: list[dict[str, Any]] = [
    {"texts": {"en": "{{customer.password}}"}},
    {"texts": {"en": "{{customer.name"}},
    {"texts": {"en": "{{ customer }}"}},
    {"texts": {"en": "{{customer.name|{{order.number}}}}"}},
    {"texts": {}},
    {"texts": {"english": "x"}},
    {"key": "A b"},
    {"title": "a\nb"},
]


async def test_replies_are_written_by_leads(support: Running, agent: Client, lead: Client) -> None:
    assert (await create(agent, REPLIES, HELLO)).status == 403
    for wrong in WRONG:
        answer = await create(lead, REPLIES, HELLO | wrong)
        assert (answer.status, answer.problem in ("invalid", "unknown-variable")) == (422, True), wrong
    assert (await create(lead, REPLIES, HELLO)).status == 201
    assert (await create(lead, REPLIES, HELLO)).problem == "canned-reply-exists"
    body = {"title": "Hi", "texts": {"en": "Hi"}}
    edited = await lead.put(f"{REPLIES}/hello", body, If_Match='"1"')
    assert (edited.status, edited.json["version"], edited.headers["etag"]) == (200, 2, '"2"')
    assert (await lead.put(f"{REPLIES}/hello", body, If_Match='"1"')).problem == "precondition-failed"
    assert (await lead.put(f"{REPLIES}/other", body, If_Match="*")).problem == "canned-reply-not-found"
    assert [reply["title"] for reply in (await agent.get(REPLIES)).json["items"]] == ["Hi"]
    assert (await lead.send("DELETE", f"{REPLIES}/hello", headers={"If-Match": "*"})).status == 204
    assert (await agent.get(REPLIES)).json["items"] == []


async def test_a_draft_has_gaps_when_nobody_answers(
    support: Running, ada: Client, agent: Client, lead: Client
) -> None:
    await create(lead, REPLIES, HELLO)
    ticket_id = (await opened(ada))["id"]
    made = (await agent.get(f"/v1/admin/tickets/{ticket_id}/draft?reply=hello")).json
    assert made == {
        "text": "Hello there, about  ():",
        "language": "en",
        "missing": ["order.number", "order.status"],
    }
    assert (
        await agent.get(f"/v1/admin/tickets/{ticket_id}/draft?reply=x")
    ).problem == "canned-reply-not-found"
    assert (await agent.get(f"/v1/admin/tickets/{uuid4()}/draft?reply=hello")).problem == "ticket-not-found"


@pytest.fixture
async def case(running_parts: Parts, neighbourhood: Neighbourhood) -> AsyncIterator[Case]:
    urls = {"USERS_URL": neighbourhood.users.http.url, "ORDERS_URL": neighbourhood.orders.http.url}
    async with started(running_parts, **urls) as support:
        yield await case_of(support, neighbourhood)


async def test_a_draft_says_what_is_so_now_and_an_answer_what_was_seen(
    case: Case, neighbourhood: Neighbourhood
) -> None:
    lead = case.support.as_account(uuid4(), "tickets:read", "tickets:reply", "tickets:manage")
    await create(lead, REPLIES, HELLO)
    customer = neighbourhood.acting(neighbourhood.users, case.customer_id)
    context = await case.live()
    [order] = context["orders"]["value"]["items"]
    path = f"/v1/admin/tickets/{case.ticket_id}"
    made = (await lead.get(f"{path}/draft?reply=hello")).json
    assert made["text"] == f"Hello Ada Lovelace, about {order['number']} (confirmed):"
    assert (await customer.send("PATCH", "/v1/me", {"locale": "es"})).status == 200
    assert (await lead.get(f"{path}/draft?reply=hello")).json["text"] == "Hola Ada Lovelace:"
    unseen = await create(lead, f"{path}/messages", {"text": "Hello"})
    seen = await create(case.agent, f"{path}/messages", {"text": "Hello"})
    assert (unseen.json["order_version"], seen.json["order_version"]) == (None, order["version"])
    assert order["version"] > 0
