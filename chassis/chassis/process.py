"""Child processes: started in the background, watched until they answer, stopped with whoever needs them."""

import asyncio
import contextlib
import ctypes
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import msgspec

# Below those that Linux gives to outgoing connections: none of these takes one before its server does.
PORTS = range(20000, 32000)


class PartFailed(Exception):
    """A part did not start; the message says what it said last."""


class Command(msgspec.Struct, frozen=True):
    """How to run a part: its command line, and what its environment has beside the caller's."""

    argv: list[str]
    environment: dict[str, str] = {}
    # What makes it stop at once without losing what it answered for.
    stop_signal: signal.Signals = signal.SIGTERM


def start(
    command: Command,
    *,
    log: Path,
    die_with_parent: bool = False,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Run in a session of its own, beside its log, which gets all output.

    `die_with_parent` is for tests: the part gets its stop signal when the thread that called this ends.
    `environment` stands in for the caller's.
    """
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            command.argv,
            env=dict(os.environ if environment is None else environment) | command.environment,
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_follow_parent(command.stop_signal) if die_with_parent else None,
        )


async def until_ready(
    name: str,
    check: Callable[[], Awaitable[None]],
    *,
    ended: Callable[[], int | None],
    log: Path,
    seconds: float = 30,
) -> None:
    """Repeat `check` until it raises nothing. `ended` gives the exit code once the process has one."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return await asyncio.wait_for(check(), timeout=2)
        except (OSError, TimeoutError) as error:
            reason = f"{type(error).__name__}: {error}"
        if (code := ended()) is not None:
            raise PartFailed(f"{name} ended with {code} while it started. Its last words:\n{last_lines(log)}")
        if time.monotonic() > deadline:
            raise PartFailed(
                f"{name} was not ready after {seconds:g} s ({reason}). Its last words:\n{last_lines(log)}"
            )
        await asyncio.sleep(0.02)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log file, indented for a message."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16384))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError as error:
        return f"  (no log: {error})"
    return "\n".join(f"  {line}" for line in lines[-count:]) or f"  (nothing; {log} is empty)"


def free_port() -> int:
    """A port on the loopback that nobody listens on right now."""
    for _ in range(200):
        port = random.choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise PartFailed(f"no free port between {PORTS.start} and {PORTS.stop} on 127.0.0.1")


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that goes away; in memory where there is room: a database is made there 20 times as fast."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    where = memory if roomy else Path(tempfile.gettempdir())
    for left_over in where.glob("zoco-*"):
        with contextlib.suppress(OSError), _locked(left_over):
            if time.time() - left_over.stat().st_mtime > 60:
                shutil.rmtree(left_over)
    folder = Path(tempfile.mkdtemp(prefix="zoco-", dir=where))
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Whoever uses a temporary folder holds its lock, so the folder of one that was killed is known by it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _follow_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """Linux sends a process this signal when the thread that made it ends (PR_SET_PDEATHSIG)."""
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def follow() -> None:
        libc.prctl(1, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return follow
