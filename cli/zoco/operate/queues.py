"""Depth and age of what waits, and dead letters: what they say, and back to where they belong."""

import asyncio
from datetime import datetime
from typing import Any

import msgspec

from zoco.home import SERVICES
from zoco.operate.reach import Reach
from zoco.stack import StackFailed

DEPTHS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
# How long a dead letter is hidden while all of them are read; then it is let go.
READING_SECONDS = 30


class Lag(msgspec.Struct, frozen=True):
    """`oldest_seconds` is the age of the oldest event that was not published."""

    service: str
    outbox: int
    oldest_seconds: float
    waiting: int
    in_flight: int
    dead: int


class DeadLetter(msgspec.Struct, frozen=True):
    """`why` is what the body itself shows: a type, or that it is none of our envelopes."""

    service: str
    message_id: str
    receives: int
    why: str
    body: str
    receipt: str


class Outbox(msgspec.Struct):
    count: int
    oldest: datetime | None


async def lags(reach: Reach) -> list[Lag]:
    return list(await asyncio.gather(*(_lag(reach, service) for service in SERVICES)))


async def _lag(reach: Reach, service: str) -> Lag:
    database = reach.databases[service]
    outbox = await database.one(Outbox, "SELECT count(*) AS count, min(created_at) AS oldest FROM outbox")
    queue, dead = await reach.queue(service), await reach.dead_letters(service)
    waiting, in_flight = await _depths(reach, queue)
    age = 0.0 if outbox is None or outbox.oldest is None else _age(database.clock.now(), outbox.oldest)
    count = outbox.count if outbox else 0
    return Lag(service, count, age, waiting, in_flight, sum(await _depths(reach, dead)))


def _age(now: datetime, then: datetime) -> float:
    return max(0.0, (now - then).total_seconds())


async def _depths(reach: Reach, queue: str) -> tuple[int, int]:
    answer = await reach.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=list(DEPTHS))
    visible, in_flight = (int(answer["Attributes"][name]) for name in DEPTHS)
    return visible, in_flight


async def dead_letters(reach: Reach, *services: str) -> list[DeadLetter]:
    """All of these services' queues, of every one when none is named. Nothing is taken out."""
    return [letter for service in services or SERVICES for letter in await _read(reach, service)]


async def _read(reach: Reach, service: str) -> list[DeadLetter]:
    queue, found = await reach.dead_letters(service), dict[str, DeadLetter]()
    while messages := await _receive(reach, queue):
        found |= {message["MessageId"]: _letter(service, message) for message in messages}
    for letter in found.values():
        await reach.sqs.change_message_visibility(
            QueueUrl=queue, ReceiptHandle=letter.receipt, VisibilityTimeout=0
        )
    return list(found.values())


async def _receive(reach: Reach, queue: str) -> list[dict[str, Any]]:
    answer = await reach.sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=10,
        VisibilityTimeout=READING_SECONDS,
        AttributeNames=["ApproximateReceiveCount"],
    )
    messages: list[dict[str, Any]] = answer.get("Messages") or []
    return messages


def _letter(service: str, message: dict[str, Any]) -> DeadLetter:
    body, receives = message["Body"], message.get("Attributes", {}).get("ApproximateReceiveCount", 0)
    return DeadLetter(
        service, message["MessageId"], int(receives), _why(body), body, message["ReceiptHandle"]
    )


def _why(body: str) -> str:
    try:
        envelope = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        return f"unreadable: {error}"
    return f"{envelope['type']} of {envelope.get('subject')}" if "type" in envelope else "no envelope of ours"


async def redrive(reach: Reach, service: str, message_ids: tuple[str, ...]) -> list[DeadLetter]:
    """Send these, or all, to the service again. Dying in between sends one twice; the inbox takes it once."""
    letters = await dead_letters(reach, service)
    if unknown := set(message_ids) - {letter.message_id for letter in letters}:
        raise StackFailed(f"no such dead letter of {service}: {', '.join(sorted(unknown))}")
    chosen = [letter for letter in letters if not message_ids or letter.message_id in message_ids]
    queue, dead = await reach.queue(service), await reach.dead_letters(service)
    for letter in chosen:
        await reach.sqs.send_message(QueueUrl=queue, MessageBody=letter.body)
        await reach.sqs.delete_message(QueueUrl=dead, ReceiptHandle=letter.receipt)
    return chosen
