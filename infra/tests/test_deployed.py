"""The stacks, deployed as they are: messages arrive where they should; nobody can do what is not theirs."""

import json
import subprocess

import pytest

from chassis import topology
from infra.deploy import DeployFailed, deploy
from infra.names import Names
from infra.shop import DEPLOYABLES, SERVICES, SMALL
from infra.subscriptions import CONTRACT, listens_to
from infra.tests import deployed
from infra.tests.conftest import Aws
from infra.wiring import BUCKETS

NAMES = Names(SMALL)
EVENTS = CONTRACT.parent / "events"
TYPES = sorted(path.name.removesuffix(".json") for path in EVENTS.glob("*.json"))


def test_each_event_reaches_the_queues_of_its_readers_and_no_other(aws: Aws) -> None:
    sns = aws.client("sns")
    for kind in TYPES:
        sns.publish(
            TopicArn=NAMES.arn("sns", NAMES.topic(kind.partition(".")[0])),
            Message=json.dumps({"type": kind}),
            MessageAttributes={"type": {"DataType": "String", "StringValue": kind}},
        )
    # As they were published: nothing is wrapped around them.
    arrived = {
        name: sorted(json.loads(body)["type"] for body in deployed.received(aws, NAMES.queue(name)))
        for name in SERVICES
    }
    assert arrived == {name: sorted(types) for name, types in listens_to().items()}


async def test_a_laptop_has_the_same_subscriptions_and_queues(aws: Aws) -> None:
    """`zoco up` makes its queues with `topology.ensure`; here beside those of the stacks."""
    login = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    await topology.ensure(
        listens_to(), prefix="laptop-", endpoint_url=aws.url, region_name=SMALL.region, **login
    )
    found = {}
    for prefix in ("laptop-", NAMES.prefix):
        topics = [topology.topic_name(name, prefix=prefix) for name in SERVICES]
        text = json.dumps(
            [sorted((*key, value) for key, value in deployed.subscriptions(aws, topics).items())],
            default=str,
            sort_keys=True,
        )
        found[prefix] = text.replace(prefix, "")
    assert found["laptop-"] == found[NAMES.prefix]
    assert found["laptop-"].count("filter") == sum(
        len(topology.filters(types)) for types in listens_to().values()
    )
    for name in SERVICES:
        assert _queue(aws, f"laptop-{name}") == _queue(aws, NAMES.queue(name))


def _queue(aws: Aws, name: str) -> dict[str, str]:
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {
        key: found[key].replace("laptop-", NAMES.prefix)
        for key in ("VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy")
    }


def test_poison_reaches_the_dead_letter_queue(aws: Aws) -> None:
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=NAMES.queue("support"))["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    for _ in range(topology.MAX_RECEIVE_COUNT):
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    assert deployed.received(aws, NAMES.dead_letters("support")) == ["poison"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_database_is_safe_and_has_one_source(aws: Aws, name: str) -> None:
    [database] = aws.client("rds").describe_db_instances(DBInstanceIdentifier=NAMES.database(name))[
        "DBInstances"
    ]
    assert database["StorageEncrypted"]
    assert database["MultiAZ"]
    assert database["DeletionProtection"]
    assert database["IAMDatabaseAuthenticationEnabled"]
    assert not database["PubliclyAccessible"]
    secret = aws.client("secretsmanager").get_secret_value(SecretId=database["MasterUserSecret"]["SecretArn"])
    assert json.loads(secret["SecretString"])["username"]
    [group] = [each["VpcSecurityGroupId"] for each in database["VpcSecurityGroups"]]
    ec2 = aws.client("ec2")
    [rule] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpRanges"]) == (5432, 5432, [])
    [source] = rule["UserIdGroupPairs"]
    assert [source["GroupId"]] == deployed.launch_data(aws, name)["NetworkInterfaces"][0]["Groups"]


def _resources(name: str) -> dict[str, str]:
    """What each service has of its own → the action that its hosts need there."""
    arn = NAMES.arn
    return {
        arn("sqs", NAMES.queue(name)): "sqs:ReceiveMessage",
        arn("sqs", NAMES.dead_letters(name)): "sqs:SendMessage",
        arn("sns", NAMES.topic(name)): "sns:Publish",
        arn("secretsmanager", f"secret:{NAMES.secret(name)}-AbCdEf"): "secretsmanager:GetSecretValue",
        arn("logs", f"log-group:{NAMES.logs(name, 'api')}:log-stream:i-1"): "logs:PutLogEvents",
        arn("cloudformation", f"stack/{NAMES.stack(name)}/1"): "cloudformation:SignalResource",
        f"arn:aws:s3:::{NAMES.bucket('releases')}/{name}/1.0.0.tar": "s3:GetObject",
    }


@pytest.mark.parametrize("name", DEPLOYABLES)
def test_hosts_may_do_their_own_and_nothing_of_others(aws: Aws, name: str) -> None:
    allowed = deployed.statements(aws, name)
    for owner in SERVICES:
        for resource, action in _resources(owner).items():
            assert deployed.may(allowed, action, resource) == (owner == name), (name, action, resource)
    for database in SERVICES:
        [found] = aws.client("rds").describe_db_instances(DBInstanceIdentifier=NAMES.database(database))[
            "DBInstances"
        ]
        user = NAMES.arn("rds-db", f"dbuser:{found['DbiResourceId']}/{database}_app")
        owner = found["MasterUserSecret"]["SecretArn"]
        assert deployed.may(allowed, "rds-db:connect", user) == (database == name)
        assert deployed.may(allowed, "secretsmanager:GetSecretValue", owner) == (database == name)
    for action, resource in FORBIDDEN.items():
        assert not deployed.may(allowed, action, resource), (name, action)
    valkey = NAMES.arn("elasticache", f"replicationgroup:{NAMES.cache}")
    files = {owner: f"arn:aws:s3:::{NAMES.bucket(purpose)}/a.jpg" for owner, purpose in BUCKETS.items()}
    assert deployed.may(allowed, "elasticache:Connect", valkey) == (name == "catalog")
    for owner, file in files.items():
        assert deployed.may(allowed, "s3:PutObject", file) == (owner == name)


# Nobody's, whoever asks: what an intruder on a host would try next.
FORBIDDEN = {
    "iam:PassRole": "arn:aws:iam::111122223333:role/any",
    "sts:AssumeRole": "arn:aws:iam::111122223333:role/any",
    "s3:PutObject": f"arn:aws:s3:::{NAMES.bucket('releases')}/catalog/1.0.0.tar",
    "s3:DeleteObject": f"arn:aws:s3:::{NAMES.bucket('logs')}/any",
    "sns:Subscribe": NAMES.arn("sns", NAMES.topic("users")),
    "sqs:PurgeQueue": NAMES.arn("sqs", NAMES.queue("orders")),
    "rds:DeleteDBInstance": NAMES.arn("rds", f"db:{NAMES.database('orders')}"),
    "ssm:StartSession": NAMES.arn("ec2", "instance/i-1"),
    "kms:ScheduleKeyDeletion": NAMES.arn("kms", "key/any"),
    "cloudformation:UpdateStack": NAMES.arn("cloudformation", f"stack/{NAMES.stack('catalog')}/1"),
}


@pytest.mark.parametrize("name", DEPLOYABLES)
def test_hosts_are_there_and_stand_behind_their_load_balancer(aws: Aws, name: str) -> None:
    [group] = deployed.resources(aws, name, "AutoScaling::AutoScalingGroup")
    groups = aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    instances = {each["InstanceId"] for each in groups["AutoScalingGroups"][0]["Instances"]}
    assert len(instances) == SMALL.hosts[name].fewest
    [targets] = deployed.resources(aws, name, "ElasticLoadBalancingV2::TargetGroup")
    elb = aws.client("elbv2")
    health = elb.describe_target_health(TargetGroupArn=targets)["TargetHealthDescriptions"]
    assert {each["Target"]["Id"] for each in health} == instances
    [balancer] = deployed.resources(aws, name, "ElasticLoadBalancingV2::LoadBalancer")
    listeners = elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    ports = {listener["Port"]: listener["DefaultActions"][0]["Type"] for listener in listeners}
    assert ports == ({443: "forward", 80: "redirect"} if name == "gateway" else {80: "forward"})


def test_services_are_found_by_their_private_names(aws: Aws) -> None:
    route53 = aws.client("route53")
    [zone] = route53.list_hosted_zones()["HostedZones"]
    records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    named = {
        each["Name"].rstrip("."): each["AliasTarget"]["DNSName"] for each in records if each["Type"] == "A"
    }
    assert set(named) == {NAMES.host(name) for name in SERVICES}
    balancers = aws.client("elbv2").describe_load_balancers()["LoadBalancers"]
    assert {value.rstrip(".") for value in named.values()} < {each["DNSName"] for each in balancers}


def test_alarms_watch_what_is_there_and_tell_the_one_topic(aws: Aws) -> None:
    [topic] = [
        each["TopicArn"]
        for each in aws.client("sns").list_topics()["Topics"]
        if each["TopicArn"].endswith(NAMES.alarms)
    ]
    alarms = [
        each
        for page in aws.client("cloudwatch").get_paginator("describe_alarms").paginate()
        for each in page["MetricAlarms"]
    ]
    assert len(alarms) == len(SERVICES) * 12 + 7 + SMALL.cache.nodes
    known = _known(aws)
    for alarm in alarms:
        assert (alarm["AlarmActions"], alarm["OKActions"]) == ([topic], [topic])
        for dimension in alarm["Dimensions"]:
            assert dimension["Value"] in known, (alarm["AlarmName"], dimension)


def _known(aws: Aws) -> set[str]:
    """Whatever an alarm may watch, by the names that CloudWatch has for it."""
    elb, found = aws.client("elbv2"), set()
    found |= {
        each["LoadBalancerArn"].partition(":loadbalancer/")[2]
        for each in elb.describe_load_balancers()["LoadBalancers"]
    }
    found |= {
        each["TargetGroupArn"].rpartition(":")[2] for each in elb.describe_target_groups()["TargetGroups"]
    }
    found |= {
        each["DBInstanceIdentifier"] for each in aws.client("rds").describe_db_instances()["DBInstances"]
    }
    found |= {url.rpartition("/")[2] for url in aws.client("sqs").list_queues()["QueueUrls"]}
    groups = aws.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    found |= {each["AutoScalingGroupName"] for each in groups}
    found |= {NAMES.arn("acm", f"certificate/{SMALL.certificate}")}
    found |= {f"{NAMES.cache}-{number:03}" for number in range(1, SMALL.cache.nodes + 1)}
    return found


@pytest.mark.parametrize("name", DEPLOYABLES)
def test_user_data_is_a_script_with_nothing_left_open_and_no_secret(aws: Aws, name: str) -> None:
    script = deployed.user_data(aws, name)
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).stderr == ""
    assert "Token[" not in script
    assert "None" not in script
    json.loads(deployed.written_file(script, "/etc/zoco/agent.json"))
    secrets = aws.client("secretsmanager")
    for listed in secrets.list_secrets()["SecretList"]:
        value = json.loads(secrets.get_secret_value(SecretId=listed["ARN"])["SecretString"])
        assert value["password"] not in script


def test_a_type_that_is_not_known_is_refused(aws: Aws) -> None:
    for kind, properties in {"AWS::Glue::Unheard": {}, "AWS::Lambda::Nothing": {"A": 1}}.items():
        body = json.dumps({"Resources": {"It": {"Type": kind, "Properties": properties}}})
        with pytest.raises(DeployFailed, match=kind):
            deploy(aws.client("cloudformation"), f"unknown-{kind.rpartition(':')[2]}", body, {})


def test_a_property_that_aws_does_not_know_is_refused(aws: Aws) -> None:
    alarm = {
        "AlarmName": "x",
        "Treshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
    }
    body = json.dumps({"Resources": {"It": {"Type": "AWS::CloudWatch::Alarm", "Properties": alarm}}})
    with pytest.raises(DeployFailed, match="Treshold"):
        deploy(aws.client("cloudformation"), "misspelt", body, {})
