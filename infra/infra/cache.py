"""Catalog's read cache: Valkey over TLS, entered with IAM tokens by one user. Losing it loses nothing."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from constructs import Construct

from infra import alarms
from infra.names import Names
from infra.network import Network

USER = "catalog"
# What catalog/cache.py and catalog/hearing.py call: its own keys, its own channels, no administration.
ALLOWED = "on ~catalog:* &catalog:* -@all +@read +@write +@scripting +@pubsub +@connection +@transaction"


class Cache(cdk.Stack):
    """`url` is what catalog finds as REDIS_URL."""

    def __init__(self, scope: Construct, names: Names, network: Network, **options: Any) -> None:
        super().__init__(scope, names.stack("cache"), **options)
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description="Valkey", allow_all_outbound=False
        )
        group.connections.allow_from(network.hosts["catalog"], ec2.Port.tcp(6379), "catalog reads and writes")
        cache = self._valkey(names, network, group)
        nodes = [f"{names.cache}-{number:03}" for number in range(1, names.shop.cache.nodes + 1)]
        alarms.watch(self, names, "cache", alarms.of_cache(nodes))
        self.url = (
            f"rediss+iam://{names.prefix}{USER}@{cache.attr_primary_end_point_address}:6379/0"
            f"?cache={names.cache}"
        )

    def _valkey(
        self, names: Names, network: Network, group: ec2.SecurityGroup
    ) -> elasticache.CfnReplicationGroup:
        shop = names.shop
        subnets = elasticache.CfnSubnetGroup(
            self,
            "Subnets",
            description="Where the cache is",
            cache_subnet_group_name=names.cache,
            subnet_ids=network.vpc.select_subnets(subnet_group_name="data").subnet_ids,
        )
        users = self._users(names)
        cache = elasticache.CfnReplicationGroup(
            self,
            "Valkey",
            replication_group_id=names.cache,
            replication_group_description="Catalog's read cache",
            engine="valkey",
            engine_version="8.1",
            cache_node_type=shop.cache.kind,
            num_cache_clusters=shop.cache.nodes,
            automatic_failover_enabled=shop.cache.nodes > 1,
            multi_az_enabled=shop.cache.nodes > 1,
            cache_subnet_group_name=names.cache,
            security_group_ids=[group.security_group_id],
            at_rest_encryption_enabled=True,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            user_group_ids=[users.user_group_id],
            snapshot_retention_limit=0,
            auto_minor_version_upgrade=True,
        )
        cache.add_resource_dependency(subnets)
        cache.add_resource_dependency(users)
        return cache

    def _users(self, names: Names) -> elasticache.CfnUserGroup:
        name = names.prefix + USER
        user = elasticache.CfnUser(
            self,
            "User",
            engine="valkey",
            user_id=name,
            user_name=name,
            access_string=ALLOWED,
            authentication_mode={"Type": "iam"},
        )
        users = elasticache.CfnUserGroup(
            self, "Users", engine="valkey", user_group_id=name, user_ids=[user.user_id]
        )
        users.add_resource_dependency(user)
        return users
