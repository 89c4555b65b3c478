"""The way of an order: what every service announced because of it, and who has heard of it."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from zoco.home import SERVICES
from zoco.operate.queues import dead_letters
from zoco.operate.reach import Reach, listened_to
from zoco.stack import StackFailed

# Its own events, those about it, and those that followed from the same requests.
EVENTS = """
SELECT e.event_id, e.aggregate_id, e.version, e.type, e.body, e.at, e.correlation_id, e.causation_id,
  o.attempts
FROM events e LEFT JOIN outbox o USING (event_id)
WHERE e.aggregate_id = $1 OR e.body ->> 'order_id' = $1::text OR e.correlation_id = ANY($2)
"""
CORRELATIONS = (
    "SELECT DISTINCT correlation_id FROM events WHERE aggregate_id = $1 AND correlation_id IS NOT NULL"
)
HEARD = "SELECT event_id, at FROM inbox WHERE event_id = ANY($1)"


class Happening(msgspec.Struct):
    """An event. `attempts` is set while it waits to be published."""

    event_id: UUID
    aggregate_id: UUID
    version: int
    type: str
    body: dict[str, Any]
    at: datetime
    correlation_id: str | None
    causation_id: str | None
    attempts: int | None
    # Service → when it handled it, null while it has not; only those that listen to it.
    heard: dict[str, datetime | None] = {}
    dead: list[str] = []

    @property
    def publisher(self) -> str:
        return self.type.partition(".")[0]


class Heard(msgspec.Struct):
    event_id: UUID
    at: datetime


async def happenings(reach: Reach, order_id: UUID) -> list[Happening]:
    """Oldest first, across all services."""
    orders = reach.databases["orders"]
    correlations = await orders.all(str, CORRELATIONS, order_id)
    found = await asyncio.gather(
        *(database.all(Happening, EVENTS, order_id, correlations) for database in reach.databases.values())
    )
    events = sorted((event for part in found for event in part), key=lambda event: (event.at, event.version))
    if not events:
        raise StackFailed(f"no service has announced anything of an order {order_id}")
    await _who_heard(reach, events)
    await _who_is_dead(reach, events)
    return events


async def _who_heard(reach: Reach, events: list[Happening]) -> None:
    ids = [event.event_id for event in events]
    for service in SERVICES:
        types = listened_to(service)
        rows = await reach.databases[service].all(Heard, HEARD, ids)
        when = {row.event_id: row.at for row in rows}
        for event in events:
            if event.type in types:
                event.heard = event.heard | {service: when.get(event.event_id)}


async def _who_is_dead(reach: Reach, events: list[Happening]) -> None:
    for letter in await dead_letters(reach):
        for event in events:
            if str(event.event_id) in letter.body:
                event.dead = [*event.dead, letter.service]
