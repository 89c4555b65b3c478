"""The only public door: a load balancer with the shop's certificate, and hosts that run Envoy over TLS."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra import alarms, wiring
from infra.balancer import Balancer
from infra.fleet import Fleet
from infra.names import Names
from infra.network import Network

NAME = "gateway"
UNITS = ("gateway", "keys")
# A page that Envoy answers by itself: the gateway is healthy whoever behind it is not.
HEALTH = "/openapi.json"
SLOW_SECONDS = 2.5
REQUESTS_IN_FIVE_MINUTES = 10_000
MANAGED_RULES = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")


class Gateway(cdk.Stack):
    """Point the shop's domain at the output `Address`."""

    def __init__(self, scope: Construct, names: Names, *, network: Network, **options: Any) -> None:
        super().__init__(scope, names.stack(NAME), **options)
        self._names, self._network = names, network
        self.balancer = self._balancer()
        self.fleet = Fleet(
            self,
            names,
            network,
            NAME,
            settings=wiring.gateway(names),
            boot={
                "NAME": NAME,
                "UNITS": " ".join(UNITS),
                "READY_URL": f"https://127.0.0.1:{wiring.GATEWAY_PORT}{HEALTH}",
                "AWS_DEFAULT_REGION": names.shop.region,
            },
            units=UNITS,
            targets=self.balancer.targets,
        )
        if names.shop.has_firewall:
            self._firewall()
        self._watch()
        cdk.CfnOutput(self, "Address", value=self.balancer.balancer.attr_dns_name)

    def _balancer(self) -> Balancer:
        group = ec2.SecurityGroup(self, "BalancerGroup", vpc=self._network.vpc, description="The public door")
        for port in (80, 443):
            group.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(port), "everybody")
        ec2.CfnSecurityGroupIngress(
            self,
            "FromBalancer",
            group_id=self._network.hosts[NAME].security_group_id,
            source_security_group_id=group.security_group_id,
            ip_protocol="tcp",
            from_port=wiring.GATEWAY_PORT,
            to_port=wiring.GATEWAY_PORT,
            description="its load balancer",
        )
        balancer = Balancer(
            self,
            self._names,
            self._network,
            NAME,
            is_public=True,
            group=group,
            port=wiring.GATEWAY_PORT,
            protocol="HTTPS",
            health_path=HEALTH,
        )
        balancer.listen(443, balancer.forward(), certificate=self._certificate)
        balancer.listen(80, [_to_https()])
        return balancer

    @property
    def _certificate(self) -> str:
        return self._names.arn("acm", f"certificate/{self._names.shop.certificate}")

    def _firewall(self) -> None:
        """What no shopper sends. Who asks too often the gateway itself says 429 to; this is for floods."""
        rules = [_managed(name, priority) for priority, name in enumerate(MANAGED_RULES)]
        acl = waf.CfnWebACL(
            self,
            "Firewall",
            name=self._names.prefix + NAME,
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen("firewall"),
            rules=[*rules, _flood(len(rules))],
        )
        waf.CfnWebACLAssociation(
            self, "FirewallInFront", resource_arn=self.balancer.balancer.ref, web_acl_arn=acl.attr_arn
        )

    def _watch(self) -> None:
        balancer, targets = self.balancer.balancer, self.balancer.targets
        watches = [
            *alarms.of_balancer(
                balancer.attr_load_balancer_full_name,
                targets.attr_target_group_full_name,
                slow_seconds=SLOW_SECONDS,
            ),
            *alarms.of_hosts(self.fleet.group.auto_scaling_group_name),
            *alarms.of_certificate(self._certificate),
        ]
        alarms.watch(self, self._names, NAME, watches)


def _to_https() -> elb.CfnListener.ActionProperty:
    redirect = elb.CfnListener.RedirectConfigProperty(protocol="HTTPS", port="443", status_code="HTTP_301")
    return elb.CfnListener.ActionProperty(type="redirect", redirect_config=redirect)


def _managed(name: str, priority: int) -> waf.CfnWebACL.RuleProperty:
    group = waf.CfnWebACL.ManagedRuleGroupStatementProperty(vendor_name="AWS", name=name)
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        statement=waf.CfnWebACL.StatementProperty(managed_rule_group_statement=group),
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        visibility_config=_seen(name),
    )


def _flood(priority: int) -> waf.CfnWebACL.RuleProperty:
    rate = waf.CfnWebACL.RateBasedStatementProperty(limit=REQUESTS_IN_FIVE_MINUTES, aggregate_key_type="IP")
    return waf.CfnWebACL.RuleProperty(
        name="flood",
        priority=priority,
        statement=waf.CfnWebACL.StatementProperty(rate_based_statement=rate),
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        visibility_config=_seen("flood"),
    )


def _seen(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
