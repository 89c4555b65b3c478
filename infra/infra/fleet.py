"""The machines of one deployable: a role, a template, a group that replaces them one by one, their logs."""

from collections.abc import Mapping, Sequence
from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.boot import user_data
from infra.names import Names
from infra.network import Network, log_group

BOOT = cdk.Duration.minutes(15)
DISK_GIB = 16


class Fleet(Construct):
    """`targets` is what a load balancer sends requests to; `grant` adds to what the hosts may do."""

    def __init__(
        self,
        scope: cdk.Stack,
        names: Names,
        network: Network,
        name: str,
        *,
        settings: Mapping[str, str],
        boot: Mapping[str, str],
        units: Sequence[str],
        targets: elb.CfnTargetGroup,
    ) -> None:
        super().__init__(scope, "Fleet")
        self.name, self._names, self._network = name, names, network
        self._logs = {unit: names.logs(name, unit) for unit in units}
        for unit, group in self._logs.items():
            log_group(self, f"{unit}-log", group, names)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))
        self._grant_what_every_host_needs(scope)
        self.template = self._template(scope, settings, boot)
        self.group = self._group(targets)

    def grant(self, *statements: iam.PolicyStatement) -> None:
        for statement in statements:
            self.role.add_to_policy(statement)

    def _template(
        self, stack: cdk.Stack, settings: Mapping[str, str], boot: Mapping[str, str]
    ) -> ec2.LaunchTemplate:
        shop = self._names.shop
        disk = ec2.BlockDeviceVolume.ebs(DISK_GIB, encrypted=True, volume_type=ec2.EbsDeviceVolumeType.GP3)
        return ec2.LaunchTemplate(
            self,
            "Template",
            instance_type=ec2.InstanceType(shop.hosts[self.name].kind),
            machine_image=ec2.MachineImage.from_ssm_parameter(shop.image),
            role=self.role,
            security_group=self._network.hosts[self.name],
            user_data=ec2.UserData.custom(self._script(stack, settings, boot)),
            require_imdsv2=True,
            http_put_response_hop_limit=1,
            http_tokens=ec2.LaunchTemplateHttpTokens.REQUIRED,
            associate_public_ip_address=False,
            detailed_monitoring=True,
            block_devices=[ec2.BlockDevice(device_name="/dev/xvda", volume=disk)],
        )

    def _script(self, stack: cdk.Stack, settings: Mapping[str, str], boot: Mapping[str, str]) -> str:
        """A new release is a new script, so a new template, so new hosts."""
        version = cdk.CfnParameter(
            stack,
            "ReleaseVersion",
            description="Which release hosts fetch, as zoco release publish named it",
            allowed_pattern=r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}",
        )
        digest = cdk.CfnParameter(
            stack, "ReleaseDigest", description="Its SHA-256", allowed_pattern="[0-9a-f]{64}"
        )
        return user_data(
            stack=stack.stack_name,
            resource=GROUP_ID,
            region=self._names.shop.region,
            bucket=self._names.bucket("releases"),
            name=self.name,
            version=version.value_as_string,
            digest=digest.value_as_string,
            settings=settings,
            boot=boot,
            log_groups=self._logs,
        )

    def _group(self, targets: elb.CfnTargetGroup) -> autoscaling.AutoScalingGroup:
        hosts = self._names.shop.hosts[self.name]
        group = autoscaling.AutoScalingGroup(
            self,
            "Hosts",
            vpc=self._network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name="hosts"),
            launch_template=self.template,
            min_capacity=hosts.fewest,
            max_capacity=hosts.most,
            health_checks=autoscaling.HealthChecks.with_additional_checks(
                additional_types=[autoscaling.AdditionalHealthCheckType.ELB], grace_period=BOOT
            ),
            signals=autoscaling.Signals.wait_for_count(hosts.fewest, timeout=BOOT),
            update_policy=autoscaling.UpdatePolicy.rolling_update(
                min_instances_in_service=hosts.fewest, max_batch_size=1, pause_time=BOOT
            ),
            group_metrics=[autoscaling.GroupMetrics.all()],
        )
        group.scale_on_cpu_utilization("Cpu", target_utilization_percent=60)
        made = cast(autoscaling.CfnAutoScalingGroup, group.node.default_child)
        made.target_group_arns = [targets.ref]
        made.override_logical_id(GROUP_ID)
        return group

    def _grant_what_every_host_needs(self, stack: cdk.Stack) -> None:
        names, account, region = self._names, self._names.shop.account, self._names.shop.region
        bucket = f"arn:aws:s3:::{names.bucket('releases')}"
        stack_arn = f"arn:aws:cloudformation:{region}:{account}:stack/{stack.stack_name}/*"
        streams = [names.arn("logs", f"log-group:{group}:*") for group in self._logs.values()]
        self.grant(
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[f"{bucket}/{self.name}/*"]),
            iam.PolicyStatement(actions=["cloudformation:SignalResource"], resources=[stack_arn]),
            iam.PolicyStatement(actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=streams),
            iam.PolicyStatement(
                actions=["cloudwatch:PutMetricData"],
                resources=["*"],
                conditions={"StringEquals": {"cloudwatch:namespace": "Zoco"}},
            ),
            # A shell through Session Manager: logged, and no open port. It knows no narrower resource.
            iam.PolicyStatement(actions=SESSIONS, resources=["*"]),
        )


GROUP_ID = "Hosts"
SESSIONS = [
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
]
