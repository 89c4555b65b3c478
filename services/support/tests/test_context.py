"""The customer behind a ticket, live: with users and orders up, dead, hanging, wrong, and back again."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from chassis.testing import Client, Parts, Running, message
from services.support.tests.conftest import started
from services.support.tests.make import (
    AGENT,
    NOBODY_URL,
    TICKETS,
    Neighbourhood,
    create,
    dead,
    hanging,
    opened,
    ordered,
    until,
)
from support.context.model import COPY_LIFE, MOST_COPIES, Copy, LastGood
from support.context.neighbours import DEADLINE_SECONDS, ORDERS_SHOWN
from support.subscribed import EraseRequested

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BREAKER_THRESHOLD = 10
# What a busy machine may add to the deadline; the client's own patience would be seconds.
SLACK_SECONDS = 0.5


class Case(msgspec.Struct):
    """A ticket of a customer who is registered and has bought something."""

    support: Running
    customer_id: UUID
    order_id: UUID
    ticket_id: str

    @property
    def agent(self) -> Client:
        return self.support.as_account(AGENT, "tickets:read", "tickets:reply")

    @property
    def path(self) -> str:
        return f"{TICKETS}/{self.ticket_id}/context"

    async def context(self) -> dict[str, Any]:
        answer = await self.agent.get(self.path)
        assert answer.status == 200, answer
        found: dict[str, Any] = answer.json
        return found

    async def statuses(self) -> tuple[str, str]:
        return statuses(await self.context())

    async def live(self) -> dict[str, Any]:
        """Once both sections are live: the first question fetches tokens too, and a breaker closes slowly."""

        async def both() -> dict[str, Any] | None:
            context = await self.context()
            return context if statuses(context) == ("live", "live") else None

        found: dict[str, Any] = await until(both)
        return found

    async def still_works(self) -> None:
        """The ticket itself, whoever else is away."""
        assert (await self.agent.get(f"/v1/admin/tickets/{self.ticket_id}")).status == 200
        answer = await create(
            self.agent, f"/v1/admin/tickets/{self.ticket_id}/messages", {"text": "We look into it"}
        )
        assert answer.status == 201, answer


def statuses(context: dict[str, Any]) -> tuple[str, str]:
    return context["profile"]["status"], context["orders"]["status"]


async def case_of(support: Running, neighbourhood: Neighbourhood) -> Case:
    customer_id = await neighbourhood.customer("Ada Lovelace")
    order_id = await neighbourhood.bought(customer_id, await neighbourhood.stocked())
    await ordered(support, customer_id, order_id)
    ticket = await opened(support.as_account(customer_id), order_id=str(order_id))
    return Case(support, customer_id, order_id, ticket["id"])


@pytest.fixture
async def case(running_parts: Parts, neighbourhood: Neighbourhood) -> AsyncIterator[Case]:
    urls = {"USERS_URL": neighbourhood.users.http.url, "ORDERS_URL": neighbourhood.orders.http.url}
    async with started(running_parts, **urls) as support:
        yield await case_of(support, neighbourhood)


# Everybody is there


async def test_an_agent_sees_profile_and_orders_as_they_are_now(case: Case) -> None:
    before = case.support.clock.now()
    context = await case.live()
    assert (context["ticket_id"], context["order_id"]) == (case.ticket_id, str(case.order_id))
    profile = context["profile"]
    assert profile["source"] == "users"
    assert profile["value"].pop("email").endswith("@example.com")
    assert profile["value"] == {"account_id": str(case.customer_id), "name": "Ada Lovelace", "locale": "en"}
    orders = context["orders"]
    assert orders["source"] == "orders"
    [order] = orders["value"]["items"]
    assert (order["id"], order["status"], order["payment_status"]) == (
        str(case.order_id),
        "confirmed",
        "paid",
    )
    assert order["total"] == {"amount": 3998, "currency": "EUR"}
    assert [(line["quantity"], line["unit_price"]["amount"]) for line in order["lines"]] == [(2, 1999)]
    for section in (profile, orders):
        assert before <= datetime.fromisoformat(section["as_of"]) <= case.support.clock.now()
        assert 0 <= section["latency_ms"] <= DEADLINE_SECONDS * 1000


async def test_what_changes_there_shows_at_once(case: Case, neighbourhood: Neighbourhood) -> None:
    await case.live()
    customer = neighbourhood.acting(neighbourhood.users, case.customer_id)
    assert (await customer.send("PATCH", "/v1/me", {"name": "Ada King"})).status == 200
    assert (await case.live())["profile"]["value"]["name"] == "Ada King"


async def test_the_tickets_order_shows_among_newer_ones_however_old(
    case: Case, neighbourhood: Neighbourhood
) -> None:
    variant = await neighbourhood.stocked()
    newer = [str(await neighbourhood.bought(case.customer_id, variant)) for _ in range(ORDERS_SHOWN)]
    value = (await case.live())["orders"]["value"]
    assert [order["id"] for order in value["items"]] == [*reversed(newer), str(case.order_id)]
    admin = neighbourhood.acting(neighbourhood.orders, uuid4(), "orders:read")
    rest = await admin.get(f"/v1/admin/orders?customer_id={case.customer_id}&cursor={value['next']}")
    assert [order["id"] for order in rest.json["items"]] == [str(case.order_id)]


async def test_a_customer_whom_users_does_not_know_has_a_live_section_without_a_value(case: Case) -> None:
    stranger = await opened(case.support.as_account(uuid4()))
    context = await Case(case.support, case.customer_id, case.order_id, stranger["id"]).live()
    assert context["profile"]["value"] is None
    assert (context["orders"]["value"], context["order_id"]) == ({"items": [], "next": None}, None)


# Who may look


@pytest.mark.parametrize(
    ("permission", "status"), [("tickets:reply", 200), ("tickets:read", 403), ("orders:read", 403)]
)
async def test_only_who_may_reply_looks(support: Running, ada: Client, permission: str, status: int) -> None:
    ticket = await opened(ada)
    answer = await support.as_account(uuid4(), permission).get(f"{TICKETS}/{ticket['id']}/context")
    assert answer.status == status


async def test_the_customer_is_not_shown_it_and_nobody_else_either(
    support: Running, ada: Client, bob: Client
) -> None:
    path = f"{TICKETS}/{(await opened(ada))['id']}/context"
    assert [(await who.get(path)).problem for who in (ada, bob)] == ["forbidden"] * 2
    assert (await support.as_service("orders", "orders:read").get(path)).problem == "forbidden"
    assert (await support.http.get(path)).problem == "unauthenticated"


async def test_a_ticket_that_never_was_has_no_context(agent: Client) -> None:
    assert (await agent.get(f"{TICKETS}/{uuid4()}/context")).problem == "ticket-not-found"


# Somebody is away


async def test_nobody_there_is_an_answer_too(agent: Client, ada: Client) -> None:
    ticket = await opened(ada)
    before = time.monotonic()
    answer = await agent.get(f"{TICKETS}/{ticket['id']}/context")
    assert time.monotonic() - before < DEADLINE_SECONDS + SLACK_SECONDS
    assert (answer.status, statuses(answer.json)) == (200, ("unavailable", "unavailable"))
    assert (answer.json["profile"]["value"], answer.json["orders"]["value"]) == (None, None)
    assert answer.json["orders"]["as_of"]


@pytest.mark.parametrize("outage", [dead, hanging])
@pytest.mark.parametrize(("away", "other"), [("users", "orders"), ("orders", "users")])
async def test_one_away_shows_its_last_good_copy_and_the_other_is_live(
    case: Case, neighbourhood: Neighbourhood, outage: Any, away: str, other: str
) -> None:
    section = {"users": "profile", "orders": "orders"}
    before = await case.live()
    async with outage(getattr(neighbourhood, away)):
        started_at = time.monotonic()
        during = await case.context()
        assert time.monotonic() - started_at < DEADLINE_SECONDS + SLACK_SECONDS
        await case.still_works()
    stale, live = during[section[away]], during[section[other]]
    assert (stale["status"], live["status"]) == ("stale", "live")
    assert (stale["as_of"], stale["value"]) == (
        before[section[away]]["as_of"],
        before[section[away]]["value"],
    )
    assert live["as_of"] > before[section[other]]["as_of"]
    after = await case.live()
    assert after[section[away]]["as_of"] > stale["as_of"]


async def test_both_hanging_at_once_cost_one_deadline(case: Case, neighbourhood: Neighbourhood) -> None:
    await case.live()
    async with hanging(neighbourhood.users), hanging(neighbourhood.orders):
        started_at = time.monotonic()
        context = await case.context()
        took_ms = (time.monotonic() - started_at) * 1000
    assert statuses(context) == ("stale", "stale")
    assert took_ms < context["profile"]["latency_ms"] + context["orders"]["latency_ms"], "one after the other"


async def test_without_a_copy_the_section_is_unavailable(case: Case, neighbourhood: Neighbourhood) -> None:
    await case.live()
    other = await opened(case.support.as_account(await neighbourhood.customer("Bob")))
    async with dead(neighbourhood.orders):
        context = await Case(case.support, case.customer_id, case.order_id, other["id"]).context()
    assert (statuses(context), context["orders"]["value"]) == (("live", "unavailable"), None)
    assert context["profile"]["value"]["name"] == "Bob"


async def test_a_copy_is_shown_for_minutes_only(case: Case, neighbourhood: Neighbourhood) -> None:
    await case.live()
    async with dead(neighbourhood.orders):
        case.support.clock.advance(seconds=COPY_LIFE.total_seconds() - 60)
        assert (await case.statuses())[1] == "stale"
        case.support.clock.advance(seconds=61)
        assert (await case.statuses())[1] == "unavailable"


async def test_one_that_hangs_for_long_is_not_waited_for_and_comes_back(
    case: Case, neighbourhood: Neighbourhood
) -> None:
    await case.live()
    async with hanging(neighbourhood.orders):
        await asyncio.gather(*(case.context() for _ in range(BREAKER_THRESHOLD)))
        context = await case.context()
        assert statuses(context) == ("live", "stale")
        assert context["orders"]["latency_ms"] < DEADLINE_SECONDS * 1000 / 2, "the breaker is open"
    await case.live()


async def test_one_that_answers_something_else_is_as_good_as_away(
    running_parts: Parts, neighbourhood: Neighbourhood
) -> None:
    """Orders where users should be knows no profiles: a refusal, which no retry and no breaker changes."""
    orders_url = neighbourhood.orders.http.url
    async with started(running_parts, USERS_URL=orders_url, ORDERS_URL=orders_url) as support:
        case = await case_of(support, neighbourhood)

        async def orders_live() -> bool:
            return await case.statuses() == ("unavailable", "live")

        await until(orders_live)
        await case.still_works()


async def test_without_a_token_both_sections_are_unavailable_and_the_ticket_works(
    running_parts: Parts, neighbourhood: Neighbourhood
) -> None:
    urls = {"USERS_URL": neighbourhood.users.http.url, "ORDERS_URL": neighbourhood.orders.http.url}
    async with started(running_parts, TOKEN_URL=NOBODY_URL, **urls) as support:
        case = await case_of(support, neighbourhood)
        assert await case.statuses() == ("unavailable", "unavailable")
        await case.still_works()


async def test_agents_do_not_wait_for_each_other_when_no_token_comes(
    running_parts: Parts, neighbourhood: Neighbourhood
) -> None:
    """Whoever waits for the token that another one is fetching has the same deadline."""
    users_url = neighbourhood.users.http.url
    urls = {"USERS_URL": users_url, "ORDERS_URL": neighbourhood.orders.http.url}
    token_url = f"{users_url}/internal/oauth/token"
    async with started(running_parts, TOKEN_URL=token_url, **urls) as support:
        case = await case_of(support, neighbourhood)
        async with hanging(neighbourhood.users):
            started_at = time.monotonic()
            found = await asyncio.gather(*(case.statuses() for _ in range(5)))
            assert time.monotonic() - started_at < DEADLINE_SECONDS + SLACK_SECONDS
        assert set(found) == {("unavailable", "unavailable")}


# The copies


def copy(value: str, seconds: float = 0) -> Copy[str]:
    return Copy(value, NOW + timedelta(seconds=seconds))


def test_a_copy_is_forgotten_after_its_life() -> None:
    answers: LastGood[str] = LastGood()
    answers.keep("who", copy("Ada"))
    assert answers.find("who", NOW + COPY_LIFE) == copy("Ada")
    assert answers.find("who", NOW + COPY_LIFE + timedelta(seconds=1)) is None
    assert answers.find("who", NOW) is None, "it is gone, not only hidden"


def test_an_answer_that_was_asked_for_earlier_comes_too_late() -> None:
    answers: LastGood[str] = LastGood()
    answers.keep("who", copy("newer", seconds=2))
    answers.keep("who", copy("older", seconds=1))
    assert answers.find("who", NOW) == copy("newer", seconds=2)


def test_the_oldest_copies_make_room() -> None:
    answers: LastGood[str] = LastGood()
    for number in range(MOST_COPIES + 1):
        answers.keep(str(number), copy("", seconds=number / 1000))
    assert answers.find("0", NOW) is None
    assert answers.find("1", NOW) is not None


# Beside the orders


async def test_the_timeline_of_the_tickets_order_shows_who_did_what(case: Case) -> None:
    await case.live()
    timeline = (await case.context())["timeline"]
    assert (timeline["status"], timeline["source"]) == ("live", "orders")
    happened = [entry["what"] for entry in timeline["value"]["items"]]
    assert {"order_placed", "payment_captured", "order_confirmed"} <= set(happened)
    other = await opened(case.support.as_account(case.customer_id))
    found = (await case.agent.get(f"{TICKETS}/{other['id']}/context")).json
    assert (found["timeline"], found["orders"]["status"]) == (None, "live")


async def test_what_is_remembered_of_who_was_forgotten_is_not_shown(
    case: Case, neighbourhood: Neighbourhood
) -> None:
    await case.live()
    async with dead(neighbourhood.users), dead(neighbourhood.orders):
        assert await case.statuses() == ("stale", "stale")
        event = EraseRequested(account_id=case.customer_id, scan=1)
        await case.support.deliver(message(event, of=case.customer_id))
        context = await case.context()
        assert statuses(context) == ("unavailable", "unavailable")
        assert context["timeline"]["status"] == "unavailable"
