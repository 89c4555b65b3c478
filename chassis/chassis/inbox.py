"""The consumer: one queue, every message handled once, in the transaction of its effect."""

import asyncio
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

    async def receive(self, *, wait_seconds: int) -> bool:
        """Take up to ten messages, handle them side by side, acknowledge what was committed."""
        messages = await self._poll(wait_seconds)
        done = await asyncio.gather(*(self._settle(message) for message in messages))
        if messages:
            reached("inbox.handled")
        await self._acknowledge([message for message, ok in zip(messages, done, strict=True) if ok])
        return bool(messages)

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

    async def _settle(self, message: dict[str, Any]) -> bool:
        """True when the message may be deleted. A failure is left on the queue and comes back later."""
        try:
            async with asyncio.timeout(HANDLER_BUDGET_SECONDS):
                await self._handle_message(message)
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

    async def _handle_message(self, message: dict[str, Any]) -> None:
        try:
            envelope = messaging.decode(message["Body"])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Poison(str(error)) from error
        parent = message.get("MessageAttributes", {}).get("traceparent", {}).get("StringValue")
        about = {"request_id": envelope.correlationid or ""}
        with traced(f"handle {envelope.type}", parent, kind=SpanKind.CONSUMER, about=about):
            await self.handle(envelope)

    async def handle(self, envelope: Envelope) -> None:
        """The effect of one event, once, whatever number of copies arrives."""
        subscriptions = self._subscriptions.get(envelope.type)
        if subscriptions is None:
            raise Poison(f"nobody here listens to {envelope.type}")
        outcome = "duplicate"
        with context.entered(request_id=envelope.correlationid, causation=str(envelope.id)):
            async with self._db.transaction() as tx:
                arrived = await self._note(tx, envelope, subscriptions)
                if arrived.is_first:
                    outcome = await _dispatch(tx, envelope, subscriptions, is_newest=arrived.is_newest)
        EVENTS_HANDLED.labels(type=envelope.type, outcome=outcome).inc()
        if outcome != "duplicate":
            EVENTS_AGE.observe(max(0.0, (self._db.clock.now() - envelope.time).total_seconds()))

    async def _note(
        self, tx: Transaction, envelope: Envelope, subscriptions: list[Subscription]
    ) -> "Arrived":
        if any(subscription.latest for subscription in subscriptions):
            return await first_and_newest(tx, self._name, envelope)
        return Arrived(await first_time(tx, self._name, envelope.id), is_newest=True)

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


class Arrived(msgspec.Struct):
    """Whether it is the first copy of the event, and its aggregate's newest version seen so far."""

    is_first: bool
    is_newest: bool


async def first_time(tx: Transaction, consumer: str, event_id: UUID) -> bool:
    """Write the inbox row; False when another copy of the event was handled before."""
    return bool(
        await tx.execute(
            "INSERT INTO inbox (consumer, event_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            consumer,
            event_id,
            tx.now,
        )
    )


async def first_and_newest(tx: Transaction, consumer: str, envelope: Envelope) -> Arrived:
    """Write the inbox row and, of a first copy, the version; holds the aggregate's row until commit."""
    arrived = await tx.one(
        Arrived,
        "WITH first AS ("
        "  INSERT INTO inbox (consumer, event_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        "  RETURNING event_id), "
        "newest AS ("
        "  INSERT INTO latest (consumer, aggregate_id, version) SELECT $1, $4, $5 FROM first"
        "  ON CONFLICT (consumer, aggregate_id) DO UPDATE SET version = excluded.version"
        "  WHERE latest.version < excluded.version RETURNING version) "
        "SELECT EXISTS (SELECT FROM first) AS is_first, EXISTS (SELECT FROM newest) AS is_newest",
        consumer,
        envelope.id,
        tx.now,
        envelope.subject,
        envelope.aggregateversion,
    )
    return arrived or Arrived(False, False)


async def _dispatch(
    tx: Transaction, envelope: Envelope, subscriptions: list[Subscription], *, is_newest: bool
) -> str:
    for subscription in subscriptions:
        if is_newest or not subscription.latest:
            try:
                event = msgspec.json.decode(envelope.data, type=subscription.kind)
            except msgspec.ValidationError as error:
                raise Poison(f"{envelope.type}: {error}") from error
            await subscription.handler(tx, event)
    return "handled" if is_newest else "outdated"
