"""Logs, traces and metrics of a process."""

import contextlib
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import msgspec
import structlog
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, StatusCode
from prometheus_client import Counter, Histogram

from chassis import context

REQUESTS = Histogram(
    "http_request_seconds",
    "Time to answer a request",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
EVENTS_HANDLED = Counter("events_handled", "Messages taken from the queue", ["type", "outcome"])
EVENTS_AGE = Histogram(
    "events_age_seconds",
    "Time from what happened until this service had handled its event",
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300, 3600),
)

_tracer = trace.get_tracer("chassis")


def configure(service: str, level: str) -> None:
    """JSON log lines on standard output; spans to OTLP when OTEL_EXPORTER_OTLP_ENDPOINT says where.

    Without an exporter nothing is sampled, but trace ids are still made and passed on.
    """
    structlog.configure(
        processors=[
            _add_context,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_rows,
            structlog.processors.JSONRenderer(
                serializer=lambda value, **_: msgspec.json.encode(value, enc_hook=repr)
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_ToStructlog()], level=logging.WARNING, force=True)
    exporting = "OTEL_EXPORTER_OTLP_ENDPOINT" in os.environ
    provider = TracerProvider(
        sampler=None if exporting else ParentBased(ALWAYS_OFF),
        resource=Resource.create({"service.name": service}),
    )
    if exporting:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
            OTLPSpanExporter,  # slow, rarely wanted
        )

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


@contextlib.contextmanager
def traced(
    name: str,
    traceparent: str | None,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    about: Mapping[str, str] | None = None,
) -> Iterator[Span]:
    """A span that continues the trace of whoever sent `traceparent`, or begins one."""
    parent = propagate.extract({"traceparent": traceparent} if traceparent else {})
    with _span(name, parent, kind, about) as span:
        yield span


@contextlib.contextmanager
def part(
    name: str, *, kind: SpanKind = SpanKind.INTERNAL, about: Mapping[str, str] | None = None
) -> Iterator[Span]:
    """A span inside the current one; nothing where that is not kept."""
    outer = trace.get_current_span()
    if outer.get_span_context().is_valid and not outer.is_recording():
        yield INVALID_SPAN
        return
    with _span(name, None, kind, about) as span:
        yield span


def answered(span: Span, status: int) -> None:
    """Keep the status of an HTTP answer."""
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(StatusCode.ERROR)


@contextlib.contextmanager
def _span(
    name: str, parent: Context | None, kind: SpanKind, about: Mapping[str, str] | None
) -> Iterator[Span]:
    """Of an exception it keeps the name alone: the words may hold somebody's address."""
    with _tracer.start_as_current_span(
        name, parent, kind, about, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise


def _add_context(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if request_id := context.correlation_id():
        line.setdefault("request_id", request_id)
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        line["trace_id"] = format(span.trace_id, "032x")
    return line


_DETAIL = re.compile(r"^DETAIL: .*$", re.MULTILINE)


def _without_rows(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """PostgreSQL quotes the row an error is about, and a row may be somebody's address."""
    if "exception" in line:
        line["exception"] = _DETAIL.sub("DETAIL: (left out)", line["exception"])
    return line


class _ToStructlog(logging.Handler):
    """Libraries that use `logging` end up in the same stream, one JSON line each."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno,
            "library_log",
            logger=record.name,
            message=record.getMessage(),
            exc_info=record.exc_info,
        )
