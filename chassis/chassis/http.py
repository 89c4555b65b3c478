"""What happens around every request: its id, its trace, its deadline, one log line, one measurement."""

import contextlib
import re
import time
from ipaddress import ip_address
from typing import Any

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind

from chassis import context
from chassis.body import MAX_BYTES
from chassis.errors import BadRequest, Invalid
from chassis.ids import new_id
from chassis.telemetry import REQUESTS, answered, traced

log = structlog.get_logger()

_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
_QUIET = ("/health", "/metrics")
USER_AGENT_LENGTH = 200
LONGEST_QUERY = 4096


def around_requests(app: ASGIApp) -> ASGIApp:
    """The outermost middleware."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        headers = MutableScopeHeaders(scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.match(given) else str(new_id())
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders(message)["X-Request-Id"] = request_id
            await send(message)

        with (
            context.entered(
                request_id=request_id, seconds=_seconds(scope, headers), sender=_sender(scope, headers)
            ),
            _traced(scope, headers) as span,
        ):
            try:
                await app(scope, receive, send_with_id)
            finally:
                _record(scope, status, time.perf_counter() - started)
                _finish(span, scope, status)

    return handle


def _seconds(scope: HTTPScope, headers: MutableScopeHeaders) -> float | None:
    """How long the calling service will wait; clients outside have no say in it."""
    text = headers.get("x-timeout-ms", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 8
    return int(text) / 1000 if is_number and scope["path"].startswith("/internal/") else None


def _sender(scope: HTTPScope, headers: MutableScopeHeaders) -> context.Sender:
    """The address that the edge vouches for (it drops what a client claims), else whoever connected."""
    peer = (scope["client"] or ("",))[0]
    address = _address(headers.get("x-envoy-external-address", "")) or _address(peer) or "::"
    return context.Sender(address, _shown(headers.get("user-agent", "")))


def _address(text: str) -> str | None:
    """In its one spelling; an IPv4 address written as IPv6 is that IPv4 address."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def _shown(user_agent: str) -> str:
    """Printable, and no longer than anybody reads."""
    return "".join(c if c.isprintable() else "?" for c in user_agent[:USER_AGENT_LENGTH])


def _record(scope: HTTPScope, status: int, seconds: float) -> None:
    route = scope.get("path_template") or "unknown"
    REQUESTS.labels(method=scope["method"], route=route, status=status).observe(seconds)
    if not scope["path"].startswith(_QUIET):
        milliseconds = round(seconds * 1000, 1)
        log.info("request", method=scope["method"], route=route, status=status, ms=milliseconds)


def _traced(scope: HTTPScope, headers: MutableScopeHeaders) -> contextlib.AbstractContextManager[Span]:
    """Probes and scrapes belong to nobody's trace."""
    if scope["path"].startswith(_QUIET):
        return contextlib.nullcontext(INVALID_SPAN)
    return traced(scope["method"], headers.get("traceparent"), kind=SpanKind.SERVER)


def _finish(span: Span, scope: HTTPScope, status: int) -> None:
    """The route is known only now. A span names no path: ids and addresses stand in it."""
    if span.is_recording():
        route = scope.get("path_template") or "unknown"
        span.update_name(f"{scope['method']} {route}")
        span.set_attributes({"http.request.method": scope["method"], "http.route": route})
        span.set_attribute("request_id", context.correlation_id() or "")
        answered(span, status)


async def refuse_what_no_database_holds(request: Any) -> None:
    """A null character in the query would reach PostgreSQL, which refuses it with an error."""
    query = request.scope["query_string"]
    if b"%00" in query:
        raise Invalid(parameter="query", detail="the query holds a null character")
    if not is_storable_query(query):
        raise BadRequest(detail=f"the query is longer than {LONGEST_QUERY} bytes")


def is_storable_query(query: bytes) -> bool:
    return len(query) <= LONGEST_QUERY and b"%00" not in query


def limits() -> dict[str, Any]:
    """Litestar arguments that bound every request."""
    return {"request_max_body_size": MAX_BYTES, "before_request": refuse_what_no_database_holds}
