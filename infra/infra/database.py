"""A service's own PostgreSQL. RDS makes and rotates its owner's password; the service logs in with IAM."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_rds as rds
from constructs import Construct

from infra import alarms
from infra.names import Names
from infra.network import Network, log_group

VERSION = "18.6"
PORT = 5432
OWNER = "owner"


class Database(Construct):
    """`host` and `owner_secret` are known once it is deployed."""

    def __init__(self, scope: Construct, names: Names, network: Network, service: str) -> None:
        super().__init__(scope, "Database")
        self._names, self._service, self._network = names, service, network
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description=f"Database of {service}", allow_all_outbound=False
        )
        group.connections.allow_from(network.hosts[service], ec2.Port.tcp(PORT), "its own hosts, nobody else")
        log_group(self, "Log", f"/aws/rds/instance/{names.database(service)}/postgresql", names)
        self._instance = self._make(group)
        self.host = self._instance.attr_endpoint_address
        self.owner_secret = self._instance.attr_master_user_secret_secret_arn
        chosen = names.shop.databases[service]
        watches = alarms.of_database(
            names.database(service), gib=chosen.gib, is_burstable=".t" in chosen.kind
        )
        alarms.watch(self, names, service, watches)

    def grants(self) -> list[iam.PolicyStatement]:
        """To log in as the service's own user, and, for migrations at boot, to read the owner's password."""
        user = f"dbuser:{self._instance.attr_dbi_resource_id}/{self._service}_app"
        return [
            iam.PolicyStatement(actions=["rds-db:connect"], resources=[self._names.arn("rds-db", user)]),
            iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[self.owner_secret]),
        ]

    def _make(self, group: ec2.SecurityGroup) -> rds.CfnDBInstance:
        chosen = self._names.shop.databases[self._service]
        instance = rds.CfnDBInstance(
            self,
            "Instance",
            db_instance_identifier=self._names.database(self._service),
            db_name=self._service,
            engine="postgres",
            engine_version=VERSION,
            db_instance_class=chosen.kind,
            allocated_storage=str(chosen.gib),
            max_allocated_storage=chosen.most_gib,
            storage_type="gp3",
            port=str(PORT),
            multi_az=chosen.is_multi_az,
            backup_retention_period=chosen.backup_days,
            db_subnet_group_name=self._subnets().ref,
            db_parameter_group_name=self._parameters().ref,
            vpc_security_groups=[group.security_group_id],
            master_username=OWNER,
            **SAFE,
        )
        instance.apply_removal_policy(cdk.RemovalPolicy.SNAPSHOT)
        return instance

    def _subnets(self) -> rds.CfnDBSubnetGroup:
        return rds.CfnDBSubnetGroup(
            self,
            "Subnets",
            db_subnet_group_description=f"Where the database of {self._service} is",
            subnet_ids=self._network.vpc.select_subnets(subnet_group_name="data").subnet_ids,
        )

    def _parameters(self) -> rds.CfnDBParameterGroup:
        return rds.CfnDBParameterGroup(
            self,
            "Parameters",
            family=f"postgres{VERSION.partition('.')[0]}",
            description="TLS or nothing; slow statements are logged",
            parameters={"rds.force_ssl": "1", "log_min_duration_statement": "1000"},
        )


SAFE: dict[str, Any] = {
    "storage_encrypted": True,
    "publicly_accessible": False,
    "deletion_protection": True,
    "manage_master_user_password": True,
    "enable_iam_database_authentication": True,
    "copy_tags_to_snapshot": True,
    "auto_minor_version_upgrade": True,
    "enable_performance_insights": True,
    "enable_cloudwatch_logs_exports": ["postgresql"],
    "ca_certificate_identifier": "rds-ca-rsa2048-g1",
}
