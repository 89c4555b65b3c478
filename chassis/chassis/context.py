"""What travels with a request or event without being passed: its ids, trace, deadline and sender."""

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import msgspec
from opentelemetry import propagate


class Sender(msgspec.Struct, frozen=True):
    """Where a request comes from: an IP address, and the User-Agent header as far as it is worth keeping."""

    address: str
    user_agent: str = ""


_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_causation_id: ContextVar[str | None] = ContextVar("causation_id", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_sender: ContextVar[Sender | None] = ContextVar("sender", default=None)


def correlation_id() -> str | None:
    """The id of the request that started all this; every event and log line that follows carries it."""
    return _request_id.get()


def causation_id() -> str | None:
    """The id of the event being handled, when one is."""
    return _causation_id.get()


def sender() -> Sender | None:
    """Who sent the request being answered; None in a worker or a handler of events."""
    return _sender.get()


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
    *,
    request_id: str | None,
    causation: str | None = None,
    seconds: float | None = None,
    sender: Sender | None = None,
) -> Iterator[None]:
    """Set the ids and the sender, and optionally a deadline `seconds` from now, for everything inside."""
    tokens: list[tuple[ContextVar[Any], Any]] = [
        (_request_id, _request_id.set(request_id)),
        (_causation_id, _causation_id.set(causation)),
        (_deadline, _deadline.set(None if seconds is None else time.monotonic() + seconds)),
        (_sender, _sender.set(sender)),
    ]
    try:
        yield
    finally:
        for variable, token in tokens:
            variable.reset(token)
