"""The one clock. Tests turn it; nothing else is faked."""

from datetime import UTC, datetime, timedelta


class Clock:
    """UTC time of the database server, kept as an offset to this machine's clock.

    Leases and deadlines of several processes are compared with each other, so all follow one clock: the
    database's. Reading it costs nothing; `follow` is told the server's time whenever a connection opens.
    """

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def follow(self, server_time: datetime) -> None:
        self._offset = server_time - datetime.now(UTC)
