"""Looking at what was deployed, only through the APIs of AWS."""

import base64
import fnmatch
import json
from typing import Any

from infra.tests.conftest import Aws

Json = dict[str, Any]


def resources(aws: Aws, stack: str, kind: str) -> list[str]:
    """The physical ids of one type in one stack."""
    listed = aws.client("cloudformation").describe_stack_resources(StackName=f"{aws.shop.name}-{stack}")
    return [
        each["PhysicalResourceId"]
        for each in listed["StackResources"]
        if each["ResourceType"] == f"AWS::{kind}"
    ]


def launch_data(aws: Aws, stack: str) -> Json:
    [template] = resources(aws, stack, "EC2::LaunchTemplate")
    versions = aws.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=template, Versions=["$Latest"]
    )
    data: Json = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    return data


def user_data(aws: Aws, stack: str) -> str:
    """The script that a new host runs."""
    return base64.b64decode(launch_data(aws, stack)["UserData"]).decode()


def written_file(script: str, path: str) -> str:
    """What the script writes into this file."""
    return script.partition(f"cat >{path} <<'END'\n")[2].partition("\nEND\n")[0]


def settings_of(script: str) -> dict[str, str]:
    """The environment that a host's units find."""
    lines = written_file(script, "/etc/zoco/settings.env").splitlines()
    return {name: value[1:-1] for name, _, value in (line.partition("=") for line in lines)}


def statements(aws: Aws, stack: str) -> list[Json]:
    """What the hosts of a deployable may do."""
    iam = aws.client("iam")
    [role] = resources(aws, stack, "IAM::Role")
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    documents = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    ]
    return [each for document in documents for each in document["Statement"]]


def may(allowed: list[Json], action: str, resource: str) -> bool:
    """As IAM decides without conditions: something allows it; nothing here denies."""
    assert all(each["Effect"] == "Allow" for each in allowed)
    return any(
        _matches(action, each["Action"]) and _matches(resource, each["Resource"])
        for each in allowed
        if "Condition" not in each
    )


def _matches(value: str, patterns: str | list[str]) -> bool:
    listed = [patterns] if isinstance(patterns, str) else patterns
    return any(fnmatch.fnmatchcase(value, pattern) for pattern in listed)


def received(aws: Aws, queue: str) -> list[str]:
    """The bodies of all messages in a queue, which are taken out."""
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    bodies: list[str] = []
    while got := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in got]
        for message in got:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def subscriptions(aws: Aws, topic_names: list[str]) -> dict[tuple[str, str], Json]:
    """(topic's name, queue's name) → what decides about delivery, with names for ARNs."""
    sns = aws.client("sns")
    found = {}
    for each in sns.list_subscriptions()["Subscriptions"]:
        topic = each["TopicArn"].rpartition(":")[2]
        if topic not in topic_names or each["Protocol"] != "sqs":
            continue
        attributes = sns.get_subscription_attributes(SubscriptionArn=each["SubscriptionArn"])["Attributes"]
        found[topic, each["Endpoint"].rpartition(":")[2]] = {
            "raw": attributes["RawMessageDelivery"],
            "filter": json.loads(attributes["FilterPolicy"]),
            "dead": json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rpartition(":")[2],
        }
    return found
