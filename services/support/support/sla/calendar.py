"""Business time: when the wall clock of a place shows hours at which somebody works."""

import functools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta

HORIZON = timedelta(days=3 * 366)
"""What is not due within this is due never: a calendar may have holidays only."""
ClockTime = Annotated[
    str,
    Meta(
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        description="Of the wall clock",
        examples=["09:00"],
    ),
]
Period = tuple[datetime, datetime]


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = list(Weekday)


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From `opens` until just before `closes` of the same day."""

    day: Weekday
    opens: ClockTime
    closes: ClockTime

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("`opens` is before `closes`")


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where and when somebody works. A wall clock that is set back shows an hour twice: both count."""

    key: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    time_zone: Annotated[str, Meta(max_length=64, description="IANA name", examples=["Europe/Madrid"])]
    hours: Annotated[list[Hours], Meta(min_length=1, max_length=70)]
    holidays: Annotated[list[date], Meta(max_length=1000)] = []

    def __post_init__(self) -> None:
        if self.time_zone not in available_timezones():
            raise ValueError("`time_zone` is no IANA time zone")
        for one, other in zip(ordered := sorted(self.hours, key=_begin), ordered[1:], strict=False):
            if one.day == other.day and one.closes > other.opens:
                raise ValueError("`hours` overlap")

    def open_between(self, start: datetime, end: datetime | None) -> Iterator[Period]:
        """The periods of business time in UTC, oldest first; without an end, as far as anybody plans."""
        until = end or start + HORIZON
        holidays = frozenset(self.holidays)
        day = (start - timedelta(days=1)).date()
        while day <= (until + timedelta(days=1)).date():
            if day not in holidays:
                for opens, closes in _periods(self.time_zone, tuple(self.hours), day):
                    period = max(opens, start), min(closes, until)
                    if period[0] < period[1]:
                        yield period
            day += timedelta(days=1)


def _begin(hours: Hours) -> tuple[int, str]:
    return WEEK.index(hours.day), hours.opens


@functools.lru_cache(maxsize=20_000)
def _periods(time_zone: str, hours: tuple[Hours, ...], day: date) -> list[Period]:
    """When the wall clock shows these hours of the day, in UTC."""
    midnight = datetime.combine(day, time(), UTC)
    found = []
    for start, end, offset in _offsets(time_zone, day):
        for each in hours:
            if WEEK.index(each.day) == day.weekday():
                opens, closes = (
                    midnight + _since_midnight(text) - offset for text in (each.opens, each.closes)
                )
                if max(opens, start) < min(closes, end):
                    found.append((max(opens, start), min(closes, end)))
    return sorted(found)


def _since_midnight(text: str) -> timedelta:
    return timedelta(hours=int(text[:2]), minutes=int(text[3:]))


def _offsets(time_zone: str, day: date) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Around a day: from when to when in UTC the wall clock is how far from it."""
    zone = ZoneInfo(time_zone)
    start = datetime.combine(day, time(), UTC) - timedelta(hours=15)  # no place is farther from UTC
    end = start + timedelta(hours=54)
    at = start
    while at < end:
        following = min(at + timedelta(hours=6), end)
        if _offset(at, zone) != _offset(following, zone):
            following = _change(at, following, zone)
        if following == end or _offset(following, zone) != _offset(start, zone):
            yield start, following, _offset(start, zone)
            start = following
        at = following


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the wall clock was set."""
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
