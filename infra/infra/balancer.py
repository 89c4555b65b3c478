"""A load balancer and its one group of targets: inside for a service, on the internet for the gateway."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from infra.names import Names
from infra.network import Network


class Balancer(Construct):
    """`targets` is what the hosts register with. The stack adds the listeners."""

    def __init__(
        self,
        scope: Construct,
        names: Names,
        network: Network,
        name: str,
        *,
        is_public: bool,
        group: ec2.SecurityGroup,
        port: int,
        protocol: str,
        health_path: str,
    ) -> None:
        super().__init__(scope, "Balancer")
        subnets = network.vpc.select_subnets(subnet_group_name="public" if is_public else "hosts")
        self.balancer = elb.CfnLoadBalancer(
            self,
            "Alb",
            name=names.prefix + name,
            scheme="internet-facing" if is_public else "internal",
            security_groups=[group.security_group_id],
            subnets=subnets.subnet_ids,
            load_balancer_attributes=_pairs(_attributes(names, name)),
        )
        self.targets = elb.CfnTargetGroup(
            self,
            "Targets",
            vpc_id=network.vpc.vpc_id,
            port=port,
            protocol=protocol,
            target_type="instance",
            health_check_path=health_path,
            health_check_interval_seconds=10,
            health_check_timeout_seconds=5,
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
            matcher=elb.CfnTargetGroup.MatcherProperty(http_code="200"),
            # Longer than any request takes; a host that is being replaced finishes what it has.
            target_group_attributes=_pairs({"deregistration_delay.timeout_seconds": "30"}),
        )

    def listen(
        self, port: int, actions: Sequence[elb.CfnListener.ActionProperty], certificate: str = ""
    ) -> None:
        tls = {
            "certificates": [elb.CfnListener.CertificateProperty(certificate_arn=certificate)],
            "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        }
        elb.CfnListener(
            self,
            f"Listener{port}",
            load_balancer_arn=self.balancer.ref,
            port=port,
            protocol="HTTPS" if certificate else "HTTP",
            default_actions=list(actions),
            **(tls if certificate else {}),
        )

    def forward(self) -> list[elb.CfnListener.ActionProperty]:
        return [elb.CfnListener.ActionProperty(type="forward", target_group_arn=self.targets.ref)]


def _attributes(names: Names, name: str) -> dict[str, str]:
    return {
        "idle_timeout.timeout_seconds": "60",  # below the 75 s for which services keep a connection
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "deletion_protection.enabled": "true",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": names.bucket("logs"),
        "access_logs.s3.prefix": f"balancers/{name}",
    }


def _pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in attributes.items()]
