"""Starting the gateway and changing its routes while it runs."""

from typing import NoReturn

from gateway import certificates, envoy, keys, xds
from gateway import compile as routes
from gateway.bootstrap import KEYS_FILE, ROUTES_FILE, bootstrap
from gateway.document import encode
from gateway.errors import GatewayError
from gateway.routes import RouteTable
from gateway.settings import Settings


def start(settings: Settings, table: RouteTable) -> NoReturn:
    """Write the state folder and run Envoy. Nothing is touched before everything was found good."""
    configuration = routes.route_configuration(table, settings)
    certificates.check(settings)
    envoy.validate(settings, configuration)
    state = settings.gateway_state
    xds.prepare(state)
    envoy.lock(state)
    envoy.require_free_port(settings.gateway_host, settings.gateway_port)
    xds.write(state / envoy.BOOTSTRAP_FILE, encode(bootstrap(settings)))
    xds.publish(state / ROUTES_FILE, xds.resource(configuration))
    keys.prepare(state / KEYS_FILE)
    certificates.prepare(settings)
    envoy.run_in_place(settings)


def reload(settings: Settings, table: RouteTable) -> str:
    """Give the running Envoy these routes and return their version; on any doubt it keeps the old ones."""
    configuration = routes.route_configuration(table, settings)
    envoy.validate(settings, configuration)
    state = settings.gateway_state
    before = envoy.updates(state)
    if (state / envoy.BOOTSTRAP_FILE).read_bytes() != encode(bootstrap(settings)):
        raise GatewayError(
            "an address or the listener changed too; only routes can be reloaded: restart the gateway"
        )
    fresh = xds.resource(configuration)
    old = (state / ROUTES_FILE).read_bytes()
    xds.publish(state / ROUTES_FILE, fresh)
    try:
        envoy.wait_until_taken(state, str(fresh["version_info"]), before)
    except GatewayError:
        xds.write(state / ROUTES_FILE, old)  # so that the next start finds what works
        raise
    return str(fresh["version_info"])
