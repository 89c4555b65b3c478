"""What travels with a request or an event without being passed: its ids, its trace, its deadline."""

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from opentelemetry import propagate

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_causation_id: ContextVar[str | None] = ContextVar("causation_id", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def correlation_id() -> str | None:
    """The id of the request that started all this; every event and log line that follows carries it."""
    return _request_id.get()


def causation_id() -> str | None:
    """The id of the event being handled, when one is."""
    return _causation_id.get()


def traceparent() -> str | None:
    """The W3C trace context of the current span."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")


def seconds_left(most: float) -> float:
    """How long an outside call may take: `most`, or less when the caller's deadline is nearer."""
    deadline = _deadline.get()
    return most if deadline is None else max(0.0, min(most, deadline - time.monotonic()))


@contextlib.contextmanager
def entered(
    *, request_id: str | None, causation: str | None = None, seconds: float | None = None
) -> Iterator[None]:
    """Set the ids, and optionally a deadline `seconds` from now, for everything done inside."""
    tokens: list[tuple[ContextVar[Any], Any]] = [
        (_request_id, _request_id.set(request_id)),
        (_causation_id, _causation_id.set(causation)),
        (_deadline, _deadline.set(None if seconds is None else time.monotonic() + seconds)),
    ]
    try:
        yield
    finally:
        for variable, token in tokens:
            variable.reset(token)
