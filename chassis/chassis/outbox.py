"""The relay: takes what is in the outbox to SNS. Any number may run; a row is leased, published, deleted."""

import contextlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog
from opentelemetry.trace import SpanKind

from chassis import context, messaging
from chassis.database import Database
from chassis.events import Envelope
from chassis.failpoints import reached
from chassis.telemetry import traced

log = structlog.get_logger()

BATCH = 10  # SNS publishes ten messages per call
LEASE = timedelta(seconds=15)
ALARM_AFTER_ATTEMPTS = 20

CLAIM = """
WITH due AS (
  SELECT event_id FROM outbox WHERE lease_until < $1 ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED
), leased AS (
  UPDATE outbox SET lease_until = $2, attempts = attempts + 1 FROM due WHERE outbox.event_id = due.event_id
  RETURNING outbox.event_id, attempts
)
SELECT e.event_id, e.aggregate_id, e.version, e.type, e.body, e.at,
       e.correlation_id, e.causation_id, e.traceparent, leased.attempts
FROM leased JOIN events e USING (event_id) ORDER BY e.at, e.version
"""


class StoredEvent(msgspec.Struct):
    """A row of `events`, with how often its publishing was tried."""

    event_id: UUID
    aggregate_id: UUID
    version: int
    type: str
    body: Any
    at: datetime
    correlation_id: str | None
    causation_id: str | None
    traceparent: str | None
    attempts: int = 0

    def envelope(self, source: str) -> Envelope:
        return Envelope(
            id=self.event_id,
            source=f"/{source}",
            type=self.type,
            subject=self.aggregate_id,
            time=self.at,
            dataschema=f"/contracts/events/{self.type}.json",
            aggregateversion=self.version,
            correlationid=self.correlation_id,
            causationid=self.causation_id,
            data=msgspec.Raw(msgspec.json.encode(self.body)),
        )


class Relay:
    """Publishes one service's outbox to its topic."""

    def __init__(self, db: Database, sns: Any, *, source: str, topic_arn: str) -> None:
        self._db = db
        self._sns = sns
        self._source = source
        self._topic_arn = topic_arn

    async def publish_next(self) -> bool:
        """Publish up to ten due events. Dying anywhere inside publishes them again after the lease: consumers
        drop duplicates. True when there may be more."""
        claimed = await self._claim()
        if not claimed:
            return False
        reached("relay.claimed")
        answer = await self._send(claimed)
        reached("relay.published")
        await self._forget([UUID(sent["Id"]) for sent in answer.get("Successful", [])])
        for failure in answer.get("Failed", []):
            log.error("event_not_published", event_id=failure["Id"], code=failure.get("Code"))
        return len(claimed) == BATCH

    async def _claim(self) -> list[StoredEvent]:
        now = self._db.clock.now()
        claimed = await self._db.all(StoredEvent, CLAIM, now, now + LEASE, BATCH)
        for event in claimed:
            if event.attempts > ALARM_AFTER_ATTEMPTS:
                log.error("event_stuck_in_outbox", event_id=str(event.event_id), attempts=event.attempts)
        return claimed

    async def _send(self, claimed: list[StoredEvent]) -> dict[str, Any]:
        """One call for all; each event's span is in the trace of the transaction that announced it."""
        with contextlib.ExitStack() as spans:
            entries = [self._entry(event, spans) for event in claimed]
            answer: dict[str, Any] = await self._sns.publish_batch(
                TopicArn=self._topic_arn, PublishBatchRequestEntries=entries
            )
        return answer

    def _entry(self, event: StoredEvent, spans: contextlib.ExitStack) -> dict[str, Any]:
        envelope, about = event.envelope(self._source), {"request_id": event.correlation_id or ""}
        spans.enter_context(
            traced(f"publish {event.type}", event.traceparent, kind=SpanKind.PRODUCER, about=about)
        )
        return {
            "Id": str(event.event_id),
            "Message": messaging.encode(envelope),
            "MessageAttributes": messaging.attributes(envelope, context.traceparent()),
        }

    async def _forget(self, published: list[UUID]) -> None:
        await self._db.execute("DELETE FROM outbox WHERE event_id = ANY($1::uuid[])", published)
