"""Traces at the edge: begun or gone on with, kept by share, and never waited for."""

import pytest

from gateway import traces
from gateway.errors import GatewayError
from gateway.settings import EXAMPLE, read_settings

CLIENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def tracing(make_gateway, services, issuer):
    """It keeps no trace; and its collector is away."""
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_SAMPLER_ARG": "0"}
    return make_gateway(services, **settings).start().ready(issuer)


def arrived(answer):
    return dict(answer.json["headers"])["traceparent"].split("-")


def test_a_clients_trace_goes_on_under_a_span_of_the_gateways(tracing):
    _, trace_id, span_id, flags = arrived(tracing.ask("GET", "/v1/products", traceparent=CLIENT))
    assert (trace_id, flags) == (CLIENT.split("-")[1], "00"), "a client has no say in what is kept"
    assert span_id != CLIENT.split("-")[2]


def test_a_trace_that_is_not_kept_is_begun_all_the_same(tracing):
    first, second = (arrived(tracing.ask("GET", "/v1/products")) for _ in range(2))
    assert first[1] != second[1]
    assert (first[3], second[3]) == ("00", "00")


def test_a_span_says_nothing_of_its_client():
    """Envoy tags each with these; the journey of a purchase looks at what is exported."""
    config = traces.tracing(
        read_settings(environment() | {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318/base"})
    )["tracing"]
    assert {tag["tag"] for tag in config["custom_tags"]} == {"http.url", "peer.address", "user_agent"}
    uri = config["provider"]["typed_config"]["http_service"]["http_uri"]["uri"]
    assert uri == "http://127.0.0.1:4318/base/v1/traces"


def test_without_a_collector_nothing_is_configured():
    assert traces.tracing(EXAMPLE) == traces.runtime(EXAMPLE) == {}


@pytest.mark.parametrize("address", ["https://collector:4318", "collector:4318", "http://collector"])
def test_a_collector_that_envoy_cannot_reach_is_refused(address):
    with pytest.raises(GatewayError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        read_settings(environment() | {"OTEL_EXPORTER_OTLP_ENDPOINT": address})


def environment():
    names = ("gateway_state", "issuer", "jwks_url", "catalog_url", "users_url", "orders_url", "support_url")
    return {name.upper(): str(getattr(EXAMPLE, name)) for name in names}
