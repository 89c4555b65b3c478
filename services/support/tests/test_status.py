"""The ticket's machine: every status × action, through the requests that people make."""

import asyncio
import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from chassis.testing import Answer, Client, Running
from services.support.tests.make import TICKETS, create, in_status, opened
from support.ticket import workers
from support.ticket.model import NEXT, Ticket, TicketActionRefused, TicketStatus

STATUSES = [status.value for status in TicketStatus]
REPLIED, SOLVED, CLOSED = (f"support.ticket_{fact}.v1" for fact in ("replied", "solved", "closed"))

# What the design says, in its own words: `new → open ⇄ waiting_on_customer, on_hold; any of them → solved →
# closed; a reply reopens solved, not closed`.
DESIGN = {
    ("new", "open"),
    ("open", "waiting_on_customer"),
    ("waiting_on_customer", "open"),
    ("open", "on_hold"),
    ("on_hold", "open"),
    ("new", "solved"),
    ("open", "solved"),
    ("waiting_on_customer", "solved"),
    ("on_hold", "solved"),
    ("solved", "closed"),
    ("solved", "open"),
}

REPLY = {"text": "Still nothing"}
# Who asks for what (no body: to close); the status that follows each of STATUSES, None for a refusal; what is
# announced, which is less where it already is so.
REQUESTS: dict[str, tuple[str, dict[str, Any] | None, list[str | None], list[str]]] = {
    "reply": ("customer", REPLY, ["new", "open", "open", "open", "open", None], [REPLIED]),
    "close": ("customer", None, ["closed"] * 6, [SOLVED, CLOSED]),
    "answer": ("agent", REPLY, [*["waiting_on_customer"] * 5, None], [REPLIED]),
    "answer, open": ("agent", REPLY | {"status": "open"}, [*["open"] * 5, None], [REPLIED]),
    "answer, hold": ("agent", REPLY | {"status": "on_hold"}, [*["on_hold"] * 5, None], [REPLIED]),
    "answer, solve": ("agent", REPLY | {"status": "solved"}, [*["solved"] * 5, None], [REPLIED, SOLVED]),
    "note": ("agent", REPLY | {"is_internal": True}, [*STATUSES], []),
    "note, open": ("agent", REPLY | {"is_internal": True, "status": "open"}, [*["open"] * 5, None], []),
    "note, wait": (
        "agent",
        REPLY | {"is_internal": True, "status": "waiting_on_customer"},
        [*["waiting_on_customer"] * 5, None],
        [],
    ),
    "note, hold": ("agent", REPLY | {"is_internal": True, "status": "on_hold"}, [*["on_hold"] * 5, None], []),
    "note, solve": (
        "agent",
        REPLY | {"is_internal": True, "status": "solved"},
        [*["solved"] * 5, None],
        [SOLVED],
    ),
}
IS_SO_ALREADY = {"solved": {SOLVED}, "closed": {SOLVED, CLOSED}}


async def ask(who: Client, path: str, body: dict[str, Any] | None) -> Answer:
    return await (who.post(path) if body is None else create(who, path, body))


@pytest.mark.parametrize("name", REQUESTS)
async def test_every_status_meets_every_request(
    support: Running, ada: Client, agent: Client, name: str
) -> None:
    who, body, expected, announced = REQUESTS[name]
    for status, following in zip(STATUSES, expected, strict=True):
        ticket_id = await in_status(status, ada, agent)
        before = (await agent.get(f"/v1/admin/tickets/{ticket_id}")).json
        heard = len(await support.published())
        path = f"{TICKETS}/{ticket_id}/" if who == "customer" else f"/v1/admin/tickets/{ticket_id}/"
        answer = await ask(
            ada if who == "customer" else agent, path + ("messages" if body else "close"), body
        )
        after = (await agent.get(f"/v1/admin/tickets/{ticket_id}")).json
        news = [event["type"] for event in (await support.published())[heard:]]
        if following is None:
            assert (answer.status, answer.problem) == (409, "ticket-action-refused"), (status, answer)
            assert answer.json["ticket_status"] == status
            assert (after, news) == (before, [])
        else:
            assert answer.status in (200, 201), (status, answer)
            assert after["status"] == following, status
            assert news == [kind for kind in announced if kind not in IS_SO_ALREADY.get(status, set())]
            assert len(after["messages"]["items"]) == len(before["messages"]["items"]) + bool(body)


def ticket_in(status: TicketStatus) -> Ticket:
    fields = {"number": "1000-0008", "subject": "x", "priority": "normal", "order_id": None}
    times = {"created_at": "2026-03-01T12:00:00Z", "changed_at": "2026-03-01T12:00:00Z"}
    return msgspec.convert(
        fields | times | {"id": str(uuid4()), "customer_id": str(uuid4()), "status": status}, Ticket
    )


def test_the_table_holds_the_design_and_nothing_else() -> None:
    assert {
        (status.value, following.value) for (status, _), following in NEXT.items() if status is not following
    } == DESIGN


@pytest.mark.parametrize(
    ("status", "action"), list(itertools.product(TicketStatus, sorted({action for _, action in NEXT})))
)
def test_what_is_not_in_the_table_is_refused(status: TicketStatus, action: str) -> None:
    ticket = ticket_in(status)
    if (status, action) in NEXT:
        ticket._move(action)
        assert ticket.status is NEXT[status, action]
    else:
        with pytest.raises(TicketActionRefused):
            ticket._move(action)
        assert ticket.status is status


async def test_a_closed_ticket_stays_closed_whoever_writes(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket_id = await in_status("closed", ada, agent)
    await create(ada, f"{TICKETS}/{ticket_id}/messages", REPLY)
    await create(agent, f"/v1/admin/tickets/{ticket_id}/messages", REPLY | {"status": "open"})
    assert (await ada.get(f"{TICKETS}/{ticket_id}")).json["status"] == "closed"


async def test_a_reopened_ticket_can_be_solved_and_closed_again(
    support: Running, ada: Client, agent: Client
) -> None:
    ticket_id = await in_status("solved", ada, agent)
    await create(ada, f"{TICKETS}/{ticket_id}/messages", REPLY)
    await create(agent, f"/v1/admin/tickets/{ticket_id}/messages", REPLY | {"status": "solved"})
    await ada.post(f"{TICKETS}/{ticket_id}/close")
    history = [(event["type"].split(".")[1], event["version"]) for event in await support.published()]
    facts = ["opened", "replied", "solved", "replied", "replied", "solved", "closed"]
    assert history == [(f"ticket_{fact}", version) for version, fact in enumerate(facts, 1)]


async def test_only_its_customer_closes_a_ticket(
    support: Running, ada: Client, bob: Client, agent: Client
) -> None:
    ticket_id = (await opened(ada))["id"]
    for other in (bob, agent):
        assert (await other.post(f"{TICKETS}/{ticket_id}/close")).problem == "ticket-not-found"
    assert (await ada.get(f"{TICKETS}/{ticket_id}")).json["status"] == "new"


async def test_closing_and_replying_at_once_end_in_one_history(
    support: Running, ada: Client, agent: Client
) -> None:
    for _ in range(5):
        ticket_id = await in_status("solved", ada, agent)
        closing = [ada.post(f"{TICKETS}/{ticket_id}/close") for _ in range(3)]
        replying = [create(ada, f"{TICKETS}/{ticket_id}/messages", REPLY) for _ in range(3)]
        answers = await asyncio.gather(*closing, *replying)
        assert {answer.status for answer in answers} <= {200, 201, 409}
        detail = (await agent.get(f"/v1/admin/tickets/{ticket_id}")).json
        events = sorted(await support.published(), key=lambda event: int(event["version"]))
        facts = [event for event in events if str(event["of"]) == ticket_id]
        assert detail["status"] == "closed"
        assert [event["version"] for event in facts] == list(range(1, len(facts) + 1))
        assert sum(event["type"] == CLOSED for event in facts) == 1
        assert facts[-1]["type"] == CLOSED
        said = sum(answer.status == 201 for answer in answers)
        assert len(detail["messages"]["items"]) == 2 + said


async def test_a_solved_ticket_closes_by_itself_unless_somebody_replies(
    support: Running, ada: Client, agent: Client
) -> None:
    forgotten, replied = [await in_status("solved", ada, agent) for _ in range(2)]
    week = timedelta(days=7)
    support.clock.advance(days=6)
    await create(ada, f"{TICKETS}/{replied}/messages", REPLY)
    assert not await workers.close_next(support.db, after=week)
    support.clock.advance(days=2)
    found = await asyncio.gather(*(workers.close_next(support.db, after=week) for _ in range(3)))
    assert sorted(found) == [False, False, True]
    assert (await ada.get(f"{TICKETS}/{forgotten}")).json["status"] == "closed"
    assert (await ada.get(f"{TICKETS}/{replied}")).json["status"] == "open"


def diagram() -> str:
    """The table as Mermaid draws it; what leaves a status as it is, is left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (status, action), following in NEXT.items():
        if status is not following:
            arrows.setdefault((status, following), []).append(action)
    lines = [f"    {start} --> {end}: {', '.join(actions)}" for (start, end), actions in arrows.items()]
    return "\n".join(
        ["```mermaid", "stateDiagram-v2", "    [*] --> new", *lines, "    closed --> [*]", "```"]
    )


def test_the_readme_draws_this_table() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    assert diagram() in readme, f"put this into README.md:\n{diagram()}"
