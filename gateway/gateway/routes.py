"""What the gateway lets through: the typed form of routes.yaml, and the rules it must obey."""

import hashlib
import math
import re
from typing import TypeAlias

import msgspec

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NAMED_POLICIES = ("public", "optional", "customer")
PERMISSION = re.compile(r"[a-z]+(_[a-z]+)*:[a-z]+(_[a-z]+)*")

# A word of NAMED_POLICIES, or the permission that a token must carry.
Policy: TypeAlias = str


class Limit(msgspec.Struct, frozen=True):
    """So many requests in so many seconds: a bucket of that size, refilled evenly."""

    requests: int
    seconds: int

    def scaled(self, factor: int) -> "Limit":
        return Limit(self.requests * factor, self.seconds)

    @property
    def retry_after(self) -> int:
        """Seconds until an empty bucket holds one request again."""
        return math.ceil(self.seconds / self.requests)

    def policy(self, kind: str) -> str:
        """An item of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers)."""
        return f'"{kind}";q={self.requests};w={self.seconds}'

    def __str__(self) -> str:
        unit = {1: "s", 60: "min", 3600: "h"}[self.seconds]
        return f"{self.requests}/{unit}"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    service: str
    methods: dict[str, Policy]
    timeout_seconds: float
    body_bytes: int
    # None: shares the default bucket with every other route that names no limit of its own.
    per_address: Limit | None = None
    per_subject: Limit | None = None
    line: int = 0

    @property
    def shape(self) -> str:
        return shape(self.path)

    @property
    def is_template(self) -> bool:
        return "{" in self.path


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the gateway itself answers with, to everybody."""

    path: str
    content_type: str
    text: str

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"'


class RouteTable(msgspec.Struct, frozen=True, kw_only=True):
    routes: tuple[Route, ...]
    pages: tuple[Page, ...] = ()
    per_address: Limit
    per_subject: Limit


def shape(path: str) -> str:
    """The path with its parameters' names and types forgotten: what a request can be matched by."""
    return re.sub(r"\{[^/}]*\}", "{}", path)


def overlaps(path: str, other: str) -> bool:
    """Whether some request fits both, and neither is simply the narrower one."""
    pairs = list(zip(segments(path), segments(other), strict=False))
    if len(segments(path)) != len(segments(other)):
        return False
    if any(one != two and "{}" not in (one, two) for one, two in pairs):
        return False
    narrower = any(two == "{}" != one for one, two in pairs)
    wider = any(one == "{}" != two for one, two in pairs)
    return narrower == wider


def segments(path: str) -> list[str]:
    return shape(path).split("/")[1:]


def most_specific_first(routes: tuple[Route, ...]) -> list[Route]:
    """Envoy takes the first match, so /v1/orders/preview comes before /v1/orders/{id}."""
    return sorted(routes, key=lambda route: [(part == "{}", part) for part in segments(route.path)])
