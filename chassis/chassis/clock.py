"""The one clock. Tests turn it; nothing else is faked."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """UTC time of the database server, counted on by a clock of this machine that nobody sets.

    Leases and deadlines of several processes are compared with each other, so all follow one clock: the
    database's. Reading it costs nothing; `follow` is told the server's time whenever a connection opens. In
    between, this machine's own idea of the time may be wrong and may jump: nothing here looks at it.
    """

    def __init__(self) -> None:
        self.follow(datetime.now(UTC))

    def now(self) -> datetime:
        return self._told + timedelta(seconds=_seconds() - self._told_at)

    def follow(self, server_time: datetime) -> None:
        self._told, self._told_at = server_time, _seconds()


def _seconds() -> float:
    """Since this machine booted, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
