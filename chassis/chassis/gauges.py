"""What waits, as metrics: events that are not published, messages in the queue, dead letters."""

from datetime import datetime
from typing import Any

import msgspec
from prometheus_client import Gauge

from chassis.database import Database
from chassis.loops import Worker

EVERY_SECONDS = 15
OUTBOX = Gauge("outbox_events", "Events that are committed and not published")
OLDEST = Gauge("outbox_oldest_seconds", "Age of the oldest event that is not published: alarm above 5")
MESSAGES = Gauge(
    "queue_messages", "Messages of this service by place: waiting, in_flight, dead; alarm on dead", ["place"]
)
DEPTHS = {
    "ApproximateNumberOfMessages": "waiting",
    "ApproximateNumberOfMessagesNotVisible": "in_flight",
}


class Outbox(msgspec.Struct):
    count: int
    oldest: datetime | None


def measuring(db: Database, sqs: Any, *, queue_url: str, dead_letter_queue_url: str) -> Worker:
    """Looks every now and then; reading counts costs a scan of an outbox that is empty nearly always."""

    async def step() -> bool:
        await measure_outbox(db)
        for name, count in (await _depths(sqs, queue_url)).items():
            MESSAGES.labels(place=name).set(count)
        MESSAGES.labels(place="dead").set(sum((await _depths(sqs, dead_letter_queue_url)).values()))
        return False

    return Worker("gauges", step, idle_seconds=EVERY_SECONDS)


async def measure_outbox(db: Database) -> None:
    found = await db.one(Outbox, "SELECT count(*) AS count, min(created_at) AS oldest FROM outbox")
    oldest = None if found is None else found.oldest
    OUTBOX.set(found.count if found else 0)
    OLDEST.set(0 if oldest is None else max(0.0, (db.clock.now() - oldest).total_seconds()))


async def _depths(sqs: Any, queue_url: str) -> dict[str, int]:
    answer = await sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=list(DEPTHS))
    return {place: int(answer["Attributes"][name]) for name, place in DEPTHS.items()}
