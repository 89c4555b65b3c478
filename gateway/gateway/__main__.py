"""python -m gateway: run, keys, reload, check, routes, drift."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from gateway import drift as contracts
from gateway import envoy, keys, lifecycle
from gateway.compile import route_configuration
from gateway.errors import GatewayError
from gateway.loader import DEFAULT_ROUTES, load
from gateway.routes import RouteTable
from gateway.settings import EXAMPLE, read_settings

RoutesFile = Annotated[Path, Parameter("--routes", env_var="GATEWAY_ROUTES")]

app = App(name="gateway", help="The edge of the shop: routes.yaml as a running Envoy.", version_flags=[])


@app.command
def run(*, routes: RoutesFile = DEFAULT_ROUTES) -> None:
    """Write Envoy's configuration and run Envoy; SIGTERM lets requests finish first."""
    lifecycle.start(read_settings(os.environ), load(routes))


@app.command(name="keys")
def follow_keys() -> None:
    """Keep the last good key set of users on disk, where Envoy reads it."""
    keys.follow(read_settings(os.environ))


@app.command
def reload(*, routes: RoutesFile = DEFAULT_ROUTES) -> None:
    """Give the running gateway the routes of the file; it keeps its old ones if anything is wrong."""
    version = lifecycle.reload(read_settings(os.environ), load(routes))
    print(f"reloaded: the gateway runs routes {version}")


@app.command
def check(*, routes: RoutesFile = DEFAULT_ROUTES) -> None:
    """Read the file and have Envoy validate what comes of it. Needs no environment."""
    table = load(routes)
    envoy.validate(EXAMPLE, route_configuration(table, EXAMPLE))
    print(f"{routes}: {len(table.routes)} paths, good")


@app.command(name="routes")
def show_routes(*, routes: RoutesFile = DEFAULT_ROUTES) -> None:
    """Print who may do what, and where it goes."""
    # A pipe has no width of its own, and half a path is of no use to what reads it.
    Console(width=None if sys.stdout.isatty() else 160).print(_as_table(load(routes)))


@app.command
def drift(folder: Path, /, *, routes: RoutesFile = DEFAULT_ROUTES) -> None:
    """Compare the file with the OpenAPI documents in FOLDER, one JSON file a service."""
    found = contracts.differences(load(routes), folder)
    if found:
        raise GatewayError("\n".join([*found, f"{len(found)} differences between {routes} and {folder}"]))
    print(f"{routes} and {folder} agree")


def _as_table(table: RouteTable) -> Table:
    titles = ("path", "method", "policy", "service", "timeout", "body", "per address", "per subject")
    shown = Table(
        *titles, title=f"default limits: {table.per_address} an address, {table.per_subject} a subject"
    )
    for page in table.pages:
        shown.add_row(
            page.path, "GET", "public", "gateway", "", f"{len(page.text) // 1024}KiB", "default", ""
        )
    for route in table.routes:
        first = True
        for method, policy in route.methods.items():
            limits = (str(route.per_address or "default"), str(route.per_subject or "default"))
            sizes = (f"{route.timeout_seconds:g}s", f"{route.body_bytes // 1024}KiB")
            shown.add_row(route.path if first else "", method, policy, route.service, *sizes, *limits)
            first = False
    return shown


def main() -> None:
    try:
        app()
    except GatewayError as error:
        sys.exit(f"gateway: {error}")


if __name__ == "__main__":
    main()
