"""What all stacks stand in: the VPC, the hosts' security groups, the private zone, logs and releases."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.names import Names
from infra.shop import DEPLOYABLES

PRIVATE_ENDPOINTS = (
    "sqs",
    "sns",
    "secretsmanager",
    "logs",
    "monitoring",
    "kms",
    "ssm",
    "ssmmessages",
    "cloudformation",
    "elasticache",
)
# Who writes into the bucket of logs.
BALANCERS, BUCKETS = "logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"


class Network(cdk.Stack):
    """`hosts` are the security groups of the machines: each stack says in its own rules whom it lets in."""

    def __init__(self, scope: Construct, names: Names, **options: Any) -> None:
        super().__init__(scope, names.stack("network"), **options)
        self._names = names
        self.vpc = self._vpc()
        self.hosts = {name: self._group(f"{name}-hosts", f"Hosts of {name}") for name in DEPLOYABLES}
        self.logs = self._bucket("logs", days=names.shop.log_days)
        self._let_write_logs()
        self.releases = self._bucket("releases")
        self.zone = route53.PrivateHostedZone(self, "Zone", zone_name=names.zone, vpc=self.vpc)

    def _vpc(self) -> ec2.Vpc:
        shop = self._names.shop
        vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(shop.cidr),
            availability_zones=list(shop.zones),
            nat_gateways=shop.nat_gateways,
            restrict_default_security_group=False,  # nobody is in it, and emptying it takes a Lambda
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="public",
                    subnet_type=ec2.SubnetType.PUBLIC,
                    cidr_mask=24,
                    map_public_ip_on_launch=False,
                ),
                ec2.SubnetConfiguration(
                    name="hosts", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=20
                ),
                ec2.SubnetConfiguration(
                    name="data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24
                ),
            ],
        )
        self._log_flows(vpc)
        self._endpoints(vpc)
        return vpc

    def _log_flows(self, vpc: ec2.Vpc) -> None:
        group = log_group(self, "FlowLog", self._names.logs("network", "flow"), self._names)
        vpc.add_flow_log("Flow", destination=ec2.FlowLogDestination.to_cloud_watch_logs(group))

    def _endpoints(self, vpc: ec2.Vpc) -> None:
        """Releases and the system's packages come from S3 from inside the network; in `big` all else too."""
        vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        if not self._names.shop.has_private_endpoints:
            return
        group = ec2.SecurityGroup(
            self, "EndpointGroup", vpc=vpc, description="AWS from inside", allow_all_outbound=False
        )
        group.add_ingress_rule(ec2.Peer.ipv4(self._names.shop.cidr), ec2.Port.tcp(443), "AWS from inside")
        for name in PRIVATE_ENDPOINTS:
            vpc.add_interface_endpoint(
                f"Endpoint-{name}",
                service=ec2.InterfaceVpcEndpointAwsService(name),
                security_groups=[group],
                open=False,
                private_dns_enabled=True,
            )

    def _group(self, name: str, what: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(self, name, vpc=self.vpc, description=what)

    def _bucket(self, purpose: str, days: int | None = None) -> s3.Bucket:
        rules = [s3.LifecycleRule(expiration=cdk.Duration.days(days))] if days else []
        return s3.Bucket(
            self,
            purpose.title(),
            bucket_name=self._names.bucket(purpose),
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=days is None,
            lifecycle_rules=rules,
            removal_policy=cdk.RemovalPolicy.RETAIN,
            **(
                {} if days else {"server_access_logs_bucket": self.logs, "server_access_logs_prefix": purpose}
            ),
        )

    def _let_write_logs(self) -> None:
        arn, account = self._names.arn, self._names.shop.account
        writers = {
            BALANCERS: (
                "balancers/*",
                {"ArnLike": {"aws:SourceArn": arn("elasticloadbalancing", "loadbalancer/*")}},
            ),
            BUCKETS: ("*", {"StringEquals": {"aws:SourceAccount": account}}),
        }
        for writer, (where, condition) in writers.items():
            self.logs.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal(writer)],
                    actions=["s3:PutObject"],
                    resources=[self.logs.arn_for_objects(where)],
                    conditions=condition,
                )
            )


def log_group(scope: Construct, construct: str, name: str, names: Names) -> logs.LogGroup:
    """Kept when a stack goes: what happened is wanted most when something is gone."""
    return logs.LogGroup(
        scope,
        construct,
        log_group_name=name,
        retention=retention(names.shop.log_days),
        removal_policy=cdk.RemovalPolicy.RETAIN,
    )


def retention(days: int) -> logs.RetentionDays:
    kept = {7: "ONE_WEEK", 14: "TWO_WEEKS", 30: "ONE_MONTH", 90: "THREE_MONTHS", 365: "ONE_YEAR"}
    if days not in kept:
        raise ValueError(f"log_days is {days}; CloudWatch keeps logs for one of {list(kept)}")
    return logs.RetentionDays[kept[days]]
