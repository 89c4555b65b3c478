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
            name: (await sns.create_topic(Name=f"{prefix}{name}-events"))["TopicArn"]
            for name in subscriptions
        }
        return {
            name: Addresses(
                topics[name], *await _ensure_queues(sns, sqs, topics, prefix + name, filters(types))
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
    sns: Any, sqs: Any, topics: dict[str, str], name: str, wanted: dict[str, list[str]]
) -> tuple[str, str]:
    """The queue of `name` and its dead-letter queue, with the subscriptions that feed it."""
    dead_url, dead_arn = await _queue(
        sqs, f"{name}-dead", {"MessageRetentionPeriod": DEAD_LETTER_RETENTION_SECONDS}
    )
    redrive = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": MAX_RECEIVE_COUNT})
    url, arn = await _queue(
        sqs,
        name,
        {
            "VisibilityTimeout": VISIBILITY_SECONDS,
            "MessageRetentionPeriod": QUEUE_RETENTION_SECONDS,
            "RedrivePolicy": redrive,
        },
    )
    for publisher, types in wanted.items():
        await _subscribe(sns, topics[publisher], arn, types, dead_arn)
    return url, dead_url


async def _queue(sqs: Any, name: str, attributes: dict[str, Any]) -> tuple[str, str]:
    url = (await sqs.create_queue(QueueName=name))["QueueUrl"]
    await sqs.set_queue_attributes(
        QueueUrl=url, Attributes={key: str(value) for key, value in attributes.items()}
    )
    answer = await sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, answer["Attributes"]["QueueArn"]


async def _subscribe(sns: Any, topic_arn: str, queue_arn: str, types: list[str], dead_arn: str) -> None:
    attributes = {
        "RawMessageDelivery": "true",
        "FilterPolicy": json.dumps({"type": types}),
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn}),
    }
    answer = await sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=queue_arn,
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )
    for name, value in attributes.items():
        await sns.set_subscription_attributes(
            SubscriptionArn=answer["SubscriptionArn"], AttributeName=name, AttributeValue=value
        )
