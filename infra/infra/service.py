"""One service: its hosts, database, inbox, load balancer, name and alarms. Nothing of another's."""

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_route53 as route53
from constructs import Construct

from infra import alarms, events, wiring
from infra.balancer import Balancer
from infra.database import Database
from infra.files import FILE_ACTIONS, files_bucket
from infra.fleet import Fleet
from infra.messages import Inbox
from infra.names import Names
from infra.network import Network

API_PORT = 8000
SLOW_SECONDS = 1.0
UNITS = ("api", "work")


class Service(cdk.Stack):
    """It imports the network, the key of events and, for catalog, the cache; it exports nothing."""

    def __init__(
        self,
        scope: Construct,
        names: Names,
        name: str,
        *,
        network: Network,
        key: kms.IKey,
        listens_to: Sequence[str],
        redis_url: str = "",
        **options: Any,
    ) -> None:
        super().__init__(scope, names.stack(name), **options)
        self._names, self._name, self._network = names, name, network
        self.database = Database(self, names, network, name)
        self.inbox = Inbox(self, names, name, listens_to)
        self.balancer = self._balancer()
        settings = wiring.service(names, name, database_host=self.database.host, redis_url=redis_url)
        self.fleet = Fleet(
            self,
            names,
            network,
            name,
            settings=settings,
            boot={
                "NAME": name,
                "UNITS": " ".join(UNITS),
                "READY_URL": f"http://127.0.0.1:{API_PORT}/health/ready",
                "SECRET": names.secret(name),
                "OWNER_SECRET": self.database.owner_secret,
                "AWS_DEFAULT_REGION": names.shop.region,
            },
            units=UNITS,
            targets=self.balancer.targets,
        )
        self._grant(key)
        self._name_it()
        self._watch()

    def _balancer(self) -> Balancer:
        group = ec2.SecurityGroup(
            self, "BalancerGroup", vpc=self._network.vpc, description=f"Load balancer of {self._name}"
        )
        for caller in sorted(wiring.callers(self._name)):
            group.connections.allow_from(self._network.hosts[caller], ec2.Port.tcp(80), f"{caller} calls")
        # The rule belongs to this stack; the group of the hosts to the network's.
        ec2.CfnSecurityGroupIngress(
            self,
            "FromBalancer",
            group_id=self._network.hosts[self._name].security_group_id,
            source_security_group_id=group.security_group_id,
            ip_protocol="tcp",
            from_port=API_PORT,
            to_port=API_PORT,
            description="its load balancer",
        )
        balancer = Balancer(
            self,
            self._names,
            self._network,
            self._name,
            is_public=False,
            group=group,
            port=API_PORT,
            protocol="HTTP",
            health_path="/health/ready",
        )
        balancer.listen(80, balancer.forward())
        return balancer

    def _grant(self, key: kms.IKey) -> None:
        names = self._names
        secret = names.arn("secretsmanager", f"secret:{names.secret(self._name)}-??????")
        self.fleet.grant(
            *self.inbox.grants(),
            *self.database.grants(),
            *events.publish(names, self._name, key),
            iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[secret]),
        )
        if self._name == "catalog":
            self.fleet.grant(*self._cache_grants())
        if self._name in wiring.BUCKETS:
            self.fleet.grant(*self._file_grants())

    def _cache_grants(self) -> list[iam.PolicyStatement]:
        arn = self._names.arn
        resources = [
            arn("elasticache", f"replicationgroup:{self._names.cache}"),
            arn("elasticache", f"user:{self._names.prefix}catalog"),
        ]
        return [iam.PolicyStatement(actions=["elasticache:Connect"], resources=resources)]

    def _file_grants(self) -> list[iam.PolicyStatement]:
        arn = f"arn:aws:s3:::{files_bucket(self, self._names, wiring.BUCKETS[self._name])}"
        return [
            iam.PolicyStatement(actions=FILE_ACTIONS, resources=[f"{arn}/*"]),
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[arn]),
        ]

    def _name_it(self) -> None:
        balancer = self.balancer.balancer
        route53.CfnRecordSet(
            self,
            "Name",
            hosted_zone_id=self._network.zone.hosted_zone_id,
            name=self._names.host(self._name),
            type="A",
            alias_target=route53.CfnRecordSet.AliasTargetProperty(
                dns_name=balancer.attr_dns_name,
                hosted_zone_id=balancer.attr_canonical_hosted_zone_id,
            ),
        )

    def _watch(self) -> None:
        names, name = self._names, self._name
        balancer, targets = self.balancer.balancer, self.balancer.targets
        watches = [
            *alarms.of_balancer(
                balancer.attr_load_balancer_full_name,
                targets.attr_target_group_full_name,
                slow_seconds=SLOW_SECONDS,
            ),
            *alarms.of_hosts(self.fleet.group.auto_scaling_group_name),
            *alarms.of_messages(names.queue(name), names.dead_letters(name)),
        ]
        alarms.watch(self, names, name, watches)
