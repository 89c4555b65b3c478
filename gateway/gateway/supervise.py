"""`python supervise.py SECONDS COMMAND…`: runs Envoy, and lets it finish what is under way before it stops.

Envoy itself drops every request on SIGTERM. Standard library only, and little of it, because this process
lives as long as Envoy does. It runs in the state folder.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import NoReturn

ADMIN_SOCKET = "admin.sock"
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
ACTIVE = "http.edge.downstream_rq_active"
LOOK_SECONDS = 0.05
QUIET_LOOKS = 3  # a request may just be arriving on an open connection


class Leaving(Exception):
    """Somebody wants this to end; a second time: at once."""


def main() -> None:
    patience, command = float(sys.argv[1]), sys.argv[2:]
    envoy = _start(command)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    with contextlib.suppress(Leaving):
        sys.exit(_end(envoy))
    with contextlib.suppress(Leaving, OSError):
        drain(patience)
    _stop(envoy)
    sys.exit(_end(envoy))


def drain(patience: float) -> None:
    """Answers close their connections, nobody listens any more; what is under way ends, or its time does."""
    _ask("/healthcheck/fail")
    _ask("/drain_listeners?inboundonly")
    deadline, quiet = time.monotonic() + patience, 0
    while quiet < QUIET_LOOKS and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        quiet = quiet + 1 if _is_quiet() else 0


def _start(command: list[str]) -> int:
    parent, child = os.getpid(), os.fork()
    if child:
        return child
    import ctypes  # the parent needs none

    # A session of its own: Ctrl-C in a terminal is for the parent, which drains.
    os.setsid()
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    os.execv(command[0], command)  # noqa: S606


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Leaving


def _end(envoy: int) -> int:
    """Its exit code, as a shell would have it."""
    _, status = os.waitpid(envoy, 0)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _stop(envoy: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.kill(envoy, signal.SIGTERM)


def _is_quiet() -> bool:
    return f"{ACTIVE}: 0\n".encode() in _ask(f"/stats?filter=^{ACTIVE.replace('.', '[.]')}$")


def _ask(path: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as admin:
        admin.settimeout(2)
        admin.connect(ADMIN_SOCKET)
        admin.sendall(f"POST {path} HTTP/1.1\r\nhost: admin\r\nconnection: close\r\n\r\n".encode())
        answer = b""
        while part := admin.recv(4096):
            answer += part
    return answer


if __name__ == "__main__":
    main()
