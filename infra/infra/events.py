"""The topics: one for each service, whose hosts alone publish there; readers subscribe themselves."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.names import Names
from infra.shop import SERVICES


class Events(cdk.Stack):
    """`key` encrypts what lies in the topics; a service's hosts need it to publish."""

    def __init__(self, scope: Construct, names: Names, **options: Any) -> None:
        super().__init__(scope, names.stack("events"), **options)
        self.key = kms.Key(
            self,
            "Key",
            description="Events between services",
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        for service in SERVICES:
            sns.Topic(self, service, topic_name=names.topic(service), master_key=self.key, enforce_ssl=True)


def publish(names: Names, service: str, key: kms.IKey) -> list[iam.PolicyStatement]:
    """What a service's hosts need to announce something, and nothing about any other topic."""
    return [
        iam.PolicyStatement(actions=["sns:Publish"], resources=[names.arn("sns", names.topic(service))]),
        iam.PolicyStatement(actions=["kms:GenerateDataKey", "kms:Decrypt"], resources=[key.key_arn]),
    ]
