"""The compiler: one small table as Envoy gets it, and what must hold for every route of every table."""

import json
from pathlib import Path

import pytest

from gateway import envoy, xds
from gateway.compile import JWT, PERMISSIONS, route_configuration
from gateway.errors import GatewayError
from gateway.loader import DEFAULT_ROUTES, load
from gateway.routes import Limit, Route, RouteTable, overlaps
from gateway.settings import EXAMPLE, SERVICES

GOLDEN = Path(__file__).parent / "golden" / "routes.json"

TABLE = RouteTable(
    routes=(
        Route(
            path="/v1/orders/{id}",
            service="orders",
            methods={"GET": "customer", "PUT": "orders:write"},
            timeout_seconds=1.5,
            body_bytes=1024,
            per_subject=Limit(60, 60),
        ),
    ),
    per_address=Limit(600, 60),
    per_subject=Limit(100, 1),
)


def test_a_small_table_compiles_to_the_golden_document():
    compiled = json.loads(json.dumps(route_configuration(TABLE, EXAMPLE)))
    assert compiled == json.loads(GOLDEN.read_text()), (
        "look at the difference, then write the golden file again"
    )


def test_no_route_leaves_token_or_permission_unsaid():
    (host,) = route_configuration(load(DEFAULT_ROUTES), EXAMPLE)["virtual_hosts"]
    assert all({JWT, PERMISSIONS} <= route["typed_per_filter_config"].keys() for route in host["routes"])
    assert host["routes"][-1]["direct_response"] == {"status": 404}


def test_a_route_that_says_nothing_is_closed(edge, issuer):
    """Should the compiler ever forget: the listener asks for a token, the filter lets nobody pass."""
    file = edge.state / "routes/routes.json"
    before = file.read_bytes()
    forgetful = json.loads(before)
    for route in forgetful["resources"][0]["virtual_hosts"][0]["routes"]:
        if route["name"] == "GET /v1/products":
            del route["typed_per_filter_config"]
    try:
        xds.publish(file, forgetful | {"version_info": "forgetful"})
        envoy.wait_until_taken(edge.state, "forgetful", envoy.updates(edge.state))
        assert edge.ask("GET", "/v1/products").is_problem(401, "unauthenticated")
        assert edge.ask("GET", "/v1/products", issuer.token("products:write")).is_problem(403, "forbidden")
    finally:
        xds.write(file, before)
        envoy.wait_until_taken(edge.state, json.loads(before)["version_info"], envoy.updates(edge.state))


def test_envoy_refuses_a_cluster_nobody_knows():
    compiled = json.dumps(route_configuration(TABLE, EXAMPLE)).replace(
        '"cluster": "orders"', '"cluster": "order"'
    )
    with pytest.raises(GatewayError, match="order"):
        envoy.validate(EXAMPLE, json.loads(compiled))


@pytest.mark.parametrize(
    ("path", "other", "clash"),
    [
        ("/a/{x}", "/a/{y}", True),
        ("/a/{x}", "/a/b", False),
        ("/a/{x}", "/{y}/b", True),
        ("/a/{x}/c", "/{y}/b/c", True),
        ("/a/{x}/c", "/a/b/d", False),
        ("/a/{x}", "/a/b/c", False),
        ("/a/{x}/{y}", "/a/b/{y}", False),
        ("/a", "/a", True),
    ],
)
def test_two_paths_clash_when_neither_is_the_narrower(path, other, clash):
    assert overlaps(path, other) is overlaps(other, path) is clash


def test_every_service_has_an_address():
    assert set(SERVICES) == EXAMPLE.upstreams.keys()
