"""`python rehearse.py FOLDER`: what a new host does, in namespaces of its own, and what came of it.

The folder holds `user-data`, `release.tar`, the secrets, and the certificate of a database. AWS's commands
are stubs that read there; PostgreSQL is real, behind a door that checks tokens; there is no network.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from token_door import Lock, postgres_door

from chassis import parts
from chassis.process import start, until_ready

BEHIND = 15432
MOUNTED = ("/etc", "/opt", "/run", "/var/log", "/var/lib")
KEPT = (
    "passwd",
    "group",
    "nsswitch.conf",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "alternatives",
    "localtime",
)
STUBS = {
    "dnf": "exit 0",
    "useradd": "exit 0",
    "install": "args=()\n"
    'while [ $# -gt 0 ]; do case $1 in -o|-g) shift;; *) args+=("$1");; esac; shift; done\n'
    'exec /usr/bin/install "${args[@]}"',
    "setpriv": 'while [[ $1 == --* ]]; do shift; done; exec "$@"',
    "cfn-signal": 'echo "$*" >>"$STAGE/signals"',
    "aws": 'case "$1 $2" in\n'
    '"s3 cp") echo "$4" >>"$STAGE/fetched"; cp "$STAGE/release.tar" "$5";;\n'
    '"secretsmanager get-secret-value") cat "$STAGE/secrets/$(basename "$4")";;\n'
    "*) exit 9;; esac",
    "systemctl": "case $1 in daemon-reload) exit 0;; enable) ;; *) exit 9;; esac\n"
    'unit=/etc/systemd/system/$3.service; [ -f "$unit" ] || exit 5\n'
    'echo "$3" >>"$STAGE/started"\n'
    "set -a; . /etc/zoco/settings.env; . /run/zoco/secrets.env\n"
    'for pair in $(sed -n s/^Environment=//p $unit); do export "$pair"; done\n'
    "setsid $(sed -n s/^ExecStart=//p $unit) >>/var/log/zoco/$3.log 2>&1 </dev/null &",
}
AGENT = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"


async def main(stage: Path) -> None:
    script = (stage / "user-data").read_text()
    settings = dict(line.split("=", 1) for line in script.splitlines() if line.startswith("DATABASE_URL="))
    url = urlsplit(settings["DATABASE_URL"].strip("'"))
    _furnish(stage, str(url.hostname))
    _loopback_up()
    async with _database(stage, f"{url.hostname}:5432", url.path[1:]) as lock:
        code, output = await _boot(stage)
        found = await _found(stage, url.path[1:])
        print(json.dumps(found | {"code": code, "output": output[-4000:], "tokens": len(lock.shown)}))


def _furnish(stage: Path, database: str) -> None:
    """Empty folders where a host's own would be, and in /etc no more than programs need."""
    for path in MOUNTED:
        new = stage / "root" / path[1:].replace("/", "-")
        new.mkdir(parents=True)
        if path == "/etc":
            for name in KEPT:
                _copy(Path(path, name), new / name)
            (new / "hosts").write_text(f"127.0.0.1 localhost {database}\n")
            (new / "systemd/system").mkdir(parents=True)
        subprocess.run(["mount", "--bind", new, path], check=True)
    stubs = stage / "stubs"
    for name, text in STUBS.items():
        _program(stubs / name, text)
    _program(Path(AGENT), "exit 0")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        shutil.copy(source, target)


def _program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{text}\n")
    path.chmod(0o755)


def _loopback_up() -> None:
    with socket.socket() as anything:
        request = struct.pack("16sh", b"lo", 0x1)  # IFF_UP
        fcntl.ioctl(anything, 0x8914, request)  # SIOCSIFFLAGS


@contextlib.asynccontextmanager
async def _database(stage: Path, authority: str, name: str) -> AsyncIterator[Lock]:
    data = stage / "postgres"
    await asyncio.to_thread(parts.postgres_init, data, durable=False)
    (data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 trust\n")
    command, dsn = parts.postgres_command(data, BEHIND, durable=False), parts.postgres_dsn(data, BEHIND)
    child = start(command, log=stage / "postgres.log", die_with_parent=True)
    await until_ready(
        "postgres", lambda: parts.postgres_ready(dsn), ended=child.poll, log=stage / "postgres.log"
    )
    connection = await asyncpg.connect(dsn, ssl=False)
    await connection.execute("CREATE ROLE owner SUPERUSER LOGIN")
    await connection.execute("CREATE ROLE rds_iam")
    await connection.execute(f"CREATE DATABASE {name} OWNER owner")
    if (spoiler := stage / "in-the-way.sql").exists():
        inside = await asyncpg.connect(parts.postgres_dsn(data, BEHIND, name), ssl=False)
        await inside.execute(spoiler.read_text())
        await inside.close()
    owner = json.loads((stage / "secrets" / "owner").read_text())
    lock = Lock(
        "rds-db",
        authority,
        key_id=os.environ["AWS_ACCESS_KEY_ID"],
        secret=os.environ["AWS_SECRET_ACCESS_KEY"],
        owners={owner["username"]: owner["password"]},
        shown=[],
    )
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(stage / "database.crt", stage / "database.key")
    async with postgres_door(lock, BEHIND, port=5432, tls=tls):
        try:
            yield lock
        finally:
            await connection.close()
            child.send_signal(command.stop_signal)
            child.wait()


async def _boot(stage: Path) -> tuple[int, str]:
    environment = os.environ | {"STAGE": str(stage), "PATH": f"{stage}/stubs:{os.environ['PATH']}"}
    process = await asyncio.create_subprocess_exec(
        "bash",
        str(stage / "user-data"),
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode(errors="replace")


async def _found(stage: Path, name: str) -> dict[str, object]:
    """What the test wants to know of the host."""
    lines = {each: _lines(stage / each) for each in ("signals", "started", "fetched")}
    own = parts.postgres_dsn(stage / "postgres", BEHIND, name)
    inside = await asyncpg.connect(own, ssl=False)
    tables = await inside.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    await inside.close()
    ready = await asyncio.to_thread(_ask, "http://127.0.0.1:8000/health/ready")
    logs = {path.name: path.read_text()[-3000:] for path in Path("/var/log/zoco").glob("*")}
    active = Path("/opt/zoco/current").exists()
    return lines | {
        "tables": tables,
        "ready": ready,
        "active": active,
        "logs": logs,
        "modes": {str(path): oct(path.stat().st_mode)[-3:] for path in Path("/run/zoco").glob("*")},
    }


def _ask(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310
            return int(answer.status)
    except OSError:
        return 0


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
