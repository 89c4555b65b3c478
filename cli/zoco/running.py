"""Which process is which part: a record per part that a number used again cannot fool."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

TICKS = os.sysconf("SC_CLK_TCK")


class Record(msgspec.Struct, frozen=True):
    """A process, known by its number, the tick it began at and the boot that tick belongs to."""

    pid: int
    began: int
    boot: str
    stop_signal: int
    port: int | None = None

    @classmethod
    def of(cls, pid: int, *, stop_signal: int, port: int | None) -> "Record":
        return cls(pid, _began(pid) or 0, _boot(), stop_signal, port)

    @property
    def is_alive(self) -> bool:
        return self.boot == _boot() and self.began == _began(self.pid)

    @property
    def memory(self) -> int:
        """Bytes that it and its children keep in memory; what they share counts once."""
        return sum(_resident(pid) for pid in _family(self.pid))

    @property
    def age(self) -> float:
        """Seconds since it began."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) - self.began / TICKS

    def send(self, number: int) -> None:
        """Signal it, unless it is gone: then its number may be somebody else's."""
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def gone(self, *, within: float) -> bool:
        """Wait until it has ended."""
        deadline = time.monotonic() + within
        while self.is_alive:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.01)
        return True

    async def stop(self, *, patience: float) -> bool:
        """Ask it to finish, and after a while make it. Answers whether asking was enough."""
        self.send(self.stop_signal)
        if await self.gone(within=patience):
            return True
        self.send(signal.SIGKILL)
        await self.gone(within=5)
        return False


def _family(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _resident(pid: int) -> int:
    """Its proportional set size: a page of n processes is an n-th of one here."""
    with contextlib.suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(rollup.partition("\nPss:")[2].split()[0]) * 1024
    return 0


def _began(pid: int) -> int | None:
    """The clock tick since boot at which a living process began."""
    try:
        # The name in parentheses may hold anything, also spaces and parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    # A killed process may show as dead while threads of it still hold its sockets.
    is_gone = fields[0] in "ZX" and int(fields[17]) <= 1
    return None if is_gone else int(fields[19])


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
