"""Topics and queues: a topic per publisher, a queue and dead-letter queue per consumer, filtered by type."""

import contextlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from chassis.messaging import SESSION

VISIBILITY_SECONDS = 30
MAX_RECEIVE_COUNT = 8
QUEUE_RETENTION_SECONDS = 4 * 24 * 3600
DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 3600


class Addresses(msgspec.Struct, frozen=True):
    """Where one service publishes and what it reads."""

    topic_arn: str
    queue_url: str
    dead_letter_queue_url: str


def topic_name(publisher: str, *, prefix: str = "") -> str:
    return f"{prefix}{publisher}-events"


def queue_name(consumer: str, *, prefix: str = "") -> str:
    return prefix + consumer


def dead_letter_queue_name(consumer: str, *, prefix: str = "") -> str:
    return f"{prefix}{consumer}-dead"


def queue(dead_letter_queue_arn: str) -> dict[str, Any]:
    """The attributes of a consumer's queue, as SQS and CloudFormation call them."""
    return {
        "VisibilityTimeout": VISIBILITY_SECONDS,
        "MessageRetentionPeriod": QUEUE_RETENTION_SECONDS,
        "RedrivePolicy": {
            "deadLetterTargetArn": dead_letter_queue_arn,
            "maxReceiveCount": MAX_RECEIVE_COUNT,
        },
    }


def dead_letter_queue() -> dict[str, Any]:
    return {"MessageRetentionPeriod": DEAD_LETTER_RETENTION_SECONDS}


def subscription(types: Iterable[str], dead_letter_queue_arn: str) -> dict[str, Any]:
    """The attributes of a subscription, as SNS and CloudFormation call them: these types, as they are.

    What cannot be handed to the queue waits in its dead-letter queue.
    """
    return {
        "RawMessageDelivery": True,
        "FilterPolicy": {"type": sorted(types)},
        "RedrivePolicy": {"deadLetterTargetArn": dead_letter_queue_arn},
    }


def filters(types: Iterable[str]) -> dict[str, list[str]]:
    """Publisher → the types wanted from it. The publisher's name is the first word of a wire name."""
    wanted: dict[str, list[str]] = {}
    for name in sorted(set(types)):
        wanted.setdefault(name.partition(".")[0], []).append(name)
    return wanted


async def ensure(
    subscriptions: Mapping[str, Iterable[str]], *, prefix: str = "", **client: Any
) -> dict[str, Addresses]:
    """Create what is missing for every service and return the addresses. Harmless to repeat.

    `subscriptions` maps each service to the event types it listens to; `client` goes to botocore
    (`endpoint_url`, `region_name`, …), whose own environment variables fill what is not given.
    """
    async with SESSION.create_client("sns", **client) as sns, SESSION.create_client("sqs", **client) as sqs:
        topics = {
            name: (await sns.create_topic(Name=topic_name(name, prefix=prefix)))["TopicArn"]
            for name in subscriptions
        }
        return {
            name: Addresses(
                topics[name], *await _ensure_queues(sns, sqs, topics, name, prefix, filters(types))
            )
            for name, types in subscriptions.items()
        }


async def ensure_bucket(name: str, **client: Any) -> None:
    """A bucket for files, as far as there is none of this name yet; `client` goes to botocore."""
    async with SESSION.create_client("s3", **client) as s3:
        with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            region = {"LocationConstraint": s3.meta.region_name}
            await s3.create_bucket(Bucket=name, CreateBucketConfiguration=region)


async def _ensure_queues(
    sns: Any, sqs: Any, topics: dict[str, str], name: str, prefix: str, wanted: dict[str, list[str]]
) -> tuple[str, str]:
    """The queue of `name` and its dead-letter queue, with the subscriptions that feed it."""
    dead_url, dead_arn = await _queue(sqs, dead_letter_queue_name(name, prefix=prefix), dead_letter_queue())
    url, arn = await _queue(sqs, queue_name(name, prefix=prefix), queue(dead_arn))
    for publisher, types in wanted.items():
        await _subscribe(sns, topics[publisher], arn, subscription(types, dead_arn))
    return url, dead_url


async def _queue(sqs: Any, name: str, attributes: dict[str, Any]) -> tuple[str, str]:
    url = (await sqs.create_queue(QueueName=name))["QueueUrl"]
    await sqs.set_queue_attributes(
        QueueUrl=url, Attributes={key: json.dumps(value) for key, value in attributes.items()}
    )
    answer = await sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, answer["Attributes"]["QueueArn"]


async def _subscribe(sns: Any, topic_arn: str, queue_arn: str, attributes: dict[str, Any]) -> None:
    texts = {name: json.dumps(value) for name, value in attributes.items()}
    answer = await sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=queue_arn,
        Attributes=texts,
        ReturnSubscriptionArn=True,
    )
    for name, value in texts.items():
        await sns.set_subscription_attributes(
            SubscriptionArn=answer["SubscriptionArn"], AttributeName=name, AttributeValue=value
        )
