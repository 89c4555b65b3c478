"""What the edge costs: its routes as ratios to a bare Envoy proxy, before the same upstream in the same run.

Beside requests per second, which the client shares the machine for, it gives Envoy's own processor time for a
request. Keys, tokens and upstream are its own; the routes are the shop's.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from bench import load
from bench.cpu import process_ms
from chassis import parts
from chassis.process import Command, free_port, start, until_ready
from gateway import keyset, xds
from gateway.bootstrap import KEYS_FILE
from gateway.document import Json, encode, typed
from gateway.envoy import ARGUMENTS, get_envoy_path
from gateway.settings import SERVICES
from journeys.people import People

ISSUER = "http://bench"
ROUNDS = 3  # of all cases in turn, so that a slow moment of the machine is shared
SECONDS = 3.0
PERMISSIONS = ["accounts:read", "orders:read", "products:write", "stock:read", "tickets:read"]
BODY = json.dumps({"items": [{"id": number, "name": "Camiseta de lana"} for number in range(10)]})
ANSWER: Json = {"direct_response": {"status": 200, "body": {"inline_string": BODY}}}


async def run(people: People) -> list[dict[str, Any]]:
    return await compare(people.stack.home.path("edge"))


async def compare(folder: Path) -> list[dict[str, Any]]:
    """The rows; everything lives in `folder`."""
    key = ECKey.generate_key("P-256")
    upstream = await _envoy(folder / "upstream", ANSWER)
    bare = await _envoy(folder / "bare", {"route": {"cluster": "upstream"}}, upstream[0])
    edge = await _gateway(folder / "gateway", key, upstream[0])
    cases = {
        "bare Envoy": (bare, "/v1/products", ""),
        "public route": (edge, "/v1/products", ""),
        "token, two limits": (edge, "/v1/orders", _token(key)),
        "token, permission, two limits": (edge, "/v1/admin/orders", _token(key, *PERMISSIONS)),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, case in cases.items():
            found[name].append(await _measure(*case))
    return _rows(found)


def _rows(found: dict[str, list[tuple[float, float]]]) -> list[dict[str, Any]]:
    medians = {
        name: [statistics.median(values) for values in zip(*runs, strict=True)]
        for name, runs in found.items()
    }
    bare_rate, bare_cost = medians["bare Envoy"]
    return [
        {
            "edge": name,
            "req/s": rate,
            "ratio": f"{rate / bare_rate:.2f}",
            "CPU µs/request": round(cost),
            "CPU ratio": f"{bare_cost / cost:.2f}",
        }
        for name, (rate, cost) in medians.items()
    ]


Running = tuple[int, "subprocess.Popen[bytes]"]  # port, process


async def _measure(server: Running, path: str, token: str) -> tuple[float, float]:
    """Requests per second, and microseconds of the server's processor time for each."""
    port, process = server
    headers = {"authorization": f"Bearer {token}"} if token else {}
    before = process_ms(process.pid)
    served = await load.flood(port, path, headers, seconds=SECONDS)
    return served / SECONDS, (process_ms(process.pid) - before) * 1000 / served


def _token(key: ECKey, *permissions: str) -> str:
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "0198", "aud": "zoco", "iat": now, "exp": now + 600, "acr": "2"}
    rights = {"permissions": list(permissions)}
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims | rights, key)


async def _envoy(folder: Path, route: Json, upstream: int | None = None) -> Running:
    """One worker thread, no filters, no log."""
    port = free_port()
    folder.mkdir(parents=True)
    (folder / "envoy.json").write_bytes(encode(_bootstrap(port, route, upstream)))
    argv = [str(get_envoy_path()), "-c", str(folder / "envoy.json"), "--concurrency", "1", *ARGUMENTS]
    return port, await _started(Command(argv), f"http://127.0.0.1:{port}/health/ready", folder)


def _bootstrap(port: int, route: Json, upstream: int | None) -> Json:
    host: Json = {"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, **route}]}
    router: Json = {"name": "router", "typed_config": typed("filters.http.router.v3.Router")}
    manager = typed(
        "filters.network.http_connection_manager.v3.HttpConnectionManager",
        {"stat_prefix": "bench", "http_filters": [router], "route_config": {"virtual_hosts": [host]}},
    )
    chain: Json = {"filters": [{"name": "http", "typed_config": manager}]}
    listener: Json = {"name": "bench", "address": _address(port), "filter_chains": [chain]}
    endpoints: Json = {"endpoints": [{"lb_endpoints": [{"endpoint": {"address": _address(upstream or 1)}}]}]}
    cluster: Json = {"name": "upstream", "load_assignment": {"cluster_name": "upstream", **endpoints}}
    return {"static_resources": {"listeners": [listener], "clusters": [cluster] if upstream else []}}


def _address(port: int) -> Json:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


async def _gateway(state: Path, key: ECKey, upstream: int) -> Running:
    """As it is shipped, with all services at one address and limits nobody reaches."""
    port = free_port()
    public = key.as_dict(private=False) | {"kid": "k1", "alg": "ES256", "use": "sig"}
    keys = keyset.read(json.dumps({"keys": [public]}).encode())
    xds.prepare(state)
    xds.publish(state / KEYS_FILE, xds.resource(keyset.route_configuration(keys)))
    settings = {
        "GATEWAY_STATE": str(state),
        "GATEWAY_PORT": str(port),
        "GATEWAY_LIMIT_SCALE": "1000",
        "ISSUER": ISSUER,
        "JWKS_URL": f"{ISSUER}/none",
    } | {f"{name.upper()}_URL": f"http://127.0.0.1:{upstream}" for name in SERVICES}
    command = Command([sys.executable, "-m", "gateway", "run"], settings)
    process = await _started(command, f"http://127.0.0.1:{port}/v1/products", state.parent)
    return port, process


async def _started(command: Command, ready: str, folder: Path) -> "subprocess.Popen[bytes]":
    log = folder / "log"
    child = start(command, log=log, die_with_parent=True)
    await until_ready(folder.name, lambda: parts.http_ready(ready), ended=child.poll, log=log)
    return child
