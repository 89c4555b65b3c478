"""What cdk-nag finds and is meant to be so: each finding by its full id, each with its reason."""

from collections.abc import Mapping

import aws_cdk as cdk

from infra.names import Names
from infra.shop import DEPLOYABLES, SERVICES
from infra.wiring import BUCKETS

UNITS = {name: ("api", "work") for name in SERVICES} | {"gateway": ("gateway", "keys")}


def accept(app: cdk.App, names: Names) -> None:
    """A finding that is not here fails the synthesis, also one of the same rule on another resource."""
    for name in DEPLOYABLES:
        _on(app, names, f"{name}/Fleet/Role", _wildcards(names, name))
        _on(app, names, f"{name}/Fleet/Hosts", {"AS3": NO_NOTIFICATIONS})
    for name in SERVICES:
        _on(app, names, f"{name}/Database/Instance", {"RDS11": PORT})
    _on(
        app,
        names,
        "cache/Valkey",
        {"AEC5": PORT, "AEC6": "RBAC with IAM tokens takes the place of one password"},
    )
    _on(app, names, "gateway/BalancerGroup", {"EC23": "the shop's public door"})


PORT = "a port is no secret: one security group may come here, and it must log in"
NO_NOTIFICATIONS = (
    "a mail for every host that scaling adds hides those that matter; hosts that do not come are alarms"
)


def _wildcards(names: Names, name: str) -> dict[str, str]:
    arn, bucket = names.arn, f"arn:aws:s3:::{names.bucket('releases')}"
    found = {
        "*": "metrics (one name space only) and Session Manager know no narrower resource",
        f"{bucket}/{name}/*": "all releases of this deployable, and of no other",
        arn("cloudformation", f"stack/{names.stack(name)}/*"): "its own stack; the rest is a random id",
    }
    for unit in UNITS[name]:
        found[arn("logs", f"log-group:{names.logs(name, unit)}:*")] = "the streams of its own log group"
    if name in BUCKETS:
        found[f"arn:aws:s3:::{names.bucket(BUCKETS[name])}/*"] = "the files are its own"
    return {f"IAM5[Resource::{resource}]": reason for resource, reason in found.items()}


def _on(app: cdk.App, names: Names, path: str, reasons: Mapping[str, str]) -> None:
    construct = app.node.find_child(names.stack(path.partition("/")[0]))
    for part in path.split("/")[1:]:
        construct = construct.node.find_child(part)
    accepted = [
        cdk.Acknowledgment(id=f"AwsSolutions-{rule}", reason=reason) for rule, reason in reasons.items()
    ]
    cdk.Validations.of(construct).acknowledge(*accepted)
