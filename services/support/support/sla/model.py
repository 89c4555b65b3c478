"""A plan of how fast the shop wants to be, and the clocks of a ticket, computed from its log."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from support.sla.calendar import Calendar, Hours, Weekday
from support.ticket.model import DONE, Entry, Priority, TicketStatus, What

Span = tuple[datetime, datetime | None]
Minutes = Annotated[int, Meta(ge=1, le=525_600, description="Of business time")]


class ClockKind(StrEnum):
    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"


class SlaTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted of tickets of this priority. A warning comes when so much of the time is used up."""

    priority: Priority
    calendar: Annotated[str, Meta(description="The key of a calendar")]
    first_reply_minutes: Minutes
    next_reply_minutes: Minutes
    resolution_minutes: Minutes
    warn_at_percent: Annotated[int, Meta(ge=1, le=99)] = 75

    def allowed(self, kind: ClockKind) -> timedelta:
        minutes = {
            ClockKind.FIRST_REPLY: self.first_reply_minutes,
            ClockKind.NEXT_REPLY: self.next_reply_minutes,
            ClockKind.RESOLUTION: self.resolution_minutes,
        }
        return timedelta(minutes=minutes[kind])


class SlaPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    calendars: Annotated[list[Calendar], Meta(min_length=1, max_length=20)]
    targets: Annotated[list[SlaTarget], Meta(min_length=4, max_length=4, description="One per priority")]

    def __post_init__(self) -> None:
        keys = [calendar.key for calendar in self.calendars]
        if len(set(keys)) < len(keys):
            raise ValueError("two calendars have the same key")
        if {target.priority for target in self.targets} != set(Priority):
            raise ValueError("`targets` has one for each priority")
        if unknown := {target.calendar for target in self.targets} - set(keys):
            raise ValueError(f"there is no calendar {min(unknown)}")

    def target(self, priority: Priority) -> SlaTarget:
        return next(target for target in self.targets if target.priority is priority)

    def calendar(self, target: SlaTarget) -> Calendar:
        return next(calendar for calendar in self.calendars if calendar.key == target.calendar)


class Clock(msgspec.Struct, frozen=True):
    """`due_at` is when it was or will be breached, null while it is paused and for one that ended in time."""

    kind: ClockKind
    started_at: datetime
    ended_at: datetime | None
    is_running: bool
    warn_at: datetime | None
    due_at: datetime | None

    def is_breached(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    def is_near(self, now: datetime) -> bool:
        """Somebody may still be in time."""
        return self.warn_at is not None and self.warn_at <= now and self.ended_at is None


WORKING_WEEK = [Hours(day, "09:00", "18:00") for day in list(Weekday)[:5]]
DEFAULT = SlaPlan(
    calendars=[Calendar("office", "Europe/Madrid", WORKING_WEEK)],
    targets=[
        SlaTarget(Priority.LOW, "office", 1080, 1080, 5400),
        SlaTarget(Priority.NORMAL, "office", 540, 540, 2700),
        SlaTarget(Priority.HIGH, "office", 240, 240, 1080),
        SlaTarget(Priority.URGENT, "office", 60, 60, 540),
    ],
)


def clocks(log: Sequence[Entry], plan: SlaPlan, *, has_requester: bool) -> list[Clock]:
    """All that ever ran, as the priority is now: who raises it has less time, counted from the beginning.

    `has_requester`: somebody wrote and waits; what the system opened is only to be resolved.
    """
    target = plan.target(log[-1].priority)
    calendar = plan.calendar(target)
    found = [] if not has_requester else _reply_cycles(log)
    cycles = [*found, (ClockKind.RESOLUTION, log[0].at, _resolved(log))]
    return [_clock(log, kind, start, end, target, calendar) for kind, start, end in cycles]


def _clock(
    log: Sequence[Entry],
    kind: ClockKind,
    start: datetime,
    end: datetime | None,
    target: SlaTarget,
    calendar: Calendar,
) -> Clock:
    spans = _running(log, start, end)
    allowed = target.allowed(kind)
    return Clock(
        kind,
        start,
        end,
        is_running=end is None and bool(spans) and spans[-1][1] is None,
        warn_at=used_up(calendar, spans, allowed * target.warn_at_percent / 100),
        due_at=used_up(calendar, spans, allowed),
    )


def used_up(calendar: Calendar, spans: Sequence[Span], allowed: timedelta) -> datetime | None:
    """When so much business time has passed in these spans; None when it never does."""
    left = allowed
    for start, end in spans:
        for opens, closes in calendar.open_between(start, end):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
    return None


def _reply_cycles(log: Sequence[Entry]) -> list[tuple[ClockKind, datetime, datetime | None]]:
    """From when the customer waits for a word until there is one, or nothing is to be said any more."""
    found: list[tuple[ClockKind, datetime, datetime | None]] = []
    kind, waiting_since = ClockKind.FIRST_REPLY, None
    for entry in log:
        if entry.what in (What.OPENED, What.REPLIED) and waiting_since is None:
            waiting_since = entry.at
        elif waiting_since is not None and (entry.what is What.ANSWERED or entry.status in DONE):
            found.append((kind, waiting_since, entry.at))
            kind, waiting_since = ClockKind.NEXT_REPLY, None
    return found if waiting_since is None else [*found, (kind, waiting_since, None)]


def _resolved(log: Sequence[Entry]) -> datetime | None:
    """When it was solved for good, as far as anybody knows."""
    if log[-1].status not in DONE:
        return None
    solved = log[-1].at
    for entry in reversed(log):
        if entry.status not in DONE:
            break
        solved = entry.at
    return solved


def _running(log: Sequence[Entry], start: datetime, end: datetime | None) -> list[Span]:
    """Within the cycle, while it is not the customer's turn and not solved."""
    found: list[Span] = []
    for entry, following in zip(log, [*[each.at for each in log[1:]], None], strict=True):
        if entry.status is TicketStatus.WAITING_ON_CUSTOMER or entry.status in DONE:
            continue
        opens = max(entry.at, start)
        closes = end if following is None else following if end is None else min(following, end)
        if closes is None or opens < closes:
            found.append((opens, closes))
    return found
