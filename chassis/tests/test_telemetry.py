"""Logs and spans: what happened, and nothing about anybody."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.testing import Running

SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_a_row_that_an_error_is_about_is_not_logged(
    notebook: Running, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    telemetry.configure("notebook", "info")
    try:
        async with notebook.db.transaction() as tx:
            for _ in range(2):
                await tx.execute(
                    "INSERT INTO inbox (consumer, event_id, at) VALUES ('canary', $1, $2)",
                    "0198aaaa-0000-7000-8000-000000000000",
                    tx.now,
                )
    except asyncpg.UniqueViolationError:
        structlog.get_logger().exception("went_wrong")
    finally:
        structlog.reset_defaults()
    logged = capfdbinary.readouterr().out
    assert b"went_wrong" in logged
    assert b"UniqueViolationError" in logged
    assert b"canary" not in logged.replace(b"VALUES ('canary'", b"")


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What the notebook says it did, in traces that are kept."""
    telemetry.configure("notebook", "info")
    structlog.reset_defaults()
    exporter, provider = InMemorySpanExporter(), trace.get_tracer_provider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))  # type: ignore[attr-defined]
    yield exporter
    exporter.shutdown()


async def test_a_span_names_the_route_and_nothing_of_the_request(
    notebook: Running, spans: InMemorySpanExporter
) -> None:
    answer = await notebook.http.get("/v1/notes?text=canary", traceparent=SAMPLED, User_Agent="canary")
    (span,) = spans.get_finished_spans()
    assert (span.name, format(span.get_span_context().trace_id, "032x")) == ("GET /v1/notes", SAMPLED[3:35])
    about: dict[str, Any] = dict(span.attributes or {})
    assert about == {
        "http.request.method": "GET",
        "http.route": "/v1/notes",
        "http.response.status_code": 200,
        "request_id": answer.headers["x-request-id"],
    }


async def test_a_failure_is_seen_without_its_words(notebook: Running, spans: InMemorySpanExporter) -> None:
    assert (await notebook.http.get("/v1/broken", traceparent=SAMPLED)).status == 500
    with pytest.raises(RuntimeError), telemetry.traced("inner", SAMPLED):
        raise RuntimeError("secret words")
    for span in spans.get_finished_spans():
        assert not span.status.is_ok
        assert "secret words" not in span.to_json()


async def test_probes_and_what_is_not_kept_leave_no_span(
    notebook: Running, spans: InMemorySpanExporter
) -> None:
    await notebook.http.get("/health/live", traceparent=SAMPLED)
    await notebook.http.get("/v1/notes?text=a", traceparent=SAMPLED[:-2] + "00")
    await notebook.http.get("/v1/notes?text=a")
    assert spans.get_finished_spans() == ()
