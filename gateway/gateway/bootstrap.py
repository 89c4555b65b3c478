"""What Envoy is started with: the public listener, the keys' own listener, the services, the admin socket.

Only routes and keys change while Envoy runs. Every path is relative to the state folder, where Envoy runs,
because a unix socket's path may have no more than 107 bytes.
"""

from urllib.parse import urlsplit

from gateway import compile as routes
from gateway import keyset
from gateway.document import Json, typed
from gateway.listener import connection_manager, edge_listener, router
from gateway.settings import Settings

ADMIN_SOCKET = "admin.sock"
KEYS_SOCKET = "keys.sock"
ROUTES_FILE = "routes/routes.json"
KEYS_FILE = "keys/keys.json"

# Below the services' keep-alive of 75 s, so that Envoy never writes into a connection that is being closed.
UPSTREAM_IDLE = "30s"

ENVOY_LOG = {"time": "%Y-%m-%dT%T.%e%z", "event": "envoy", "level": "%l", "logger": "%n", "message": "%j"}


def bootstrap(settings: Settings, *, inline: Json = None) -> dict[str, Json]:
    """`inline` puts the routes inside, for `--mode validate`, which looks into no other file."""
    listeners = [_keys_listener(inline), edge_listener(settings, _routes(inline, ROUTES_FILE, routes.NAME))]
    services = (_service_cluster(name, url) for name, url in settings.upstreams.items())
    return {
        "node": {"id": "gateway", "cluster": "gateway"},
        "admin": {"address": {"pipe": {"path": ADMIN_SOCKET, "mode": 0o600}}},
        "static_resources": {"listeners": listeners, "clusters": [_keys_cluster(), *services]},
        "overload_manager": {"resource_monitors": [_connection_limit()]},
        "application_log_config": {"log_format": {"json_format": ENVOY_LOG}},
    }


def _connection_limit() -> Json:
    limit = {"max_active_downstream_connections": 10_000}
    monitor = typed("resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig", limit)
    return {"name": "envoy.resource_monitors.global_downstream_max_connections", "typed_config": monitor}


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
        "filter_chains": [{"filters": [connection_manager(manager)]}],
    }


def _keys_cluster() -> Json:
    return {
        "name": "keys",
        "type": "STATIC",
        "load_assignment": _endpoint("keys", {"pipe": {"path": KEYS_SOCKET}}),
    }


def _service_cluster(name: str, url: str) -> Json:
    address = urlsplit(url)
    socket: Json = {"address": address.hostname, "port_value": address.port}
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
        "load_assignment": _endpoint(name, {"socket_address": socket}),
        "typed_extension_protocol_options": {f"envoy.extensions.{protocol}": typed(protocol, options)},
        "circuit_breakers": {"thresholds": [{"max_retries": 16}]},
        # Without this a service with no healthy host gets the traffic anyway.
        "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
        "health_checks": [_health_check()],
    }


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


def _endpoint(name: str, address: Json) -> Json:
    return {"cluster_name": name, "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address}}]}]}
