"""Stored events, sent again to one subscriber's queue under the ids that they always had."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis import messaging
from chassis.database import Database
from chassis.outbox import StoredEvent
from zoco.operate.reach import Reach, checked, listened_to
from zoco.stack import StackFailed

BATCH = 10
STORED = """
SELECT event_id, aggregate_id, version, type, body, at, correlation_id, causation_id, traceparent
FROM events WHERE type = ANY($1) AND ($2::uuid IS NULL OR aggregate_id = $2)
  AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
ORDER BY at, aggregate_id, version
"""
FORGET = "DELETE FROM inbox WHERE consumer = $1 AND event_id = ANY($2)"
# A copy takes its newest event again; of what is older than it has seen it takes none.
REOPEN = (
    "UPDATE latest SET version = latest.version - 1 "
    "FROM unnest($2::uuid[], $3::integer[]) AS again (aggregate_id, version) "
    "WHERE consumer = $1 AND latest.aggregate_id = again.aggregate_id AND latest.version = again.version "
    "AND latest.version > 0"
)


class Selection(msgspec.Struct, frozen=True):
    """Of one aggregate, or of a span of time, or both."""

    aggregate: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def replay(
    reach: Reach,
    publisher: str,
    subscriber: str,
    which: Selection,
    *,
    again: bool = False,
    dry_run: bool = False,
) -> int:
    """How many were sent. `again`: also those that the subscriber has handled, which it then handles anew."""
    if which.aggregate is None and which.since is None:
        raise StackFailed("say of which aggregate (--of) or since when (--since)")
    types = [kind for kind in listened_to(subscriber) if kind.partition(".")[0] == checked(publisher)]
    chosen = (which.aggregate, which.since, which.until)
    events = await reach.databases[publisher].all(StoredEvent, STORED, types, *chosen)
    if dry_run or not events:
        return len(events)
    if again:
        await _forget(reach.databases[subscriber], subscriber, events)
    await send(reach, publisher, subscriber, events)
    return len(events)


async def send(reach: Reach, publisher: str, subscriber: str, events: list[StoredEvent]) -> None:
    """To this subscriber's queue alone."""
    queue = await reach.queue(subscriber)
    for start in range(0, len(events), BATCH):
        await _send(reach, queue, publisher, events[start : start + BATCH])


async def _forget(database: Database, consumer: str, events: list[StoredEvent]) -> None:
    newest = {event.aggregate_id: event.version for event in events}
    async with database.transaction() as tx:
        await tx.execute(FORGET, consumer, [event.event_id for event in events])
        await tx.execute(REOPEN, consumer, list(newest), list(newest.values()))


async def _send(reach: Reach, queue: str, publisher: str, events: list[StoredEvent]) -> None:
    entries = []
    for event in events:
        envelope = event.envelope(publisher)
        entries.append(
            {
                "Id": str(event.event_id),
                "MessageBody": messaging.encode(envelope),
                "MessageAttributes": messaging.attributes(envelope, event.traceparent),
            }
        )
    answer = await reach.sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    if failed := answer.get("Failed"):
        raise StackFailed(f"{len(failed)} events were not taken: {failed[0].get('Code')}; run it again")
