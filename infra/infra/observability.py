"""Where alarms go, and the one page that shows how the shop is."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.names import Names
from infra.shop import SERVICES


class Observability(cdk.Stack):
    """All alarms of all stacks notify one topic; who reads its mail confirms the subscription once."""

    def __init__(self, scope: Construct, names: Names, **options: Any) -> None:
        super().__init__(scope, names.stack("observability"), **options)
        key = kms.Key(
            self,
            "Key",
            description="Alarms",
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        key.grant(iam.ServicePrincipal("cloudwatch.amazonaws.com"), "kms:GenerateDataKey*", "kms:Decrypt")
        self.alarms = sns.Topic(self, "Alarms", topic_name=names.alarms, master_key=key, enforce_ssl=True)
        self._let_alarms_in(names)
        sns.CfnSubscription(
            self,
            "Mail",
            topic_arn=self.alarms.topic_arn,
            protocol="email",
            endpoint=names.shop.alarm_mail,
        )
        cloudwatch.CfnDashboard(
            self,
            "Dashboard",
            dashboard_name=names.shop.name,
            dashboard_body=self.to_json_string(_page(names)),
        )

    def _let_alarms_in(self, names: Names) -> None:
        self.alarms.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[names.arn("sns", names.alarms)],
                conditions={"StringEquals": {"aws:SourceAccount": names.shop.account}},
            )
        )


def _page(names: Names) -> dict[str, Any]:
    """Queues and databases by their names: those are known before the stacks that make them."""
    inboxes = [
        ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", names.queue(name)] for name in SERVICES
    ]
    dead = [
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", names.dead_letters(name)]
        for name in SERVICES
    ]
    databases = [
        ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", names.database(name)] for name in SERVICES
    ]
    storage = [
        ["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", names.database(name)] for name in SERVICES
    ]
    widgets = {
        "Oldest unread message (s)": inboxes,
        "Dead letters": dead,
        "Database CPU (%)": databases,
        "Free storage (bytes)": storage,
    }
    return {
        "widgets": [
            {
                "type": "metric",
                "width": 12,
                "height": 6,
                "properties": {
                    "title": title,
                    "metrics": metrics,
                    "region": names.shop.region,
                    "stat": "Maximum",
                },
            }
            for title, metrics in widgets.items()
        ]
    }
