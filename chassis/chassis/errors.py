"""Refusals: the named ways to say no, each one an RFC 9457 problem."""

from typing import Any, ClassVar


class Refusal(Exception):
    """A "no" with a stable name. Subclass a category below, set `type` and `title`, raise it with its facts.

    `type` is published as `/problems/<type>`; `title` is constant per type; the keyword arguments become
    members of the problem, so they must be JSON-encodable and fit for a stranger's eyes.
    """

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, **facts: Any) -> None:
        super().__init__(f"{self.type}: {facts}" if facts else self.type)
        self.facts = facts

    def response_headers(self) -> dict[str, str]:
        """Headers that belong to this answer."""
        return dict(self.headers)


class BadRequest(Refusal):
    status, type, title = 400, "malformed-request", "The request cannot be read"


class Unauthenticated(Refusal):
    status, type, title = 401, "unauthenticated", "Authentication is required"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="zoco"'}


class PaymentRequired(Refusal):
    status, type, title = 402, "payment-required", "Payment is required"


class Forbidden(Refusal):
    status, type, title = 403, "forbidden", "This account may not do that"


class NotFound(Refusal):
    status, type, title = 404, "not-found", "There is nothing here"


class Conflict(Refusal):
    status, type, title = 409, "conflict", "The current state does not allow this"


class PreconditionFailed(Refusal):
    status, type, title = 412, "precondition-failed", "It was changed since you read it"


class PreconditionRequired(Refusal):
    """RFC 6585: two people must not undo each other's work unseen."""

    status, type, title = 428, "precondition-required", "Say in If-Match which version you edit"


class Invalid(Refusal):
    status, type, title = 422, "invalid", "The request has a wrong value"


class TooManyRequests(Refusal):
    status, type, title = 429, "too-many-requests", "Too many requests"

    def __init__(self, *, retry_after: int, **facts: Any) -> None:
        super().__init__(**facts)
        self.retry_after = retry_after

    def response_headers(self) -> dict[str, str]:
        return super().response_headers() | {"Retry-After": str(self.retry_after)}


class Unavailable(Refusal):
    """A dependency is down or busy; the same request may succeed in a moment."""

    status, type, title = (503, "unavailable", "A part of the shop is not available; try again in a moment")
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}
