"""`python -m infra.local_aws PORT CERTIFICATE`: an AWS on this machine that takes the stacks as they are.

It is moto's server (MOTO_ACCOUNT_ID names its account) with what it lacks for them. Alone it skips a type or
an attribute that it does not know and says CREATE_COMPLETE. Here every such thing fails the stack, and the
types of `KINDS` are made through the server's own public API, so that botocore checks the names and types of
their properties. CERTIFICATE is the ARN of the only thing that a shop brings itself.
"""

import functools
import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

import boto3
from botocore.config import Config
from moto import settings as moto_settings
from moto.acm.models import CertBundle, acm_backends
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.core.common_models import CloudFormationModel
from moto.elbv2.models import FakeLoadBalancer, FakeTargetGroup
from moto.iam.access_control import PermissionResult
from moto.kms.models import Key
from moto.rds.models import DBParameterGroup, DBSubnetGroup
from moto.s3.models import FakeBucket
from werkzeug.serving import run_simple

from gateway.certificates import self_signed

Properties = dict[str, Any]
# From a client maker and the properties: the physical id, and what GetAtt answers.
Make = Callable[["Aws", Properties], tuple[str, dict[str, str]]]


@functools.cache
class Aws:
    """Clients of this very server."""

    def __init__(self, url: str, region: str) -> None:
        self._url, self._session = url, boto3.Session("local", "local", region_name=region)
        self._clients: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        if service not in self._clients:
            once = Config(retries={"total_max_attempts": 1}, max_pool_connections=1)
            self._clients[service] = self._session.client(service, endpoint_url=self._url, config=once)
        return self._clients[service]


def _queue_policy(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    for url in given["Queues"]:
        aws("sqs").set_queue_attributes(
            QueueUrl=url, Attributes={"Policy": json.dumps(given["PolicyDocument"])}
        )
    return given["Queues"][0], {}


def _topic_policy(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    policy = json.dumps(given["PolicyDocument"])
    for arn in given["Topics"]:
        aws("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return given["Topics"][0], {}


def _bucket_policy(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    aws("s3").put_bucket_policy(Bucket=given["Bucket"], Policy=json.dumps(given["PolicyDocument"]))
    return given["Bucket"], {}


def _subscription(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    known = {name: given.pop(name) for name in ("TopicArn", "Protocol", "Endpoint")}
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    answer = aws("sns").subscribe(**known, Attributes=texts, ReturnSubscriptionArn=True)
    return answer["SubscriptionArn"], {}


def _alarm(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    aws("cloudwatch").put_metric_alarm(**given)
    return given["AlarmName"], {}


def _scaling_policy(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    name = f"{given['AutoScalingGroupName']}-cpu"
    aws("autoscaling").put_scaling_policy(PolicyName=name, **given)
    return name, {}


def _database(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    _renamed(given, VPCSecurityGroups="VpcSecurityGroupIds")
    given["AllocatedStorage"], given["Port"] = int(given["AllocatedStorage"]), int(given["Port"])
    made = aws("rds").create_db_instance(**given)["DBInstance"]
    attributes = {
        "Endpoint.Address": made["Endpoint"]["Address"],
        "MasterUserSecret.SecretArn": made["MasterUserSecret"]["SecretArn"],
        "DbiResourceId": made["DbiResourceId"],
    }
    return made["DBInstanceIdentifier"], attributes


def _cache_subnets(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    _renamed(given, Description="CacheSubnetGroupDescription")
    aws("elasticache").create_cache_subnet_group(**given)
    return given["CacheSubnetGroupName"], {}


def _cache_user(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    # moto knows only this spelling of the engine.
    aws("elasticache").create_user(**given | {"Engine": "redis"})
    return given["UserId"], {}


def _cache_users(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    """moto has no groups of users; that the users are there can be seen."""
    for user in given["UserIds"]:
        aws("elasticache").describe_users(UserId=user)
    return given["UserGroupId"], {}


def _cache(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    made = aws("elasticache").create_replication_group(**given)["ReplicationGroup"]
    address = made["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
    return made["ReplicationGroupId"], {"PrimaryEndPoint.Address": address}


def _firewall(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    made = aws("wafv2").create_web_acl(**given)["Summary"]
    return made["Id"], {"Arn": made["ARN"]}


def _firewall_in_front(aws: Aws, given: Properties) -> tuple[str, dict[str, str]]:
    aws("wafv2").associate_web_acl(**given)
    return given["ResourceArn"], {}


KINDS: dict[str, Make] = {
    "AWS::AutoScaling::ScalingPolicy": _scaling_policy,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::ElastiCache::ReplicationGroup": _cache,
    "AWS::ElastiCache::SubnetGroup": _cache_subnets,
    "AWS::ElastiCache::User": _cache_user,
    "AWS::ElastiCache::UserGroup": _cache_users,
    "AWS::RDS::DBInstance": _database,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::WAFv2::WebACL": _firewall,
    "AWS::WAFv2::WebACLAssociation": _firewall_in_front,
}


class Made:
    """What `KINDS` made, as moto's CloudFormation looks at it."""

    def __init__(self, physical_id: str, attributes: dict[str, str]) -> None:
        self.physical_resource_id, self._attributes = physical_id, attributes

    def get_cfn_attribute(self, name: str) -> str:
        return self._attributes[name]

    def is_created(self) -> bool:
        return True


def _model(kind: str, make: Make, url: str) -> Any:
    def made(region: str, resource: Any) -> Made:
        try:
            return Made(*make(Aws(url, region), _typed(resource["Properties"])))
        except Exception as error:
            raise ValidationError(message=f"{kind}: {error}") from error

    def create(_name: str, resource: Any, _account: str, region: str, **_: Any) -> Made:
        return made(region, resource)

    def update(*, cloudformation_json: Any, region_name: str, **_: Any) -> Made:
        return made(region_name, cloudformation_json)

    members = {
        "cloudformation_name_type": staticmethod(lambda: ""),
        "cloudformation_type": staticmethod(lambda: kind),
        "has_cfn_attr": staticmethod(lambda _attribute: True),
        "create_from_cloudformation_json": staticmethod(create),
        "update_from_cloudformation_json": staticmethod(update),
    }
    # moto takes the name of a service from the module's.
    return type("Model", (CloudFormationModel,), members | {"__module__": "moto.infra.models"})


def _renamed(given: Properties, **names: str) -> None:
    for old, new in names.items():
        given[new] = given.pop(old)


def _typed(value: Any) -> Any:
    """CloudFormation writes yes and no as text, and moto has objects where a name is meant."""
    if isinstance(value, dict):
        return {key: _typed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if isinstance(value, DBSubnetGroup | DBParameterGroup):
        return value.resource_id
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


class Strict(logging.LoggerAdapter[logging.Logger]):
    """moto warns where it leaves something out. Here that is the end of the stack."""

    def warning(self, msg: object, *args: object, **_: Any) -> NoReturn:
        raise ValidationError(message=str(msg) % args)


def _make_strict(url: str) -> None:
    parsing.logger = Strict(parsing.logger, {})
    known = parsing.get_model_map()
    known.update({kind: _model(kind, make, url) for kind, make in KINDS.items()})


def _complete() -> None:
    """Attributes and properties that moto has no answer for, or a wrong one."""
    FakeLoadBalancer.get_cfn_attribute = _attributes(
        DNSName=lambda it: it.dns_name,
        CanonicalHostedZoneID=lambda _: "Z32O12XQLNTSW2",
        LoadBalancerFullName=lambda it: it.arn.partition(":loadbalancer/")[2],
    )
    FakeTargetGroup.get_cfn_attribute = _attributes(TargetGroupFullName=lambda it: it.arn.rpartition(":")[2])
    # It reads a policy without its conditions, so that "nobody without TLS" keeps everybody out.
    FakeBucket.get_permission = lambda *_: PermissionResult.NEUTRAL
    tagged = Key.create_from_cloudformation_json

    def create(name: str, resource: Any, *rest: Any, **more: Any) -> Key:
        tags = resource["Properties"].pop("Tags", [])
        resource["Properties"]["Tags"] = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in tags]
        return tagged(name, resource, *rest, **more)

    Key.create_from_cloudformation_json = staticmethod(create)


def _attributes(**known: Callable[[Any], str]) -> Any:
    def get(self: Any, name: str) -> str:
        if name not in known:
            raise ValidationError(message=f"{type(self).__name__} has no attribute {name} here")
        return known[name](self)

    return get


def _bring(certificate: str) -> None:
    _, _, _, region, account, _ = certificate.split(":", 5)
    key, chain = self_signed("localhost", datetime.now(UTC))
    bundle = CertBundle(account, chain, key, region=region, arn=certificate)
    acm_backends[account][region]._certificates[certificate] = bundle


def main(port: int, certificate: str) -> None:
    """Serve until killed. Nothing is kept."""
    from moto.server import DomainDispatcherApplication, create_backend_app

    moto_settings.TEST_SERVER_MODE = True
    _make_strict(f"http://127.0.0.1:{port}")
    _complete()
    _bring(certificate)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = DomainDispatcherApplication(create_backend_app)
    run_simple("127.0.0.1", port, app, threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
