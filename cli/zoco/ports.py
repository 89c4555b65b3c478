"""Which part listens where, and who else does."""

import contextlib
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import msgspec

from chassis.process import free_port

LISTENING = "0A"


class Ports(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The loopback port of every part that has one. ZOCO_<PART>_PORT changes it."""

    gateway: int = 8080
    postgres: int = 8081
    redis: int = 8082
    aws: int = 8083
    payments: int = 8084
    mail: int = 8085
    users: int = 8091
    catalog: int = 8092
    orders: int = 8093
    support: int = 8094

    @classmethod
    def free(cls) -> "Ports":
        """Ports that nobody uses, for a second stack beside the first."""
        chosen: set[int] = set()
        while len(chosen) < len(cls.__struct_fields__):
            chosen.add(free_port())
        return cls(*chosen)

    def changed_by(self, environ: Mapping[str, str]) -> "Ports":
        """The same with what the environment says; every mistake is named."""
        wanted, mistakes = msgspec.structs.asdict(self), []
        for name in wanted:
            text = environ.get(variable(name))
            if text is not None and not (text.isdecimal() and 0 < int(text) < 65536):
                mistakes.append(f"{variable(name)}={text} is not a port from 1 to 65535")
            elif text is not None:
                wanted[name] = int(text)
        names: dict[int, str] = {}
        for name, port in wanted.items():
            if port in names:
                mistakes.append(
                    f"{names[port]} and {name} both want port {port}: set {variable(name)} to another"
                )
            names[port] = name
        if mistakes:
            raise ValueError("\n".join(mistakes))
        return msgspec.convert(wanted, Ports)


def variable(part: str) -> str:
    """The environment variable that moves a part to another port."""
    return f"ZOCO_{part.upper()}_PORT"


def is_taken(port: int) -> bool:
    """Whether anybody listens on it. A connection that is only closing does not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def holder(port: int) -> str:
    """Who listens, as far as this user may know."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(os.readlink(entry) in sockets for entry in (process / "fd").iterdir()):
                return _described(process)
    return "a process of another user, or of a container"


def _listening(port: int) -> list[str]:
    inodes = []
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                fields = row.split()
                if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.append(fields[9])
    return inodes


def _described(process: Path) -> str:
    command = (process / "cmdline").read_text(errors="replace").replace("\0", " ").strip()
    shown = command if len(command) <= 80 else f"{command[:79]}…"
    return f"process {process.name} ({shown}) in {os.readlink(process / 'cwd')}"
