"""What must be so in the templates. Each rule says what is not; `breaches` asks them all."""

import json
from collections.abc import Iterator
from typing import Any

from chassis import topology
from infra.names import Names
from infra.shop import DEPLOYABLES, SERVICES
from infra.subscriptions import listens_to

Json = dict[str, Any]
Templates = dict[str, Json]
MOST_BYTES = 51_200  # of a template that is sent with the request
MOST_USER_DATA = 16_384
# What knows no narrower resource.
ANYWHERE = {
    "cloudwatch:PutMetricData",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
}
OF_HOSTS = {"unhealthy-hosts", "no-hosts", "errors", "unanswered", "slow", "busy-hosts"}
OF_SERVICE = OF_HOSTS | {
    "late-messages",
    "dead-letters",
    "busy-database",
    "full-database",
    "many-connections",
}


def breaches(templates: Templates, names: Names) -> list[str]:
    """Everything that is not as it must be."""
    return [found for rule in RULES for found in rule(templates, names)]


def of_type(template: Json, kind: str) -> dict[str, Json]:
    return {
        key: each["Properties"]
        for key, each in template["Resources"].items()
        if each["Type"] == f"AWS::{kind}"
    }


def messages(templates: Templates, names: Names) -> Iterator[str]:
    """Subscriptions and queues are what the code listens to, and nothing else."""
    for name, types in listens_to().items():
        template = templates[name]
        queues = {each["QueueName"]: (key, each) for key, each in of_type(template, "SQS::Queue").items()}
        dead, _ = queues.get(names.dead_letters(name), ("", {}))
        inbox, made = queues.get(names.queue(name), ("", {}))
        target = {"Fn::GetAtt": [dead, "Arn"]}
        wanted = {
            names.arn("sns", names.topic(publisher)): {
                "Protocol": "sqs",
                "Endpoint": {"Fn::GetAtt": [inbox, "Arn"]},
                **topology.subscription(chosen, target),  # type: ignore[arg-type]
            }
            for publisher, chosen in topology.filters(types).items()
        }
        found = {
            each.pop("TopicArn"): each for each in map(dict, of_type(template, "SNS::Subscription").values())
        }
        if found != wanted:
            yield f"{name} subscribes to {json.dumps(found)}, its code to {json.dumps(wanted)}"
        if made.get("RedrivePolicy") != topology.queue(target)["RedrivePolicy"]:  # type: ignore[arg-type]
            yield f"{name}: poison stays in the inbox"
        for queue, (_, each) in queues.items():
            if not each.get("SqsManagedSseEnabled"):
                yield f"{queue} is not encrypted"


DATABASE = {
    "Engine": "postgres",
    "StorageEncrypted": True,
    "PubliclyAccessible": False,
    "MultiAZ": True,
    "DeletionProtection": True,
    "ManageMasterUserPassword": True,
    "EnableIAMDatabaseAuthentication": True,
}


def databases(templates: Templates, _: Names) -> Iterator[str]:
    for name in SERVICES:
        instances = list(of_type(templates[name], "RDS::DBInstance").values())
        parameters = list(of_type(templates[name], "RDS::DBParameterGroup").values())
        if len(instances) != 1:
            yield f"{name} has {len(instances)} databases"
            continue
        [database] = instances
        yield from (
            f"{name}: {key} is not {value}" for key, value in DATABASE.items() if database.get(key) != value
        )
        if "MasterUserPassword" in database:
            yield f"{name}: a password in the template"
        if database["BackupRetentionPeriod"] < 7:
            yield f"{name}: backups of less than a week"
        if parameters[0]["Parameters"].get("rds.force_ssl") != "1":
            yield f"{name}: TLS is not forced"


def doors(templates: Templates, _: Names) -> Iterator[str]:
    """Who may come in: the world to the gateway's balancer, otherwise one security group each."""
    for name, template in templates.items():
        for group, properties in of_type(template, "EC2::SecurityGroup").items():
            for rule in properties.get("SecurityGroupIngress", []):
                is_public_door = name == "gateway" and rule["FromPort"] in (80, 443)
                if rule.get("CidrIp") == "0.0.0.0/0" and not is_public_door:
                    yield f"{name}: {group} is open to the world"
        for group, sources in _sources(template, 5432).items():
            if len(sources) != 1:
                yield f"{name}: {group} lets {len(sources)} sources to the database"


def _sources(template: Json, port: int) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for rule in of_type(template, "EC2::SecurityGroupIngress").values():
        if rule["FromPort"] <= port <= rule["ToPort"]:
            found.setdefault(json.dumps(rule["GroupId"]), []).append(rule)
    for key, group in of_type(template, "EC2::SecurityGroup").items():
        for rule in group.get("SecurityGroupIngress", []):
            if rule.get("FromPort", 0) <= port <= rule.get("ToPort", 65535):
                found.setdefault(key, []).append(rule)
    return found


def privileges(templates: Templates, _: Names) -> Iterator[str]:
    """No role has more than it names: no action or resource for everything."""
    for name in DEPLOYABLES:
        for role in of_type(templates[name], "IAM::Role").values():
            if role.get("ManagedPolicyArns"):
                yield f"{name}: a policy that AWS changes when it likes"
        for policy in of_type(templates[name], "IAM::Policy").values():
            for statement in policy["PolicyDocument"]["Statement"]:
                yield from (f"{name}: {found}" for found in _too_wide(statement))


def _too_wide(statement: Json) -> Iterator[str]:
    actions, resources = _many(statement["Action"]), _many(statement["Resource"])
    yield from (f"may do {action}" for action in actions if action.endswith(":*") or action == "*")
    if "*" in resources and not set(actions) <= ANYWHERE:
        yield f"may do {actions} anywhere"


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def hosts(templates: Templates, names: Names) -> Iterator[str]:
    for name in DEPLOYABLES:
        [template] = of_type(templates[name], "EC2::LaunchTemplate").values()
        data = template["LaunchTemplateData"]
        options = data["MetadataOptions"]
        if options.get("HttpTokens") != "required" or options.get("HttpPutResponseHopLimit") != 1:
            yield f"{name}: metadata without a token"
        if any(not each["Ebs"].get("Encrypted") for each in data["BlockDeviceMappings"]):
            yield f"{name}: a disk that is not encrypted"
        if data["NetworkInterfaces"][0].get("AssociatePublicIpAddress") is not False:
            yield f"{name}: hosts with an address of their own on the internet"
        if len(json.dumps(data["UserData"])) > MOST_USER_DATA:
            yield f"{name}: too much user data"
        yield from _replaced_one_by_one(name, templates[name], names)


def _replaced_one_by_one(name: str, template: Json, names: Names) -> Iterator[str]:
    group = template["Resources"]["Hosts"]
    fewest = names.shop.hosts[name].fewest
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]
    if not rolling.get("WaitOnResourceSignals") or rolling["MaxBatchSize"] != 1:
        yield f"{name}: hosts are replaced without being asked"
    if rolling["MinInstancesInService"] != fewest or int(group["Properties"]["MaxSize"]) <= fewest:
        yield f"{name}: fewer hosts while they are replaced"
    if group["CreationPolicy"]["ResourceSignal"]["Count"] != fewest:
        yield f"{name}: created before its hosts are ready"
    if "ELB" not in group["Properties"]["HealthCheckType"]:
        yield f"{name}: only a host that is dead counts as ill"


def alarms(templates: Templates, names: Names) -> Iterator[str]:
    """Everything that is watched has its alarm, and every alarm tells the one topic."""
    topic = [names.arn("sns", names.alarms)]
    wanted = dict.fromkeys(SERVICES, OF_SERVICE) | {"gateway": OF_HOSTS | {"certificate-ends"}}
    for name, watched in wanted.items():
        found = of_type(templates[name], "CloudWatch::Alarm").values()
        known = {each["AlarmName"].removeprefix(names.alarm(name, "")) for each in found}
        if missing := watched - known:
            yield f"{name}: no alarm for {sorted(missing)}"
        for each in found:
            if each["AlarmActions"] != topic or each["OKActions"] != topic:
                yield f"{each['AlarmName']} tells nobody"


def independence(templates: Templates, _: Names) -> Iterator[str]:
    """What depends on no deployable can be deployed without any."""
    for name in DEPLOYABLES:
        if any("Export" in output for output in templates[name].get("Outputs", {}).values()):
            yield f"{name} exports something: another stack would hold it back"


def plainness(templates: Templates, _: Names) -> Iterator[str]:
    for name, template in templates.items():
        kinds = {each["Type"] for each in template["Resources"].values()}
        for kind in kinds:
            if kind.startswith(("AWS::Lambda", "Custom::", "AWS::CloudFormation::CustomResource")):
                yield f"{name} has a {kind}: code that nobody here wrote"
        if len(json.dumps(template)) > MOST_BYTES:
            yield f"{name} is too long to be sent"


RULES = (messages, databases, doors, privileges, hosts, alarms, independence, plainness)
