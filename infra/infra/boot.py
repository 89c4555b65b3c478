"""What a host does when it is born: the text of its user data. Names only, never a secret.

It fetches one release, compares its checksum, and runs the `boot` that lies in it (`release/host/boot`).
CloudFormation hears how that ended; a host that fails is the end of its update.
"""

import json
from collections.abc import Mapping

SCRIPT = """\
#!/bin/bash
set -euo pipefail
export PATH=$PATH:/opt/aws/bin
trap 'cfn-signal --exit-code $? --stack {stack} --resource {resource} --region {region}' EXIT
dnf -y -q install python3.11 aws-cfn-bootstrap amazon-cloudwatch-agent logrotate
mkdir -p /etc/zoco /opt/zoco
cat >/etc/zoco/settings.env <<'END'
{settings}
END
cat >/etc/zoco/boot.env <<'END'
{boot}
END
cat >/etc/zoco/agent.json <<'END'
{agent}
END
cd /opt/zoco
aws s3 cp --only-show-errors 's3://{bucket}/{name}/{version}.tar' release.tar
echo '{digest}  release.tar' | sha256sum --check --quiet
mkdir '{version}'
tar -xf release.tar -C '{version}'
rm release.tar
'{version}/boot'
"""


def user_data(
    *,
    stack: str,
    resource: str,
    region: str,
    bucket: str,
    name: str,
    version: str,
    digest: str,
    settings: Mapping[str, str],
    boot: Mapping[str, str],
    log_groups: Mapping[str, str],
) -> str:
    """`log_groups`: unit → where its log goes; `boot` is for the boot alone, `settings` for the units."""
    return SCRIPT.format(
        stack=stack,
        resource=resource,
        region=region,
        bucket=bucket,
        name=name,
        version=version,
        digest=digest,
        settings=_lines(settings),
        boot=_lines(boot),
        agent=agent(log_groups),
    )


def agent(log_groups: Mapping[str, str]) -> str:
    """The configuration of the CloudWatch agent: each unit's log, line by line, and how full the host is."""
    files = [
        {
            "file_path": f"/var/log/zoco/{unit}.log",
            "log_group_name": group,
            "log_stream_name": "{instance_id}",
        }
        for unit, group in log_groups.items()
    ]
    host = {
        "mem": {"measurement": ["used_percent"]},
        "disk": {"measurement": ["used_percent"], "resources": ["/"]},
    }
    return json.dumps(
        {
            "logs": {"logs_collected": {"files": {"collect_list": files}}},
            "metrics": {"namespace": "Zoco", "metrics_collected": host},
        },
        separators=(",", ":"),
    )


def _lines(values: Mapping[str, str]) -> str:
    """As systemd and a shell read them alike: nothing inside single quotes means anything."""
    for name, value in values.items():
        if "'" in value or "\n" in value:
            raise ValueError(f"{name} has a quote or a line break in its value")
    return "\n".join(f"{name}='{value}'" for name, value in values.items())
