"""The templates obey the rules, one service's change is its own, and the rules can see a breach."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from infra.shop import SMALL, Hosts
from infra.subscriptions import listens_to
from infra.tests import rules
from infra.tests.conftest import Json, Stacks, written

LINT = Path(sys.executable).parent / "cfn-lint"


def test_every_rule_holds_in_both_profiles(small: Stacks, big: Stacks) -> None:
    assert rules.breaches(small.templates(), small.names) == []
    assert rules.breaches(big.templates(), big.names) == []


def test_cloudformation_would_take_them(small: Stacks, big: Stacks) -> None:
    """W3010 wants zones to be looked up; a shop names its own."""
    files = [str(path) for each in (small, big) for path in sorted(each.folder.glob("*.template.json"))]
    ran = subprocess.run([LINT, "-i", "W3010", "--", *files], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_a_change_of_one_service_is_a_change_of_its_template_alone(small: Stacks, folder: Path) -> None:
    hosts = SMALL.hosts | {"orders": Hosts("t4g.medium", fewest=2, most=4)}
    changed = written(msgspec.structs.replace(SMALL, hosts=hosts), folder / "orders")
    assert _differ(small, changed) == {"orders"}


def test_an_event_more_is_a_change_of_its_reader_alone(small: Stacks, folder: Path) -> None:
    consumers = listens_to()
    consumers["support"] = [*consumers["support"], "orders.refund_succeeded.v1"]
    assert _differ(small, written(SMALL, folder / "event", consumers)) == {"support"}


def _differ(one: Stacks, other: Stacks) -> set[str]:
    before, after = one.templates(), other.templates()
    return {name for name in before if before[name] != after[name]}


def _first(template: Json, kind: str) -> Json:
    return next(iter(rules.of_type(template, kind).values()))


def _unfilter(template: Json) -> None:
    del _first(template, "SNS::Subscription")["FilterPolicy"]


def _widen(template: Json) -> None:
    _first(template, "SNS::Subscription")["FilterPolicy"]["type"].append("orders.order_placed.v1")


def _wrap(template: Json) -> None:
    _first(template, "SNS::Subscription")["RawMessageDelivery"] = False


def _lose(template: Json) -> None:
    del _first(template, "SNS::Subscription")["RedrivePolicy"]


def _keep_poison(template: Json) -> None:
    for queue in rules.of_type(template, "SQS::Queue").values():
        queue.pop("RedrivePolicy", None)


def _open_database(template: Json) -> None:
    for rule in rules.of_type(template, "EC2::SecurityGroupIngress").values():
        if rule["FromPort"] == 5432:
            group = rule["GroupId"]["Fn::GetAtt"][0]
    everybody = {"CidrIp": "0.0.0.0/0", "FromPort": 5432, "ToPort": 5432, "IpProtocol": "tcp"}
    template["Resources"][group]["Properties"]["SecurityGroupIngress"] = [everybody]


def _publish(template: Json) -> None:
    _first(template, "RDS::DBInstance")["PubliclyAccessible"] = True


def _any_resource(template: Json) -> None:
    _first(template, "IAM::Policy")["PolicyDocument"]["Statement"][0]["Resource"] = "*"


def _bare_disk(template: Json) -> None:
    _first(template, "EC2::LaunchTemplate")["LaunchTemplateData"]["BlockDeviceMappings"][0]["Ebs"][
        "Encrypted"
    ] = False


def _old_metadata(template: Json) -> None:
    _first(template, "EC2::LaunchTemplate")["LaunchTemplateData"]["MetadataOptions"]["HttpTokens"] = (
        "optional"
    )


def _no_alarm(template: Json) -> None:
    resources = template["Resources"]
    for key in [key for key in resources if "deadletters" in key and "alarm" in key]:
        del resources[key]


def _silent_alarm(template: Json) -> None:
    _first(template, "CloudWatch::Alarm")["AlarmActions"] = []


def _no_signals(template: Json) -> None:
    template["Resources"]["Hosts"]["UpdatePolicy"]["AutoScalingRollingUpdate"]["WaitOnResourceSignals"] = (
        False
    )


MUTATIONS: list[tuple[Callable[[Json], None], str]] = [
    (_unfilter, "subscribes to"),
    (_widen, "subscribes to"),
    (_wrap, "subscribes to"),
    (_lose, "subscribes to"),
    (_keep_poison, "poison stays"),
    (_open_database, "open to the world"),
    (_publish, "PubliclyAccessible"),
    (_any_resource, "anywhere"),
    (_bare_disk, "disk that is not encrypted"),
    (_old_metadata, "metadata without a token"),
    (_no_alarm, "no alarm for ['dead-letters']"),
    (_silent_alarm, "tells nobody"),
    (_no_signals, "without being asked"),
]


@pytest.mark.parametrize(("spoil", "complaint"), MUTATIONS, ids=lambda it: getattr(it, "__name__", ""))
def test_a_breach_is_seen(small: Stacks, spoil: Callable[[Json], None], complaint: str) -> None:
    templates = small.templates()
    before = json.dumps(templates["catalog"])
    spoil(templates["catalog"])
    assert json.dumps(templates["catalog"]) != before
    assert complaint in "\n".join(rules.breaches(templates, small.names))
