"""Acting from a ticket: on real orders, within a role, above it with a lead, whatever happens to orders."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from chassis.testing import Answer, Client, Parts, Running
from services.support.tests.conftest import started
from services.support.tests.make import Neighbourhood, create, dead, opened, until
from services.support.tests.test_context import Case, case_of
from support.action.model import LEASE, NEXT, ActionStatus
from support.action.workers import Performer

AGENT_ROLE = ("orders:read", "orders:refund", "tickets:read", "tickets:reply")
LEAD_ROLE = (*AGENT_ROLE, "orders:cancel", "orders:refund-any", "tickets:manage")
WAITING = "/v1/admin/ticket-actions"


@pytest.fixture
async def case(running_parts: Parts, neighbourhood: Neighbourhood) -> AsyncIterator[Case]:
    urls = {"USERS_URL": neighbourhood.users.http.url, "ORDERS_URL": neighbourhood.orders.http.url}
    async with started(running_parts, **urls) as support:
        yield await case_of(support, neighbourhood)


@pytest.fixture
def agent(case: Case) -> Client:
    return case.support.as_account(uuid4(), *AGENT_ROLE)


@pytest.fixture
def lead(case: Case) -> Client:
    return case.support.as_account(uuid4(), *LEAD_ROLE)


RESEND = {"kind": "resend_confirmation", "reason": "The first is lost"}


def refund(amount: int) -> dict[str, Any]:
    return {"kind": "refund", "reason": "It came late", "amount": {"amount": amount, "currency": "EUR"}}


async def ask(who: Client, case: Case, body: dict[str, Any], key: str | None = None) -> Answer:
    return await create(who, f"/v1/admin/tickets/{case.ticket_id}/actions", body, key)


async def settled(who: Client, case: Case) -> list[dict[str, Any]]:
    """The ticket's actions once orders has answered all of them."""

    async def look() -> list[dict[str, Any]]:
        await performer(case.support).perform_next()
        case.support.clock.advance(seconds=1)
        items: list[dict[str, Any]] = (await who.get(f"/v1/admin/tickets/{case.ticket_id}/actions")).json[
            "items"
        ]
        return [] if any(item["status"] == "pending" for item in items) else items

    found: list[dict[str, Any]] = await until(look)
    return found


def performer(support: Running) -> Performer:
    made: Performer = support.service.provide["performer"]
    return made


async def timeline(case: Case, neighbourhood: Neighbourhood) -> list[dict[str, Any]]:
    staff = neighbourhood.acting(neighbourhood.orders, uuid4(), "orders:read")
    entries = (await staff.get(f"/v1/admin/orders/{case.order_id}/timeline")).json["items"]
    return [entry for entry in entries if entry["what"] == "agent_acted"]


async def test_an_agent_refunds_once_and_both_sides_say_who(
    case: Case, agent: Client, neighbourhood: Neighbourhood
) -> None:
    await case.live()
    answers = [await ask(agent, case, refund(500), key="refund-0001") for _ in range(3)]
    assert {answer.status for answer in answers} == {201}, answers
    assert len({answer.json["id"] for answer in answers}) == 1
    [action] = await settled(agent, case)
    assert (action["status"], action["problem"]) == ("succeeded", None)
    [entry] = await timeline(case, neighbourhood)
    assert entry["actor_id"] == action["asked_by"]
    assert entry["facts"] == {"action": "refund", "ticket_id": case.ticket_id, "action_id": action["id"]}
    other = await ask(agent, case, refund(501), key="refund-0001")
    assert (other.status, other.problem) == (422, "idempotency-key-reused")


async def test_an_agent_resends_the_confirmation(
    case: Case, agent: Client, neighbourhood: Neighbourhood
) -> None:
    await case.live()
    answers = [await ask(agent, case, RESEND, key="resend-0001") for _ in range(2)]
    assert {answer.status for answer in answers} == {201}, answers
    [action] = await settled(agent, case)
    assert (action["kind"], action["status"]) == ("resend_confirmation", "succeeded")
    assert (action["reason"], action["result_id"]) == ("The first is lost", None)
    assert (action["problem"], action["decided_by"]) == (None, None)
    [entry] = await timeline(case, neighbourhood)
    assert entry["actor_id"] == action["asked_by"]
    said = {"action": "resend_confirmation", "ticket_id": case.ticket_id, "action_id": action["id"]}
    assert entry["facts"] == said


async def test_above_the_limit_a_lead_decides(
    case: Case, agent: Client, lead: Client, neighbourhood: Neighbourhood
) -> None:
    await case.live()
    cancel = {"kind": "cancel", "reason": "Ordered twice"}
    assert (await ask(agent, case, cancel)).json["status"] in ("awaiting_approval", "pending")
    [action] = await settled(agent, case)
    assert (action["status"], action["problem"]) == ("awaiting_approval", "agent-may-not")
    assert [each["id"] for each in (await lead.get(WAITING)).json["items"]] == [action["id"]]
    assert (await agent.get(WAITING)).status == 403
    assert (await agent.post(f"{WAITING}/{action['id']}/approve")).status == 403
    answers = await asyncio.gather(*(lead.post(f"{WAITING}/{action['id']}/approve") for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409]
    [done] = await settled(agent, case)
    assert (done["status"], done["decided_by"] is not None) == ("succeeded", True)
    [entry] = await timeline(case, neighbourhood)
    assert entry["actor_id"] == done["decided_by"] != done["asked_by"]
    assert (await lead.get(WAITING)).json["items"] == []


async def test_a_lead_says_no_and_nobody_decides_about_themselves(case: Case, agent: Client) -> None:
    await case.live()
    body = {"kind": "cancel", "reason": "x"}
    limited = case.support.as_account(uuid4(), *AGENT_ROLE, "tickets:manage")
    await ask(limited, case, body)
    [action] = await settled(agent, case)
    assert (await limited.post(f"{WAITING}/{action['id']}/approve")).problem == "own-ticket-action"
    other = case.support.as_account(uuid4(), *AGENT_ROLE, "tickets:manage")
    assert (await other.post(f"{WAITING}/{action['id']}/reject")).json["status"] == "rejected"
    assert (await other.post(f"{WAITING}/{action['id']}/approve")).problem == "ticket-action-decided"
    assert (await other.post(f"{WAITING}/{uuid4()}/approve")).problem == "ticket-action-not-found"


@pytest.mark.parametrize("kind", ["refund", "resend_confirmation"])
async def test_what_was_asked_while_orders_was_away_is_done_once_it_is_back(
    case: Case, agent: Client, neighbourhood: Neighbourhood, kind: str
) -> None:
    await case.live()
    async with dead(neighbourhood.orders):
        answer = await ask(agent, case, refund(300) if kind == "refund" else RESEND)
        assert (answer.status, answer.json["status"]) == (201, "pending")
    [action] = await settled(agent, case)
    assert action["status"] == "succeeded"
    assert len(await timeline(case, neighbourhood)) == 1


async def test_who_died_between_the_lines_is_followed_by_a_worker(
    case: Case, agent: Client, neighbourhood: Neighbourhood
) -> None:
    """Orders has done it, and whoever asked died before it wrote that down."""
    await case.live()
    await ask(agent, case, refund(200))
    await settled(agent, case)
    await case.support.db.execute(
        "UPDATE ticket_actions SET status = 'pending', ended_at = NULL, result_id = NULL"
    )
    case.support.clock.advance(seconds=LEASE.total_seconds() + 1)
    [action] = await settled(agent, case)
    assert (action["status"], action["result_id"] is not None) == ("succeeded", True)
    assert len(await timeline(case, neighbourhood)) == 1


async def test_orders_reasons_for_a_no_are_told(case: Case, agent: Client) -> None:
    await case.live()
    await ask(agent, case, {"kind": "return", "reason": "x", "lines": [{"line": 1, "quantity": 1}]})
    await ask(agent, case, refund(1) | {"amount": {"amount": 1, "currency": "USD"}})
    first, second = await settled(agent, case)
    assert (first["status"], first["problem"]) == ("failed", "quantity-exceeded")
    assert (second["status"], second["problem"]) == ("failed", "wrong-currency")


async def test_a_wish_is_whole_and_its_ticket_has_an_order(support: Running, ada: Client) -> None:
    agent = support.as_account(uuid4(), *AGENT_ROLE)
    ticket_id = (await opened(ada))["id"]
    path = f"/v1/admin/tickets/{ticket_id}/actions"
    assert (await create(agent, path, refund(1))).problem == "ticket-without-order"
    for body, pointer in [
        ({"kind": "refund", "reason": "x"}, "/amount"),
        (refund(1) | {"kind": "cancel"}, "/amount"),
        (refund(1) | RESEND, "/amount"),
        ({"kind": "return", "reason": "x"}, "/lines"),
        (refund(0), "/amount/amount"),
        (refund(1) | {"reason": " "}, "/reason"),
    ]:
        answer = await create(agent, path, body)
        assert (answer.status, answer.json["pointer"]) == (422, pointer), body
    missing = await create(agent, f"/v1/admin/tickets/{uuid4()}/actions", refund(1))
    assert (missing.status, missing.problem) == (404, "ticket-not-found")
    assert (await agent.get(path)).json == {"items": []}


def test_an_action_ends_once() -> None:
    assert {(before.value, after.value) for (before, _), after in NEXT.items()} == {
        ("pending", "succeeded"),
        ("pending", "failed"),
        ("pending", "awaiting_approval"),
        ("awaiting_approval", "pending"),
        ("awaiting_approval", "rejected"),
    }
    assert not {ActionStatus.SUCCEEDED, ActionStatus.FAILED, ActionStatus.REJECTED} & {
        each for each, _ in NEXT
    }
