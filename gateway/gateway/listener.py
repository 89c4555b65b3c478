"""The public listener: what a client may send, the filters of each request, the line it leaves in the log."""

from gateway import certificates
from gateway.compile import ADDRESS, BODY, JWT, JWT_METADATA, PERMISSIONS, SUBJECT
from gateway.document import Json, typed
from gateway.headers import CORS, answer_filter, security
from gateway.problems import local_replies
from gateway.settings import Settings
from gateway.traces import tracing

STAT_PREFIX = "edge"
CLOCK_SKEW_SECONDS = 60  # as the services allow it
HOP_HEADERS = ("forwarded-for", "forwarded-proto")
NO_ADDRESS: Json = {"address_prefix": "255.255.255.255", "prefix_len": 32}
HTTP2: Json = {
    "max_concurrent_streams": 100,
    "initial_stream_window_size": 64 * 1024,
    "initial_connection_window_size": 1024 * 1024,
    "override_stream_error_on_invalid_http_message": True,  # the connection's other requests are not to blame
}

# No query string, no token, no user agent: what the log may keep.
ACCESS_LOG: Json = {
    "time": "%START_TIME%",
    "event": "request",
    "method": "%REQ(:METHOD)%",
    "path": "%PATH(NQ)%",
    "route": "%ROUTE_NAME%",
    "service": "%UPSTREAM_CLUSTER%",
    "status": "%RESPONSE_CODE%",
    "details": "%RESPONSE_CODE_DETAILS%",
    "flags": "%RESPONSE_FLAGS%",
    "ms": "%DURATION%",
    "attempts": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
    "bytes_in": "%BYTES_RECEIVED%",
    "bytes_out": "%BYTES_SENT%",
    "address": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
    "subject": f"%DYNAMIC_METADATA({JWT_METADATA}:claims:sub)%",
    "connection": "%CONNECTION_ID%",
    "request_id": "%STREAM_ID%",
    "traceparent": "%REQ(TRACEPARENT)%",
}


def edge_listener(settings: Settings, routes: dict[str, Json]) -> Json:
    address: Json = {"address": settings.gateway_host, "port_value": settings.gateway_port}
    manager: dict[str, Json] = {
        "stat_prefix": STAT_PREFIX,
        **routes,
        **_what_a_client_may_send(settings),
        "http_filters": _filters(settings),
        "local_reply_config": local_replies(security(settings)),
        "access_log": [_access_log()],
        **tracing(settings),
    }
    return {
        "name": "edge",
        "address": {"socket_address": address},
        "traffic_direction": "INBOUND",  # what ends when the gateway drains; the keys stay
        "per_connection_buffer_limit_bytes": 1024 * 1024,
        "filter_chains": [
            {
                "filters": [connection_manager(manager)],
                "transport_socket_connect_timeout": _patience(settings),
                **certificates.transport_socket(settings, inline="route_config" in routes),
            }
        ],
    }


def connection_manager(config: dict[str, Json]) -> Json:
    return _named("http", "filters.network.http_connection_manager.v3.HttpConnectionManager", config)


def router() -> Json:
    return _named("router", "filters.http.router.v3.Router", {"suppress_envoy_headers": True})


def _named(name: str, extension: str, config: dict[str, Json]) -> Json:
    return {"name": name, "typed_config": typed(extension, config)}


def _what_a_client_may_send(settings: Settings) -> dict[str, Json]:
    connection: Json = {
        "headers_with_underscores_action": "REJECT_REQUEST",
        "idle_timeout": "60s",
        "max_headers_count": 100,
    }
    return {
        "codec_type": "AUTO",  # HTTP/2 by ALPN, and in clear text by prior knowledge
        "http2_protocol_options": HTTP2,
        "normalize_path": True,
        "path_with_escaped_slashes_action": "REJECT_REQUEST",
        "use_remote_address": True,
        "xff_num_trusted_hops": settings.gateway_trusted_hops,
        # A client of the same private network is no better. An empty list would be the default one.
        "internal_address_config": {"cidr_ranges": [NO_ADDRESS]},
        "preserve_external_request_id": False,
        "always_set_request_id_in_response": True,
        "strip_any_host_port": True,
        "server_name": "zoco",
        "max_request_headers_kb": 32,
        "request_headers_timeout": _patience(settings),
        "request_timeout": _patience(settings),
        "stream_idle_timeout": "60s",
        "common_http_protocol_options": connection,
        "early_header_mutation_extensions": [_drop_what_services_trust(settings)],
    }


def _patience(settings: Settings) -> str:
    return f"{settings.gateway_client_seconds:g}s"


def _drop_what_services_trust(settings: Settings) -> Json:
    """Every x- header and its standard cousins. Envoy adds its own afterwards, and only those arrive."""
    # The hop in front says who the client is; Envoy believes what it appended, and nothing before that.
    kept = HOP_HEADERS if settings.gateway_trusted_hops else ()
    mutations: list[Json] = [
        *(move for name in kept for move in _moved(f"x-{name}", f"hop-{name}")),
        {"remove_on_match": {"key_matcher": {"prefix": "x-", "ignore_case": True}}},
        *(move for name in kept for move in _moved(f"hop-{name}", f"x-{name}")),
        *({"remove": name} for name in ("forwarded", "via", "true-client-ip", "cf-connecting-ip", "proxy")),
    ]
    extension = "http.early_header_mutation.header_mutation.v3.HeaderMutation"
    return _named("drop_what_services_trust", extension, {"mutations": mutations})


def _moved(name: str, to: str) -> list[Json]:
    """Under another name; nothing when it is not there."""
    value: Json = {"header": {"key": to, "value": f"%REQ({name})%"}, "append_action": "ADD_IF_ABSENT"}
    return [{"remove": to}, {"append": value}, {"remove": name}]


def _filters(settings: Settings) -> list[Json]:
    limit = "filters.http.local_ratelimit.v3.LocalRateLimit"
    return [
        answer_filter(settings),
        _named(CORS, "filters.http.cors.v3.Cors", {}),
        _compressor("gzip", "gzip.compressor.v3.Gzip", {}),
        _compressor("brotli", "brotli.compressor.v3.Brotli", {"choose_first": True}),
        _named(ADDRESS, limit, {"stat_prefix": ADDRESS}),
        _named(JWT, "filters.http.jwt_authn.v3.JwtAuthentication", _jwt(settings)),
        # ALLOW without a policy allows nobody: a route that names none is closed.
        _named(PERMISSIONS, "filters.http.rbac.v3.RBAC", {"rules": {"action": "ALLOW", "policies": {}}}),
        _named(SUBJECT, limit, {"stat_prefix": SUBJECT}),
        _named(BODY, "filters.http.buffer.v3.Buffer", {"max_request_bytes": 1}),
        router(),
    ]


def _compressor(name: str, library: str, extra: dict[str, Json]) -> Json:
    response: Json = {
        "common_config": {"min_content_length": 1024},
        "weaken_etag_on_compress": True,  # without it the ETag is lost, and If-Match with it
    }
    config: dict[str, Json] = {
        "compressor_library": _named(name, f"compression.{library}", {}),
        "response_direction_config": response,
        **extra,
    }
    return _named(name, "filters.http.compressor.v3.Compressor", config)


def _jwt(settings: Settings) -> dict[str, Json]:
    zoco: Json = {"provider_name": "zoco"}
    optional: Json = {"requires_any": {"requirements": [zoco, {"allow_missing": {}}]}}
    return {
        "providers": {"zoco": _provider(settings)},
        "requirement_map": {"required": zoco, "optional": optional},
        # A route that names no requirement asks for a token.
        "rules": [{"match": {"prefix": "/"}, "requirement_name": "required"}],
        "strip_failure_response": True,
    }


def _provider(settings: Settings) -> Json:
    return {
        "issuer": settings.issuer,
        "audiences": [settings.audience],
        "forward": True,  # services verify again
        "require_expiration": True,
        "clock_skew_seconds": CLOCK_SKEW_SECONDS,
        "payload_in_metadata": "claims",
        # Naming a header switches off ?access_token=. Envoy looks for the prefix anywhere and minds its case,
        # while the scheme has none (RFC 9110 11.1): four endings fit every spelling. Services check the word.
        "from_headers": [
            {"name": "authorization", "value_prefix": f"{ending} "} for ending in ("er", "eR", "Er", "ER")
        ],
        # Halves the cost of a signed-in request. A token seen before its key was withdrawn passes until it
        # expires, five minutes at most; the services, which verify again, refuse it at once.
        "jwt_cache_config": {"jwt_cache_size": 1000},
        "remote_jwks": {
            "http_uri": {"uri": "http://keys/", "cluster": "keys", "timeout": "1s"},
            "cache_duration": "1s",
            "async_fetch": {"fast_listener": True, "failed_refetch_duration": "0.5s"},
        },
    }


def _access_log() -> Json:
    log_format: Json = {"json_format": ACCESS_LOG, "omit_empty_values": True}
    return _named("stdout", "access_loggers.stream.v3.StdoutAccessLog", {"log_format": log_format})
