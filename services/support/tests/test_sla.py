"""Clocks: business time over time zones and daylight saving, pauses, warnings, breaches, recomputation."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.testing import Client, Running
from services.support.tests.make import TICKETS, create, opened
from support.sla import workers
from support.sla.calendar import WEEK, Calendar, Hours
from support.sla.model import DEFAULT, ClockKind, SlaPlan, SlaTarget, clocks, used_up
from support.ticket.model import Entry, Priority, TicketStatus, What

ADMIN = "/v1/admin/tickets"
MINUTE = timedelta(minutes=1)
# Half an hour of daylight saving, midnight changes, a day that never was, a month that interrupts it.
ZONES = [
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Gaza",
]
# Days on which one of them changed its clocks, so that random times are near them.
CHANGES = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 9, 6),
    date(2011, 12, 30),
    date(2018, 11, 4),
    date(2026, 2, 15),
]


def texts(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = draw(st.lists(st.sampled_from(WEEK), min_size=1, max_size=7, unique=True))
    hours = []
    for day in days:
        bounds = draw(st.lists(st.integers(0, 1440), min_size=2, max_size=4, unique=True).map(sorted))
        pairs = zip(bounds[::2], bounds[1::2], strict=False)
        hours += [Hours(day, texts(opens), texts(closes)) for opens, closes in pairs]
    holidays = draw(st.lists(st.sampled_from(CHANGES), max_size=2))
    return Calendar("any", draw(st.sampled_from(ZONES)), hours, holidays)


@st.composite
def times(draw: st.DrawFn) -> datetime:
    day = draw(st.sampled_from(CHANGES))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + MINUTE * draw(st.integers(-3000, 3000))


def is_open(calendar: Calendar, at: datetime) -> bool:
    """What a person with a clock on the wall and a calendar beside it would say, without any arithmetic."""
    wall = at.astimezone(ZoneInfo(calendar.time_zone))
    shown = f"{wall:%H:%M}"
    return wall.date() not in calendar.holidays and any(
        WEEK.index(each.day) == wall.weekday() and each.opens <= shown < each.closes
        for each in calendar.hours
    )


@settings(max_examples=150, deadline=None)
@given(calendars(), times(), st.integers(1, 3000))
def test_business_time_is_what_a_wall_clock_shows_minute_by_minute(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    end = start + MINUTE * minutes
    counted = sum(is_open(calendar, start + MINUTE * each) for each in range(minutes))
    periods = list(calendar.open_between(start, end))
    assert sum(((closes - opens) for opens, closes in periods), timedelta()) == MINUTE * counted
    assert all(before[1] <= after[0] for before, after in pairwise(periods))


@settings(max_examples=100, deadline=None)
@given(calendars(), times(), st.integers(1, 900), st.lists(st.integers(1, 1500), min_size=1, max_size=4))
def test_time_is_used_up_at_the_minute_at_which_a_patient_person_has_counted_it(
    calendar: Calendar, start: datetime, allowed: int, lengths: list[int]
) -> None:
    """Spans and pauses take turns."""
    spans, at, counted, expected = [], start, 0, None
    for number, length in enumerate(lengths):
        if number % 2 == 0:
            spans.append((at, at + MINUTE * length))
            for each in range(length):
                counted += is_open(calendar, at + MINUTE * each)
                if counted == allowed and expected is None:
                    expected = at + MINUTE * (each + 1)
        at += MINUTE * length
    assert used_up(calendar, spans, MINUTE * allowed) == expected


def test_a_calendar_with_holidays_only_is_due_never() -> None:
    monday = date(2026, 1, 5)
    closed = Calendar(
        "x", "UTC", [Hours(WEEK[0], "09:00", "10:00")], [monday + timedelta(days=7 * n) for n in range(300)]
    )
    assert used_up(closed, [(datetime(2026, 1, 1, tzinfo=UTC), None)], MINUTE) is None


AROUND = [Hours(day, "00:00", "24:00") for day in WEEK]
PLAN = SlaPlan(
    [Calendar("always", "UTC", AROUND)], [SlaTarget(each, "always", 60, 30, 240) for each in Priority]
)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def log(*entries: tuple[int, str, str]) -> list[Entry]:
    """Minutes after noon, what happened, and the status from then on."""
    return [
        Entry(NOON + MINUTE * minutes, What(what), TicketStatus(status), Priority.NORMAL)
        for minutes, what, status in entries
    ]


def seen(found: list[Any]) -> list[tuple[str, int | None, bool]]:
    """ClockKind, minutes until it is due, and whether it runs."""
    return [
        (each.kind.value, None if each.due_at is None else (each.due_at - NOON) // MINUTE, each.is_running)
        for each in found
    ]


def test_clocks_pause_while_the_customer_has_the_turn() -> None:
    story = log((0, "opened", "new"), (10, "answered", "waiting_on_customer"), (500, "replied", "open"))
    assert seen(clocks(story, PLAN, has_requester=True)) == [
        ("first_reply", None, False),
        ("next_reply", 530, True),
        ("resolution", 500 + 230, True),
    ]
    assert seen(clocks(story[:2], PLAN, has_requester=True)) == [
        ("first_reply", None, False),
        ("resolution", None, False),
    ]


def test_a_late_answer_was_a_breach_and_stays_one() -> None:
    story = log((0, "opened", "new"), (70, "answered", "solved"), (100, "changed", "closed"))
    assert seen(clocks(story, PLAN, has_requester=True)) == [
        ("first_reply", 60, False),
        ("resolution", None, False),
    ]


def test_reopening_goes_on_where_the_clock_stopped() -> None:
    story = log((0, "opened", "new"), (200, "answered", "solved"), (1000, "replied", "open"))
    assert seen(clocks(story, PLAN, has_requester=True))[-2:] == [
        ("next_reply", 1030, True),
        ("resolution", 1040, True),
    ]


def test_what_the_system_opened_is_only_to_be_resolved() -> None:
    assert seen(clocks(log((0, "opened", "new")), PLAN, has_requester=False)) == [("resolution", 240, True)]


def test_a_higher_priority_has_less_time_from_the_beginning() -> None:
    urgent = SlaPlan(
        PLAN.calendars,
        [SlaTarget(each, "always", 5 if each is Priority.URGENT else 60, 30, 240) for each in Priority],
    )
    story = log((0, "opened", "new"))
    story.append(
        msgspec.structs.replace(story[0], at=NOON + MINUTE * 20, what=What.CHANGED, priority=Priority.URGENT)
    )
    assert seen(clocks(story, urgent, has_requester=True))[0] == ("first_reply", 5, True)


# Through the service


@pytest.fixture
def lead(support: Running) -> Client:
    return support.as_account(uuid4(), "tickets:read", "tickets:reply", "tickets:manage")


async def around_the_clock(lead: Client) -> None:
    answer = await lead.put("/v1/admin/sla", msgspec.to_builtins(PLAN), If_Match="*")
    assert answer.status == 200, answer


async def check(support: Running) -> None:
    while await workers.check_next(support.db):
        pass


async def announced(support: Running) -> list[tuple[str, str]]:
    events = await support.published("support.sla_warned.v1", "support.sla_breached.v1")
    return [(event["type"].split(".")[1], event["kind"]) for event in events]


async def test_a_warning_and_a_breach_come_at_their_moment_and_once(
    support: Running, ada: Client, lead: Client
) -> None:
    await around_the_clock(lead)
    ticket_id = (await opened(ada))["id"]
    await check(support)
    assert await announced(support) == []
    for minutes, expected in [
        (44, []),
        (2, [("sla_warned", "first_reply")]),
        (13, []),
        (2, [("sla_breached", "first_reply")]),
    ]:
        before = await announced(support)
        support.clock.advance(minutes=minutes)
        await asyncio.gather(*(check(support) for _ in range(3)))
        assert (await announced(support))[len(before) :] == expected, minutes
    [breach] = await support.published("support.sla_breached.v1")
    [first, _] = (await lead.get(f"{ADMIN}/{ticket_id}/sla")).json["items"]
    assert (first["is_breached"], first["is_running"]) == (True, True)
    assert (breach["of"], breach["breached_at"], breach["priority"]) == (
        UUID(ticket_id),
        first["due_at"],
        "normal",
    )


async def test_no_ticket_is_looked_at_before_its_time(support: Running, ada: Client, lead: Client) -> None:
    await around_the_clock(lead)
    ticket_id = (await opened(ada))["id"]
    await check(support)
    due = await support.db.one(datetime, "SELECT check_at FROM tickets WHERE id = $1", UUID(ticket_id))
    [first, _] = (await lead.get(f"{ADMIN}/{ticket_id}/sla")).json["items"]
    assert due == datetime.fromisoformat(first["warn_at"])
    await create(lead, f"{ADMIN}/{ticket_id}/messages", {"text": "Hello"})
    await check(support)
    assert await support.db.one(bool, "SELECT check_at IS NULL FROM tickets WHERE id = $1", UUID(ticket_id))


async def test_an_answer_in_time_breaches_nothing(support: Running, ada: Client, lead: Client) -> None:
    await around_the_clock(lead)
    ticket_id = (await opened(ada))["id"]
    support.clock.advance(minutes=30)
    await create(lead, f"{ADMIN}/{ticket_id}/messages", {"text": "Hello"})
    support.clock.advance(days=30)
    await check(support)
    assert await announced(support) == []
    await create(ada, f"{TICKETS}/{ticket_id}/messages", {"text": "Still"})
    support.clock.advance(minutes=31)
    await check(support)
    assert await announced(support) == [("sla_breached", "next_reply")]


async def test_a_new_plan_counts_for_clocks_that_run(support: Running, ada: Client, lead: Client) -> None:
    ticket_id = (await opened(ada))["id"]
    await check(support)
    plan = await lead.get("/v1/admin/sla")
    assert msgspec.convert(plan.json, SlaPlan) == DEFAULT
    await around_the_clock(lead)
    late = await lead.put("/v1/admin/sla", plan.json, If_Match=plan.headers["etag"])
    assert (late.status, late.problem) == (412, "precondition-failed")
    assert (await lead.put("/v1/admin/sla", plan.json)).status == 428
    support.clock.advance(minutes=61)
    await check(support)
    assert await announced(support) == [("sla_breached", "first_reply")]
    assert (await lead.get(f"{ADMIN}/{ticket_id}/sla")).json["items"][0]["kind"] == ClockKind.FIRST_REPLY


async def test_a_plan_that_cannot_be_is_refused(support: Running, agent: Client, lead: Client) -> None:
    good = msgspec.to_builtins(PLAN)
    calendar, target = good["calendars"][0], good["targets"][0]
    wrong = [
        good | {"calendars": [calendar | {"time_zone": "Mars/Olympus"}]},
        good
        | {"calendars": [calendar | {"hours": [{"day": "monday", "opens": "09:00", "closes": "09:00"}]}]},
        good | {"calendars": [calendar | {"hours": calendar["hours"][:1] * 2}]},
        good | {"calendars": [calendar, calendar]},
        good | {"calendars": [calendar | {"hours": []}]},
        good | {"targets": [target] * 4},
        good | {"targets": [*good["targets"][1:], target | {"calendar": "other"}]},
        good | {"targets": [*good["targets"][1:], target | {"first_reply_minutes": 0}]},
    ]
    for plan in wrong:
        answer = await lead.put("/v1/admin/sla", plan, If_Match="*")
        assert (answer.status, answer.problem) == (422, "invalid"), answer
    assert (await agent.put("/v1/admin/sla", good, If_Match="*")).status == 403
