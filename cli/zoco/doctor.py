"""Looks at the machine: what would keep the stack from running, and what to do about it."""

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from chassis import parts
from chassis.process import PartFailed
from zoco.ports import holder, is_taken, variable
from zoco.stack import Stack

GIB = 2**30
LEAST_PYTHON = (3, 11)
LEAST_DISK = 2 * GIB
LEAST_MEMORY = GIB
# Nothing of this stack was ever written before this day; a clock that says so makes every token invalid.
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at. `advice` says what to do, when it is not well."""

    what: str
    fact: str
    advice: str = ""


def examine(stack: Stack) -> list[Finding]:
    """Everything, in the order in which it would hurt."""
    looks: list[Callable[[Stack], Iterator[Finding]]] = [_python, _root, _programs, _packages, _ports]
    looks += [_disk, _memory, _shared_memory, _folder, _loopback, _clock]
    return [finding for look in looks for finding in look(stack)]


def _python(_: Stack) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info >= LEAST_PYTHON
    yield Finding("Python", version, "" if fine else "install Python 3.11 or newer, then `make up`")


def _root(_: Stack) -> Iterator[Finding]:
    try:
        way = parts.unprivileged()
    except PartFailed as failure:
        yield Finding("user", f"number {os.geteuid()}", str(failure))
        return
    how = f"; PostgreSQL runs through {way[0]}" if way else ""
    yield Finding("user", f"number {os.geteuid()}{how}")


def _programs(_: Stack) -> Iterator[Finding]:
    searches: dict[str, Callable[[], str]] = {
        "postgres": lambda: parts.postgres_binary("postgres"),
        "redis": parts.redis_binary,
        "aws": parts.aws_binary,
    }
    for name, find in searches.items():
        try:
            path = find()
        except PartFailed as failure:
            yield Finding(name, "no program", str(failure))
            continue
        fine = os.access(path, os.X_OK)
        yield Finding(
            name, path, "" if fine else f"cannot be run: `chmod +x {path}`, or mount it without noexec"
        )


def _packages(_: Stack) -> Iterator[Finding]:
    missing = [
        name
        for name in ("gateway", "sandbox", "users", "catalog", "orders", "support", "envoy")
        if importlib.util.find_spec(name) is None
    ]
    fact = "all found" if not missing else f"missing: {', '.join(missing)}"
    yield Finding("packages", fact, "run `make venv`" if missing else "")


def _ports(stack: Stack) -> Iterator[Finding]:
    for part in stack.parts.values():
        if part.port is None or stack.is_running(part.name) or not is_taken(part.port):
            continue
        name = variable("gateway" if part.name == "envoy" else part.name)
        yield Finding(
            f"port {part.port}",
            f"{part.name} wants it; taken by {holder(part.port)}",
            f"stop that, or choose another: {name}={part.port + 1000} make up",
        )


def _disk(stack: Stack) -> Iterator[Finding]:
    free = shutil.disk_usage(stack.home.folder).free
    advice = "" if free >= LEAST_DISK else "make room: databases stop when the disk is full"
    yield Finding("disk", f"{free / GIB:.1f} GiB free for {stack.home.folder}", advice)


def _memory(_: Stack) -> Iterator[Finding]:
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    available = int(lines["MemAvailable"].split()[0]) * 1024
    advice = "" if available >= LEAST_MEMORY else "the whole stack takes about 1 GiB: close something"
    yield Finding("memory", f"{available / GIB:.1f} GiB available", advice)


def _shared_memory(_: Stack) -> Iterator[Finding]:
    folder = Path("/dev/shm")
    if not os.access(folder, os.W_OK):
        yield Finding("/dev/shm", "cannot be written", "nothing to do: only tests are slower without it")
        return
    yield Finding("/dev/shm", f"{shutil.disk_usage(folder).free / GIB:.1f} GiB free (tests use it)")


def _folder(stack: Stack) -> Iterator[Finding]:
    status = stack.home.folder.stat()
    foreign = status.st_uid != os.geteuid()
    advice = f"`chown -R {os.geteuid()} {stack.home.folder}`, or run as its owner" if foreign else ""
    yield Finding("folder", f"{stack.home.folder}, mode {status.st_mode & 0o777:o}", advice)


def _loopback(_: Stack) -> Iterator[Finding]:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 0))
        except OSError as error:
            yield Finding("loopback", str(error), "bring it up: `ip link set lo up`")
            return
    yield Finding("loopback", "127.0.0.1 answers")


def _clock(_: Stack) -> Iterator[Finding]:
    now = datetime.now(UTC)
    advice = "" if now > FIRST_DAY else "set the clock (`timedatectl set-ntp true`): tokens carry the time"
    yield Finding("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC", advice)
