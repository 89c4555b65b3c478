"""A service's inbox: its queue and dead-letter queue, fed by filtered subscriptions to others' topics."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from chassis import topology
from infra.names import Names


class Inbox(Construct):
    """The same definition (`chassis.topology`) makes the queues of a laptop."""

    def __init__(self, scope: Construct, names: Names, service: str, types: Iterable[str]) -> None:
        super().__init__(scope, "Inbox")
        self._names, wanted = names, topology.filters(types)
        self.dead = self._queue("Dead", names.dead_letters(service), topology.dead_letter_queue(), wanted)
        queue = topology.queue(self.dead.attr_arn)
        self.queue = self._queue("Queue", names.queue(service), queue, wanted)
        for publisher, chosen in wanted.items():
            self._subscribe(publisher, topology.subscription(chosen, self.dead.attr_arn))

    def grants(self) -> list[iam.PolicyStatement]:
        """What the service's hosts need: to read their queue, and to put aside what they cannot handle."""
        reading = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
        return [
            iam.PolicyStatement(actions=reading, resources=[self.queue.attr_arn]),
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[self.dead.attr_arn]),
        ]

    def _queue(
        self, construct: str, name: str, attributes: dict[str, Any], publishers: Iterable[str]
    ) -> sqs.CfnQueue:
        properties = {_snake(key): value for key, value in attributes.items()}
        queue = sqs.CfnQueue(self, construct, queue_name=name, sqs_managed_sse_enabled=True, **properties)
        topics = [self._names.arn("sns", self._names.topic(publisher)) for publisher in publishers]
        sqs.CfnQueuePolicy(
            self,
            f"{construct}Policy",
            queues=[queue.ref],
            policy_document=iam.PolicyDocument(statements=_policy(queue.attr_arn, topics)),
        )
        return queue

    def _subscribe(self, publisher: str, attributes: dict[str, Any]) -> None:
        sns.CfnSubscription(
            self,
            f"From-{publisher}",
            topic_arn=self._names.arn("sns", self._names.topic(publisher)),
            protocol="sqs",
            endpoint=self.queue.attr_arn,
            **{_snake(key): value for key, value in attributes.items()},
        )


def _policy(queue: str, topics: list[str]) -> list[iam.PolicyStatement]:
    return [
        iam.PolicyStatement(
            sid="TopicsMayPut",
            principals=[iam.ServicePrincipal("sns.amazonaws.com")],
            actions=["sqs:SendMessage"],
            resources=[queue],
            conditions={"ArnEquals": {"aws:SourceArn": topics}},
        ),
        iam.PolicyStatement(
            sid="NobodyWithoutTls",
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=["sqs:*"],
            resources=[queue],
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
    ]


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
