"""The consumer: one queue, every message handled once, in the transaction of its effect."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
import structlog
from opentelemetry.trace import SpanKind

from chassis import context, messaging
from chassis.database import Database, Transaction
from chassis.events import Envelope, NotYet, Subscription
from chassis.failpoints import reached
from chassis.telemetry import EVENTS_AGE, EVENTS_HANDLED, traced

log = structlog.get_logger()

BACKOFF_SECONDS = (1, 4, 15, 30)
HANDLER_BUDGET_SECONDS = 10
BATCH = 10  # SQS gives ten messages per call


class Poison(Exception):
    """A message that no retry can make readable."""


class Consumer:
    """Handles one service's queue. `name` is the consumer's name in the inbox table."""

    def __init__(
        self,
        db: Database,
        sqs: Any,
        subscriptions: dict[str, list[Subscription]],
        *,
        name: str,
        queue_url: str,
        dead_letter_queue_url: str,
    ) -> None:
        self._db = db
        self._sqs = sqs
        self._subscriptions = subscriptions
        self._name = name
        self._queue_url = queue_url
        self._dead_letter_queue_url = dead_letter_queue_url
        self.is_waiting = False

    async def receive(self, *, wait_seconds: int) -> int:
        """Take up to ten messages, handle them, acknowledge what was committed; how many there were."""
        messages = await self._poll(wait_seconds)
        done = await self._settle_all(messages)
        if messages:
            reached("inbox.handled")
        await self._acknowledge([message for message, ok in zip(messages, done, strict=True) if ok])
        return len(messages)

    async def _poll(self, wait_seconds: int) -> list[dict[str, Any]]:
        self.is_waiting = True
        try:
            answer = await self._sqs.receive_message(
                QueueUrl=self._queue_url,
                MaxNumberOfMessages=BATCH,
                WaitTimeSeconds=wait_seconds,
                AttributeNames=["ApproximateReceiveCount"],
                MessageAttributeNames=["traceparent"],
            )
        finally:
            self.is_waiting = False
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    async def _settle_all(self, messages: list[dict[str, Any]]) -> list[bool]:
        """Together, which costs one commit for all; when that fails for any of them, side by side."""
        if len(messages) > 1 and await self._settle_together(messages):
            return [True] * len(messages)
        return await asyncio.gather(*(self._settle(message) for message in messages))

    async def _settle_together(self, messages: list[dict[str, Any]]) -> bool:
        try:
            async with asyncio.timeout(HANDLER_BUDGET_SECONDS):
                await self._handle([_open(message) for message in messages])
        except Exception as error:
            log.info("events_handled_apart", messages=len(messages), why=repr(error))
            return False
        return True

    async def _settle(self, message: dict[str, Any]) -> bool:
        """True when the message may be deleted. A failure is left on the queue and comes back later."""
        try:
            async with asyncio.timeout(HANDLER_BUDGET_SECONDS):
                await self._handle([_open(message)])
        except Poison as error:
            log.error("event_unreadable", message_id=message["MessageId"], why=str(error))
            await self._sqs.send_message(QueueUrl=self._dead_letter_queue_url, MessageBody=message["Body"])
        except NotYet as error:
            await self._later(message, outcome="not_yet", why=str(error))
            return False
        except Exception as error:
            log.exception("event_failed", message_id=message["MessageId"])
            await self._later(message, outcome="failed", why=repr(error))
            return False
        return True

    async def handle(self, *envelopes: Envelope) -> None:
        """The effects of these events, each once, whatever number of copies arrives; all or none."""
        await self._handle([Opened(envelope) for envelope in envelopes])

    async def _handle(self, messages: list["Opened"]) -> None:
        """The effects of these, or of none. In one order everywhere, so that consumers do not deadlock."""
        messages = sorted(messages, key=lambda each: (each.envelope.subject, each.envelope.aggregateversion))
        wanted = [self._subscribed(message.envelope) for message in messages]
        outcomes = []
        async with self._db.transaction() as tx:
            arrived = await note(tx, self._name, [message.envelope for message in messages], wanted)
            for message, subscriptions in zip(messages, wanted, strict=True):
                found = arrived.pop(message.envelope.id, DUPLICATE)  # a second copy of a batch finds nothing
                with message.entered():
                    outcomes.append(await _dispatch(tx, message.envelope, subscriptions, found))
        for message, outcome in zip(messages, outcomes, strict=True):
            EVENTS_HANDLED.labels(type=message.envelope.type, outcome=outcome).inc()
            if outcome != "duplicate":
                age = self._db.clock.now() - message.envelope.time
                EVENTS_AGE.observe(max(0.0, age.total_seconds()))

    def _subscribed(self, envelope: Envelope) -> list[Subscription]:
        subscriptions = self._subscriptions.get(envelope.type)
        if subscriptions is None:
            raise Poison(f"nobody here listens to {envelope.type}")
        return subscriptions

    async def _later(self, message: dict[str, Any], *, outcome: str, why: str) -> None:
        tries = int(message.get("Attributes", {}).get("ApproximateReceiveCount", "1"))
        seconds = BACKOFF_SECONDS[min(tries, len(BACKOFF_SECONDS)) - 1]
        log.info(
            "event_postponed", message_id=message["MessageId"], outcome=outcome, why=why, seconds=seconds
        )
        await self._sqs.change_message_visibility(
            QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
        )

    async def _acknowledge(self, messages: list[dict[str, Any]]) -> None:
        if messages:
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(messages)
            ]
            await self._sqs.delete_message_batch(QueueUrl=self._queue_url, Entries=entries)
            reached("inbox.acknowledged")


class Opened(msgspec.Struct, frozen=True):
    """A message read, and the trace it belongs to."""

    envelope: Envelope
    traceparent: str | None = None

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """What happens inside is caused by it, in the logs, in its own events and in the trace."""
        envelope = self.envelope
        about = {"request_id": envelope.correlationid or ""}
        with (
            context.entered(request_id=envelope.correlationid, causation=str(envelope.id)),
            traced(f"handle {envelope.type}", self.traceparent, kind=SpanKind.CONSUMER, about=about),
        ):
            yield


def _open(message: dict[str, Any]) -> Opened:
    try:
        envelope = messaging.decode(message["Body"])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Poison(str(error)) from error
    parent = message.get("MessageAttributes", {}).get("traceparent", {}).get("StringValue")
    return Opened(envelope, parent)


class Arrived(msgspec.Struct):
    """Whether it is the first copy of the event, and its aggregate's newest version seen so far."""

    event_id: UUID
    is_first: bool
    is_newest: bool


DUPLICATE = Arrived(UUID(int=0), False, False)
# `newest`: of first copies that are to be kept when they are the latest. Their aggregates are held.
NOTE = """
WITH arrived AS (
  SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::integer[], $5::boolean[])
    AS e (event_id, aggregate_id, version, is_copied)
), first AS (
  INSERT INTO inbox (consumer, event_id, at) SELECT $1, event_id, $6 FROM arrived ORDER BY event_id
  ON CONFLICT DO NOTHING RETURNING event_id
), newest AS (
  INSERT INTO latest (consumer, aggregate_id, version)
  SELECT $1, aggregate_id, max(version) FROM arrived JOIN first USING (event_id) WHERE is_copied
  GROUP BY aggregate_id ORDER BY aggregate_id
  ON CONFLICT (consumer, aggregate_id) DO UPDATE SET version = excluded.version
  WHERE latest.version < excluded.version RETURNING aggregate_id, version
)
SELECT event_id, event_id IN (SELECT event_id FROM first) AS is_first,
       NOT is_copied OR (aggregate_id, version) IN (SELECT aggregate_id, version FROM newest) AS is_newest
FROM arrived
"""


async def note(
    tx: Transaction, consumer: str, envelopes: list[Envelope], wanted: list[list[Subscription]]
) -> dict[UUID, Arrived]:
    """Write the inbox rows and, of first copies, the versions; what each event is, by its id."""
    arrived = await tx.all(
        Arrived,
        NOTE,
        consumer,
        [envelope.id for envelope in envelopes],
        [envelope.subject for envelope in envelopes],
        [envelope.aggregateversion for envelope in envelopes],
        [any(each.latest for each in subscriptions) for subscriptions in wanted],
        tx.now,
    )
    return {each.event_id: each for each in arrived}


async def _dispatch(
    tx: Transaction, envelope: Envelope, subscriptions: list[Subscription], arrived: Arrived
) -> str:
    if not arrived.is_first:
        return "duplicate"
    for subscription in subscriptions:
        if arrived.is_newest or not subscription.latest:
            try:
                event = msgspec.json.decode(envelope.data, type=subscription.kind)
            except msgspec.ValidationError as error:
                raise Poison(f"{envelope.type}: {error}") from error
            await subscription.handler(tx, event)
    return "handled" if arrived.is_newest else "outdated"
