"""Templates to CloudFormation: a stack is created or updated, waited for, its failure told in words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from botocore.exceptions import ClientError, WaiterError

from infra.names import Names
from infra.shop import DEPLOYABLES

# What stands on what; within the line each may be deployed when those before it are.
ORDER = ("network", "observability", "events", "cache", *DEPLOYABLES)
CAPABILITIES = ["CAPABILITY_IAM"]


class DeployFailed(Exception):
    """CloudFormation went back; the message says what it could not do."""


class Release(msgspec.Struct, frozen=True):
    """One built release of one deployable."""

    version: str
    digest: str

    def parameters(self) -> dict[str, str]:
        return {"ReleaseVersion": self.version, "ReleaseDigest": self.digest}


def template(folder: Path, names: Names, stack: str) -> str:
    return (folder / f"{names.stack(stack)}.template.json").read_text()


def deploy(cloudformation: Any, name: str, body: str, parameters: Mapping[str, str]) -> bool:
    """Create or update one stack with these parameters; False when there was nothing to change."""
    request: dict[str, Any] = {"TemplateBody": body, "Parameters": pairs(parameters)}
    if find(cloudformation, name) is not None:
        return update(cloudformation, name, **request)
    request |= {"OnFailure": "ROLLBACK", "EnableTerminationProtection": True}
    return _run(cloudformation, "create", name, request)


def update(cloudformation: Any, name: str, **request: Any) -> bool:
    """Update a stack that is there. CloudFormation undoes by itself what it cannot finish."""
    return _run(cloudformation, "update", name, request)


def _run(cloudformation: Any, verb: str, name: str, request: dict[str, Any]) -> bool:
    try:
        getattr(cloudformation, f"{verb}_stack")(StackName=name, Capabilities=CAPABILITIES, **request)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return False
        raise DeployFailed(f"{name}: {error}") from None
    try:
        waiter = cloudformation.get_waiter(f"stack_{verb}_complete")
        waiter.wait(StackName=name, WaiterConfig={"Delay": 5, "MaxAttempts": 720})
    except WaiterError:
        raise DeployFailed(f"{name} went back:\n{_reasons(cloudformation, name)}") from None
    return True


def find(cloudformation: Any, name: str) -> dict[str, Any] | None:
    """The stack as CloudFormation describes it, or None where there is none."""
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return found


def current(stack: Mapping[str, Any]) -> Release:
    """What a deployable's stack was told last."""
    given = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    return Release(given["ReleaseVersion"], given["ReleaseDigest"])


def _reasons(cloudformation: Any, name: str) -> str:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [each for each in events if each["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(
        f"  {each['LogicalResourceId']}: {each.get('ResourceStatusReason', 'no reason given')}"
        for each in reversed(failed)
    )


def pairs(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
