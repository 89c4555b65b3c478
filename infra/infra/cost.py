"""What the stacks cost a month: an estimate from list prices, without traffic, at the fewest hosts.

The prices were noted by hand from AWS's price pages for us-east-1, in US dollars without tax; other regions
differ by a tenth or so. Raise DATE with them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

DATE = "2026-11"
HOURS = 730.0
HOSTS = {"t4g.small": 0.0168, "t4g.medium": 0.0336, "m7g.large": 0.0816, "m7g.xlarge": 0.1632}
DATABASES = {"db.t4g.small": 0.032, "db.t4g.medium": 0.065, "db.r7g.large": 0.239, "db.r7g.xlarge": 0.478}
CACHES = {"cache.t4g.small": 0.0256, "cache.r7g.large": 0.1752}
BALANCER = 0.0225 + 0.008  # and one unit of capacity
NAT, ENDPOINT_IN_ZONE, ADDRESS = 0.045, 0.01, 0.005
DISK_GIB, DATABASE_GIB = 0.08, 0.115
DETAILED_MONITORING, ALARM, KEY, ZONE, FIREWALL, FIREWALL_RULE = 2.1, 0.1, 1.0, 0.5, 5.0, 1.0

Template = dict[str, Any]


class UnknownPrice(Exception):
    """Something that no price is noted for; the message says where to note it."""


class Line(msgspec.Struct, frozen=True):
    """A part, and what it costs a month."""

    part: str
    dollars: float


def estimate(templates: Mapping[str, Template]) -> list[Line]:
    """The dearest part first."""
    found: dict[str, float] = {}
    for template in templates.values():
        for part, dollars in _of(template):
            found[part] = found.get(part, 0.0) + dollars
    return sorted((Line(*item) for item in found.items()), key=lambda line: -line.dollars)


def _of(template: Template) -> Iterator[tuple[str, float]]:
    resources = template["Resources"]
    for resource in resources.values():
        kind, properties = resource["Type"].removeprefix("AWS::"), resource.get("Properties", {})
        match kind:
            case "AutoScaling::AutoScalingGroup":
                yield from _hosts(resources, int(properties["MinSize"]))
            case "RDS::DBInstance":
                copies = 2 if properties["MultiAZ"] else 1
                hourly = _price(DATABASES, properties["DBInstanceClass"])
                storage = int(properties["AllocatedStorage"]) * DATABASE_GIB
                yield "databases", copies * (hourly * HOURS + storage)
            case "ElastiCache::ReplicationGroup":
                hourly = _price(CACHES, properties["CacheNodeType"])
                yield "cache", hourly * HOURS * properties["NumCacheClusters"]
            case "EC2::VPCEndpoint" if properties["VpcEndpointType"] == "Interface":
                yield "private endpoints", ENDPOINT_IN_ZONE * HOURS * len(properties["SubnetIds"])
            case "ElasticLoadBalancingV2::LoadBalancer":
                addresses = len(properties["Subnets"]) if properties["Scheme"] == "internet-facing" else 0
                yield "load balancers", BALANCER * HOURS
                yield "public addresses", addresses * ADDRESS * HOURS
            case "WAFv2::WebACL":
                yield "firewall", FIREWALL + FIREWALL_RULE * len(properties["Rules"])
            case _ if kind in FLAT:
                yield FLAT[kind]


FLAT = {
    "EC2::NatGateway": ("NAT gateways", NAT * HOURS),
    "EC2::EIP": ("public addresses", ADDRESS * HOURS),
    "CloudWatch::Alarm": ("alarms and metrics", ALARM),
    "KMS::Key": ("keys", KEY),
    "Route53::HostedZone": ("names", ZONE),
}


def _hosts(resources: Template, fewest: int) -> Iterator[tuple[str, float]]:
    [template] = [each for each in resources.values() if each["Type"] == "AWS::EC2::LaunchTemplate"]
    data = template["Properties"]["LaunchTemplateData"]
    disks = sum(each["Ebs"]["VolumeSize"] for each in data["BlockDeviceMappings"])
    yield "hosts", fewest * _price(HOSTS, data["InstanceType"]) * HOURS
    yield "disks of hosts", fewest * disks * DISK_GIB
    yield "alarms and metrics", fewest * DETAILED_MONITORING


def _price(prices: Mapping[str, float], kind: str) -> float:
    try:
        return prices[kind]
    except KeyError:
        raise UnknownPrice(f"no price is noted for {kind}: add it to infra/infra/cost.py") from None
