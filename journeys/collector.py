"""A collector of spans in the test's own process: takes OTLP over HTTP and keeps it in memory."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any, Self

import msgspec
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Span(msgspec.Struct, frozen=True):
    """What one part says that it did. Ids in hex; `parent` is empty where a trace begins."""

    part: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]


class Collector:
    """Whatever was exported to `url`; `environment` makes a part do so soon after each span."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._bodies: list[bytes] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        runner = web.AppRunner(app)
        collector = cls("")
        app.router.add_post("/v1/traces", collector._take)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        collector.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield collector
        finally:
            await runner.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": self.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}

    async def _take(self, request: web.Request) -> web.Response:
        self._bodies.append(await request.read())
        return web.Response(content_type="application/x-protobuf")

    def spans(self, trace_id: str = "") -> list[Span]:
        """What has arrived, of this trace or of all."""
        wanted = bytes.fromhex(trace_id)
        read = (span for body in self._bodies if wanted in body for span in _read(body))
        return [span for span in read if not trace_id or span.trace == trace_id]


def _read(body: bytes) -> Iterator[Span]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        part = _texts(resource.resource.attributes)["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                yield Span(part, span.name, *ids, _texts(span.attributes))


def _texts(attributes: Any) -> dict[str, str]:
    return {pair.key: pair.value.string_value or str(pair.value.int_value) for pair in attributes}
