"""A span of every request, sent to a collector over OTLP/HTTP. What is switched off costs nothing."""

from gateway.document import Json
from gateway.settings import Settings

CLUSTER = "traces"
# Envoy tags a span with what it knows of the client. Whoever it is has no place in a trace.
PERSONAL = ("http.url", "peer.address", "user_agent")


def tracing(settings: Settings) -> dict[str, Json]:
    """The share is of all requests: those that bring a trace go on in it, and have no say in what is kept."""
    if not settings.otel_exporter_otlp_endpoint:
        return {}
    hidden: list[Json] = [{"tag": name, "literal": {"value": "-"}} for name in PERSONAL]
    share = settings.otel_traces_sampler_arg
    return {
        "tracing": {
            "random_sampling": {"value": 100 * share},
            "operation": "%ROUTE_NAME%",
            "custom_tags": hidden,
            "provider": {"name": "envoy.tracers.opentelemetry", "typed_config": _exporter(settings)},
        }
    }


def runtime(settings: Settings) -> dict[str, Json]:
    """How long spans are gathered before they are sent."""
    if not settings.otel_exporter_otlp_endpoint:
        return {}
    gathered: Json = {"tracing.opentelemetry.flush_interval_ms": settings.otel_bsp_schedule_delay}
    return {"layered_runtime": {"layers": [{"name": "traces", "static_layer": gathered}]}}


def _exporter(settings: Settings) -> Json:
    uri = settings.otel_exporter_otlp_endpoint.rstrip("/") + "/v1/traces"
    return {
        "@type": "type.googleapis.com/envoy.config.trace.v3.OpenTelemetryConfig",
        "http_service": {"http_uri": {"uri": uri, "cluster": CLUSTER, "timeout": "2s"}},
        "service_name": "gateway",
    }
