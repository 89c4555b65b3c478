"""Releases on AWS: published once, never changed, deployed by their digest, rolled back to the one before."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec
from botocore.exceptions import ClientError

from infra.deploy import DeployFailed, Release, current, find, pairs, update
from infra.names import Names
from infra.shop import DEPLOYABLES

# These alarms of a deployable undo its update when they ring within the minutes after it.
UNDOING = ("errors", "no-hosts")
WATCHED_MINUTES = 5


class Aws(Protocol):
    """Makes clients of the shop's account and region: `aws("s3")`."""

    def __call__(self, service: str) -> Any: ...


class Standing(msgspec.Struct, frozen=True):
    """How a deployable is on AWS; `stack` is CloudFormation's own word."""

    name: str
    stack: str
    version: str = ""
    previous: str = ""
    hosts: int = 0
    healthy: int = 0


class History(msgspec.Struct, frozen=True):
    """What was deployed last, what before it, and when."""

    current: str
    previous: str
    at: str


def publish(aws: Aws, names: Names, name: str, file: Path, release: Release) -> bool:
    """Put a release into the bucket; False when it is there. A version with other content is refused."""
    bucket, key = names.bucket("releases"), _key(name, release.version)
    if (known := _published(aws, bucket, key)) is not None:
        if known != release.digest:
            raise DeployFailed(
                f"{name} {release.version} is published with other content: a new version, please"
            )
        return False
    with file.open("rb") as content:
        aws("s3").put_object(Bucket=bucket, Key=key, Body=content, Metadata={"sha256": release.digest})
    return True


def deploy(aws: Aws, names: Names, name: str, version: str) -> bool:
    """Put a published release on the hosts, one by one; False when they have it.

    CloudFormation goes back by itself when a new host does not become healthy.
    """
    stack = find(aws("cloudformation"), names.stack(name))
    if stack is None:
        raise DeployFailed(f"{name} is not there: first `zoco infra deploy {name} --version {version}`")
    before = current(stack)
    release = published(aws, names, name, version)
    changed = update(
        aws("cloudformation"),
        names.stack(name),
        UsePreviousTemplate=True,
        Parameters=pairs(release.parameters()),
        RollbackConfiguration=_undoing(names, name),
    )
    if changed and before.version != version:
        remember(aws, names, name, History(version, before.version, datetime.now(UTC).isoformat()))
    return changed


def rollback(aws: Aws, names: Names, name: str) -> str:
    """Deploy what was there before; its version. The schema stays: a release works with the next one's."""
    history = _history(aws, names, name)
    if history is None or not history.previous:
        raise DeployFailed(f"of {name} there is no release before this one")
    deploy(aws, names, name, history.previous)
    return history.previous


def status(aws: Aws, names: Names) -> Iterator[Standing]:
    """Every deployable, in the order in which they are deployed."""
    for name in DEPLOYABLES:
        stack = find(aws("cloudformation"), names.stack(name))
        if stack is None:
            yield Standing(name, "not there")
            continue
        history = _history(aws, names, name)
        hosts, healthy = _hosts(aws, names, name)
        previous = history.previous if history else ""
        yield Standing(name, stack["StackStatus"], current(stack).version, previous, hosts, healthy)


def published(aws: Aws, names: Names, name: str, version: str) -> Release:
    """The release as it lies in the bucket. Raises DeployFailed when it does not."""
    digest = _published(aws, names.bucket("releases"), _key(name, version))
    if digest is None:
        raise DeployFailed(f"{name} {version} is not published: `zoco release publish {name} {version}`")
    return Release(version, digest)


def remember(aws: Aws, names: Names, name: str, history: History) -> None:
    text = json.dumps(msgspec.to_builtins(history))
    aws("ssm").put_parameter(Name=_memory(names, name), Value=text, Type="String", Overwrite=True)


def _history(aws: Aws, names: Names, name: str) -> History | None:
    try:
        found = aws("ssm").get_parameter(Name=_memory(names, name))["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return None
        raise
    return msgspec.json.decode(found, type=History)


def _hosts(aws: Aws, names: Names, name: str) -> tuple[int, int]:
    [balancer] = aws("elbv2").describe_load_balancers(Names=[names.prefix + name])["LoadBalancers"]
    groups = aws("elbv2").describe_target_groups(LoadBalancerArn=balancer["LoadBalancerArn"])["TargetGroups"]
    health = aws("elbv2").describe_target_health(TargetGroupArn=groups[0]["TargetGroupArn"])
    states = [each["TargetHealth"]["State"] for each in health["TargetHealthDescriptions"]]
    return len(states), states.count("healthy")


def _published(aws: Aws, bucket: str, key: str) -> str | None:
    try:
        return str(aws("s3").head_object(Bucket=bucket, Key=key)["Metadata"]["sha256"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return None
        raise


def _undoing(names: Names, name: str) -> dict[str, Any]:
    arns = [names.arn("cloudwatch", f"alarm:{names.alarm(name, what)}") for what in UNDOING]
    triggers = [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in arns]
    return {"RollbackTriggers": triggers, "MonitoringTimeInMinutes": WATCHED_MINUTES}


def _key(name: str, version: str) -> str:
    return f"{name}/{version}.tar"


def _memory(names: Names, name: str) -> str:
    return f"/{names.shop.name}/releases/{name}"
