"""The limits, and who shares one."""

import hashlib
import math
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

import msgspec

from chassis.errors import TooManyRequests

PREFIX_V6 = 64  # what one household or one rented machine has; its holder may choose any address in it


class Purpose(StrEnum):
    """What is tried."""

    LOGIN = "login"
    PASSWORD = "password"
    REGISTER = "register"
    MAIL = "mail"


class Scope(StrEnum):
    """Who shares a bucket."""

    ACCOUNT = "account"
    ADDRESS = "address"
    ALL = "all"


class Limit(msgspec.Struct, frozen=True):
    """`burst` at once, then one more each time `every` has passed. It never locks for good."""

    scope: Scope
    burst: int
    every: timedelta

    def times(self, factor: float) -> "Limit":
        return Limit(self.scope, max(1, int(self.burst * factor)), self.every / factor)

    @property
    def room(self) -> timedelta:
        """How long an empty bucket takes to fill."""
        return self.every * self.burst


def _limits(
    account: tuple[int, float], address: tuple[int, float], everybody: tuple[int, float]
) -> tuple[Limit, Limit, Limit]:
    (one, one_s), (some, some_s), (many, many_s) = account, address, everybody
    return (
        Limit(Scope.ACCOUNT, one, timedelta(seconds=one_s)),
        Limit(Scope.ADDRESS, some, timedelta(seconds=some_s)),
        Limit(Scope.ALL, many, timedelta(seconds=many_s)),
    )


# (burst, seconds for one more) of an account from one address; of an address; of everybody. What succeeded is
# given back, so these count wrong passwords: who mistypes has ten tries, a guesser 2,900 a day. A hundred
# colleagues behind one address may mistype at once. Everybody together: what one core can hash, 50/s.
# Mails are few: each one lands in somebody's mailbox.
LIMITS = {
    Purpose.LOGIN: _limits((10, 30), (100, 3), (2000, 0.02)),
    Purpose.PASSWORD: _limits((10, 30), (100, 3), (2000, 0.02)),
    Purpose.REGISTER: _limits((10, 60), (100, 5), (1000, 0.05)),
    Purpose.MAIL: _limits((5, 300), (30, 30), (1000, 0.1)),
}
# What one mailbox gets, whoever asks from wherever: beyond it the answer is the same and no mail is written.
MAILBOX = Limit(Scope.ACCOUNT, 10, timedelta(minutes=6))


class SlowDown(TooManyRequests):
    """The fields are those of draft-ietf-httpapi-ratelimit-headers-10."""

    def __init__(self, purpose: Purpose, limit: Limit, wait: timedelta) -> None:
        super().__init__(retry_after=max(1, math.ceil(wait.total_seconds())))
        self._name = f'"{purpose}-{limit.scope}"'
        self._limit = limit

    def response_headers(self) -> dict[str, str]:
        window = max(1, math.ceil(self._limit.room.total_seconds()))
        return super().response_headers() | {
            "RateLimit-Policy": f"{self._name};q={self._limit.burst};w={window}",
            "RateLimit": f"{self._name};r=0;t={self.retry_after}",
        }


def network(address: str) -> str:
    """Whoever may send from this address may send from all of that network."""
    found = ip_address(address)
    return address if found.version == 4 else str(ip_network((address, PREFIX_V6), strict=False))


def bucket(purpose: Purpose, limit: Limit, *names: str) -> bytes:
    """Names are hashed: a dump of the table tells nobody who tried what."""
    return hashlib.sha256("\n".join((purpose, limit.scope, *names)).encode()).digest()


def wait(limit: Limit, full_at: datetime, now: datetime) -> timedelta:
    """Until the bucket has room for one more."""
    return full_at + limit.every - limit.room - now
