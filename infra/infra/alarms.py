"""Alarms: what is watched, and one function that makes them. `docs/aws.md` says what each means."""

from collections.abc import Iterable, Mapping

import msgspec
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.names import Names


class Watch(msgspec.Struct, frozen=True):
    """The alarm rings when `statistic` is beyond `limit` in `periods` of `minutes` in a row."""

    what: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    limit: float
    statistic: str = "Maximum"
    minutes: int = 5
    periods: int = 1
    is_lower_bad: bool = False
    is_silence_bad: bool = False


def watch(scope: Construct, names: Names, deployable: str, watches: Iterable[Watch]) -> None:
    """Each tells the one topic when it rings and when it is over."""
    topic = [names.arn("sns", names.alarms)]
    for each in watches:
        is_percentile = each.statistic.startswith("p")
        cloudwatch.CfnAlarm(
            scope,
            f"alarm-{each.what}",
            alarm_name=names.alarm(deployable, each.what),
            alarm_description=f"docs/aws.md, alarm {each.what}",
            namespace=each.namespace,
            metric_name=each.metric,
            dimensions=[{"name": name, "value": value} for name, value in each.dimensions.items()],
            threshold=each.limit,
            comparison_operator="LessThanThreshold" if each.is_lower_bad else "GreaterThanThreshold",
            period=each.minutes * 60,
            evaluation_periods=each.periods,
            treat_missing_data="breaching" if each.is_silence_bad else "notBreaching",
            alarm_actions=topic,
            ok_actions=topic,
            **({"extended_statistic": each.statistic} if is_percentile else {"statistic": each.statistic}),
        )


def of_balancer(balancer: str, targets: str, *, slow_seconds: float) -> list[Watch]:
    """`balancer` and `targets` are the last parts of their ARNs, which CloudWatch knows them by."""
    namespace, alone = "AWS/ApplicationELB", {"LoadBalancer": balancer}
    both = alone | {"TargetGroup": targets}
    return [
        Watch("unhealthy-hosts", namespace, "UnHealthyHostCount", both, 0, minutes=1, periods=5),
        Watch(
            "no-hosts",
            namespace,
            "HealthyHostCount",
            both,
            1,
            minutes=1,
            periods=2,
            is_lower_bad=True,
            is_silence_bad=True,
        ),
        Watch("errors", namespace, "HTTPCode_Target_5XX_Count", both, 10, "Sum"),
        Watch("unanswered", namespace, "HTTPCode_ELB_5XX_Count", alone, 10, "Sum"),
        Watch("slow", namespace, "TargetResponseTime", both, slow_seconds, "p99", periods=3),
    ]


def of_hosts(group: str) -> list[Watch]:
    return [
        Watch(
            "busy-hosts",
            "AWS/EC2",
            "CPUUtilization",
            {"AutoScalingGroupName": group},
            85,
            "Average",
            periods=3,
        )
    ]


def of_messages(queue: str, dead_letters: str) -> list[Watch]:
    namespace = "AWS/SQS"
    late = {"QueueName": queue}
    dead = {"QueueName": dead_letters}
    return [
        Watch("late-messages", namespace, "ApproximateAgeOfOldestMessage", late, 300),
        Watch("dead-letters", namespace, "ApproximateNumberOfMessagesVisible", dead, 0, minutes=1),
    ]


def of_database(database: str, *, gib: int, is_burstable: bool) -> list[Watch]:
    namespace, which = "AWS/RDS", {"DBInstanceIdentifier": database}
    tenth = gib * 2**30 / 10
    credits = [
        Watch("database-credits", namespace, "CPUCreditBalance", which, 20, "Minimum", is_lower_bad=True)
    ]
    return [
        Watch("busy-database", namespace, "CPUUtilization", which, 80, "Average", periods=3),
        Watch("full-database", namespace, "FreeStorageSpace", which, tenth, "Minimum", is_lower_bad=True),
        Watch("many-connections", namespace, "DatabaseConnections", which, 150),
        *(credits if is_burstable else []),
    ]


def of_cache(nodes: Iterable[str]) -> list[Watch]:
    """Memory is no reason: it holds what was read last, and drops the rest."""
    return [
        Watch(
            f"busy-cache-{node[-3:]}",
            "AWS/ElastiCache",
            "EngineCPUUtilization",
            {"CacheClusterId": node},
            85,
            "Average",
            periods=3,
        )
        for node in nodes
    ]


def of_certificate(arn: str) -> list[Watch]:
    return [
        Watch(
            "certificate-ends",
            "AWS/CertificateManager",
            "DaysToExpiry",
            {"CertificateArn": arn},
            21,
            "Minimum",
            minutes=1440,
            is_lower_bad=True,
        )
    ]
