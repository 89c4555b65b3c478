"""What would change is said before, what it costs too, and secrets are complete without being shown."""

import json
from pathlib import Path

import pytest

from infra import plan, secret_values
from infra.cost import UnknownPrice, estimate
from infra.deploy import DeployFailed
from infra.names import Names
from infra.shop import SERVICES, SMALL
from infra.tests import rules
from infra.tests.conftest import Aws, Stacks, local_aws

NAMES = Names(SMALL)
SMTP = "smtps://user:password@mail.shop.example"
NEW = {
    "orders": {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1", "SMTP_URL": SMTP},
    "users": {"SMTP_URL": SMTP},
    "support": {"SMTP_URL": SMTP},
}


def test_a_plan_names_what_would_change_and_nothing_else(aws: Aws, small: Stacks) -> None:
    cloudformation, wanted = aws.client("cloudformation"), small.templates()
    assert {line.rpartition(": ")[2] for line in plan.changes(cloudformation, NAMES, wanted)} == {"no change"}
    resources = wanted["support"]["Resources"]
    [(database, properties)] = rules.of_type(wanted["support"], "RDS::DBInstance").items()
    properties["BackupRetentionPeriod"] = 21
    del resources["FromBalancer"]
    resources["More"] = {"Type": "AWS::SQS::Queue", "Properties": {}}
    lines = [line for line in plan.changes(cloudformation, NAMES, wanted) if "no change" not in line]
    assert lines == [
        "zoco-support: 3 changes",
        f"  ~ AWS::RDS::DBInstance {database}: BackupRetentionPeriod",
        "  - AWS::EC2::SecurityGroupIngress FromBalancer",
        "  + AWS::SQS::Queue More",
    ]


def test_everything_has_a_price(small: Stacks, big: Stacks) -> None:
    cheap, dear = ({line.part: line.dollars for line in estimate(each.templates())} for each in (small, big))
    assert 500 < sum(cheap.values()) < 650
    assert 4_500 < sum(dear.values()) < 5_200
    assert "firewall" in dear.keys() - cheap.keys()
    templates = small.templates()
    [database] = rules.of_type(templates["users"], "RDS::DBInstance").values()
    database["DBInstanceClass"] = "db.x9.huge"
    with pytest.raises(UnknownPrice, match=r"db\.x9\.huge"):
        estimate(templates)


def test_secrets_are_made_once_and_what_is_missing_is_said(aws: Aws) -> None:
    manager = aws.client("secretsmanager")
    said = list(secret_values.complete(manager, NAMES, {}))
    assert "zoco/orders: missing STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, SMTP_URL" in said
    before = _values(aws)
    assert all(line.endswith(": complete") for line in secret_values.complete(manager, NAMES, NEW))
    after = _values(aws)
    assert after["orders"] == before["orders"] | NEW["orders"]
    assert after["catalog"] == before["catalog"]
    digests = json.loads(after["users"]["SERVICE_CLIENTS"])
    assert set(digests) == set(SERVICES)
    shown = " ".join(said)
    assert not any(value in shown for values in after.values() for value in values.values())


def _values(aws: Aws) -> dict[str, dict[str, str]]:
    manager = aws.client("secretsmanager")
    return {
        name: json.loads(manager.get_secret_value(SecretId=NAMES.secret(name))["SecretString"])
        for name in SERVICES
    }


async def test_a_new_shop_needs_a_release_before_its_hosts(small: Stacks, folder: Path) -> None:
    async with local_aws(SMALL, folder / "empty") as empty:
        deployed = plan.deploy_all(empty.client, NAMES, small.templates(), ["network", "support"], "")
        assert next(deployed) == ("network", True)
        with pytest.raises(DeployFailed, match="publish a release"):
            next(deployed)
