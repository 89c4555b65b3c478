"""What Envoy is started with: the public listener, the keys' own listener, the services, the admin socket.

Only routes and keys change while Envoy runs. Every path is relative to the state folder, where Envoy runs,
because a unix socket's path may have no more than 107 bytes.
"""

from urllib.parse import urlsplit

from gateway import compile as routes
from gateway import keyset, traces
from gateway.document import Json, typed
from gateway.listener import connection_manager, edge_listener, router
from gateway.settings import Settings
from gateway.supervise import ADMIN_SOCKET

KEYS_SOCKET = "keys.sock"
ROUTES_FILE = "routes/routes.json"
KEYS_FILE = "keys/keys.json"

# Below the services' keep-alive of 75 s, so that Envoy never writes into a connection that is being closed.
UPSTREAM_IDLE = "30s"

# A host that fails five in a row, while others of its service do not, rests. The only host never does: health
# checks judge it, and a route that always fails must not take the others along.
OUTLIERS: Json = {
    "consecutive_gateway_failure": 5,
    "enforcing_consecutive_gateway_failure": 100,
    "enforcing_consecutive_5xx": 0,
    "enforcing_success_rate": 0,
    "interval": "1s",
    "base_ejection_time": "5s",
    "max_ejection_time": "30s",
    "max_ejection_percent": 50,
}

ENVOY_LOG = {"time": "%Y-%m-%dT%T.%e%z", "event": "envoy", "level": "%l", "logger": "%n", "message": "%j"}


def bootstrap(settings: Settings, *, inline: Json = None) -> dict[str, Json]:
    """`inline` puts the routes inside, for `--mode validate`, which looks into no other file."""
    listeners = [_keys_listener(inline), edge_listener(settings, _routes(inline, ROUTES_FILE, routes.NAME))]
    most = settings.gateway_service_requests
    services = (
        _service_cluster(name, urls, _at_once(most * len(urls))) for name, urls in settings.upstreams.items()
    )
    clusters = [_keys_cluster(), *services, *_traces_clusters(settings.otel_exporter_otlp_endpoint)]
    return {
        "node": {"id": "gateway", "cluster": "gateway"},
        "admin": {
            "address": {"pipe": {"path": ADMIN_SOCKET, "mode": 0o600}},
            "ignore_global_conn_limit": True,
        },
        "static_resources": {"listeners": listeners, "clusters": clusters},
        **traces.runtime(settings),
        "overload_manager": _overload(settings),
        "application_log_config": {"log_format": {"json_format": ENVOY_LOG}},
    }


def _overload(settings: Settings) -> Json:
    """Too many connections: new ones are closed. Too little memory: some is given back, then it is 503."""
    connections: dict[str, Json] = {"max_active_downstream_connections": settings.gateway_connections}
    heap: dict[str, Json] = {"max_heap_size_bytes": settings.gateway_heap_mib * 1024 * 1024}
    return {
        "refresh_interval": "0.25s",
        "resource_monitors": [
            _monitor("global_downstream_max_connections", "downstream_connections", connections),
            _monitor("fixed_heap", "fixed_heap", heap),
        ],
        "actions": [
            _heap_action("envoy.overload_actions.shrink_heap", 0.85),
            _heap_action("envoy.overload_actions.disable_http_keepalive", 0.9),
            _heap_action("envoy.overload_actions.stop_accepting_requests", 0.95),
        ],
    }


def _monitor(name: str, package: str, limit: dict[str, Json]) -> Json:
    kind = "".join(word.title() for word in package.split("_"))
    config = typed(f"resource_monitors.{package}.v3.{kind}Config", limit)
    return {"name": f"envoy.resource_monitors.{name}", "typed_config": config}


def _heap_action(name: str, share: float) -> Json:
    trigger: Json = {"name": "envoy.resource_monitors.fixed_heap", "threshold": {"value": share}}
    return {"name": name, "triggers": [trigger]}


def _routes(inline: Json, file: str, name: str) -> dict[str, Json]:
    if inline:
        return {"route_config": inline}
    watched: Json = {"path": file, "watched_directory": {"path": file.rpartition("/")[0]}}
    source: Json = {"resource_api_version": "V3", "path_config_source": watched}
    return {"rds": {"route_config_name": name, "config_source": source}}


def _keys_listener(inline: Json) -> Json:
    """Serves the key set on disk to this Envoy's own JWT filter: users may be away when Envoy starts."""
    answers = _routes(inline, KEYS_FILE, keyset.NAME)
    manager: dict[str, Json] = {"stat_prefix": "keys", "http_filters": [router()], **answers}
    return {
        "name": "keys",
        "address": {"pipe": {"path": KEYS_SOCKET, "mode": 0o600}},
        "ignore_global_conn_limit": True,  # a flood of clients must not keep the keys away
        "filter_chains": [{"filters": [connection_manager(manager)]}],
    }


def _keys_cluster() -> Json:
    return {
        "name": "keys",
        "type": "STATIC",
        "load_assignment": _endpoints("keys", [{"pipe": {"path": KEYS_SOCKET}}]),
    }


def _traces_clusters(collector: str) -> list[Json]:
    """Spans that it does not take are dropped; no request waits for it."""
    if not collector:
        return []
    return [
        {
            "name": traces.CLUSTER,
            "type": "STRICT_DNS",
            "connect_timeout": "1s",
            "load_assignment": _endpoints(traces.CLUSTER, [_socket(collector)]),
        }
    ]


def _at_once(requests: int) -> Json:
    """As many wait as are answered. What is over is 503 at once: its answer would come when nobody waits."""
    return {
        "max_connections": requests,
        "max_pending_requests": requests,
        "max_requests": requests,
        "max_retries": 16,
    }


def _service_cluster(name: str, urls: list[str], at_once: Json) -> Json:
    protocol = "upstreams.http.v3.HttpProtocolOptions"
    options: dict[str, Json] = {
        "common_http_protocol_options": {"idle_timeout": UPSTREAM_IDLE},
        "explicit_http_config": {"http_protocol_options": {}},
    }
    return {
        "name": name,
        "type": "STRICT_DNS",
        "dns_lookup_family": "V4_PREFERRED",
        "connect_timeout": "1s",
        "load_assignment": _endpoints(name, [_socket(url) for url in urls]),
        "typed_extension_protocol_options": {f"envoy.extensions.{protocol}": typed(protocol, options)},
        "circuit_breakers": {"thresholds": [at_once]},
        "outlier_detection": OUTLIERS,
        # Without this a service with no healthy host gets the traffic anyway.
        "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
        "health_checks": [_health_check()],
    }


def _socket(url: str) -> Json:
    address = urlsplit(url)
    return {"socket_address": {"address": address.hostname, "port_value": address.port}}


def _health_check() -> Json:
    """A service that is back serves again at once; a busy one is forgiven two slow answers."""
    return {
        "http_health_check": {"path": "/health/ready"},
        "interval": "1s",
        "no_traffic_healthy_interval": "1s",
        "unhealthy_interval": "0.25s",
        "no_traffic_interval": "0.25s",
        "timeout": "2s",
        "unhealthy_threshold": 3,
        "healthy_threshold": 1,
    }


def _endpoints(name: str, addresses: list[Json]) -> Json:
    hosts = [{"endpoint": {"address": address}} for address in addresses]
    return {"cluster_name": name, "endpoints": [{"lb_endpoints": hosts}]}
