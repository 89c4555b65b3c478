"""Events that a subscriber should have handled and has not: found, and on request sent again."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from chassis.database import Database
from chassis.outbox import StoredEvent
from zoco.home import SERVICES
from zoco.operate import replay
from zoco.operate.reach import Reach, listened_to

# What is younger may still be on its way.
GRACE = timedelta(minutes=5)
STEP = 1000
PUBLISHED = """
SELECT event_id, aggregate_id, version, type, body, at, correlation_id, causation_id, traceparent
FROM events WHERE type = ANY($1) AND at >= $2 AND at < $3 AND ($4::uuid IS NULL OR (at, event_id) > ($5, $4))
ORDER BY at, event_id LIMIT $6
"""
HANDLED = "SELECT event_id FROM inbox WHERE consumer = $1 AND event_id = ANY($2)"


class Missing(msgspec.Struct, frozen=True):
    """An event that its publisher has and its subscriber does not."""

    publisher: str
    subscriber: str
    event: StoredEvent


async def audit(reach: Reach, *, since: datetime, until: datetime | None = None) -> list[Missing]:
    """Compare every publisher's events with every subscriber's inbox, a thousand at a time."""
    until = until or reach.databases["orders"].clock.now() - GRACE
    found: list[Missing] = []
    for subscriber in SERVICES:
        for publisher in SERVICES:
            types = [kind for kind in listened_to(subscriber) if kind.partition(".")[0] == publisher]
            if types:
                lost = await _lost(reach, publisher, subscriber, types, since, until)
                found += [Missing(publisher, subscriber, event) for event in lost]
    return found


async def _lost(
    reach: Reach, publisher: str, subscriber: str, types: list[str], since: datetime, until: datetime
) -> list[StoredEvent]:
    found: list[StoredEvent] = []
    last: StoredEvent | None = None
    while True:
        place = (None, since) if last is None else (last.event_id, last.at)
        events = await reach.databases[publisher].all(
            StoredEvent, PUBLISHED, types, since, until, *place, STEP
        )
        handled = await _handled(reach.databases[subscriber], subscriber, events)
        found += [event for event in events if event.event_id not in handled]
        if len(events) < STEP:
            return found
        last = events[-1]


async def _handled(database: Database, consumer: str, events: list[StoredEvent]) -> set[UUID]:
    return set(await database.all(UUID, HANDLED, consumer, [event.event_id for event in events]))


async def repair(reach: Reach, missing: list[Missing]) -> None:
    """Send what is missing. Safe to repeat: what arrived meanwhile is dropped."""
    for publisher in SERVICES:
        for subscriber in SERVICES:
            events = [
                lost.event for lost in missing if (lost.publisher, lost.subscriber) == (publisher, subscriber)
            ]
            await replay.send(reach, publisher, subscriber, events)
