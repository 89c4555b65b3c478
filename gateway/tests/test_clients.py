"""Who a client is, behind a trusted hop or without one, and how much it may hold: connections, memory."""

import contextlib
import http.client
import socket

import pytest

ROUTES = """
defaults: {timeout: 5s, body: 16KiB, per_address: 100000/s, per_subject: 100000/s}
services:
  catalog:
    /v1/products: {GET: public}
    /v1/search: {GET: public, per_address: 3/h}
  users:
    /v1/me: {GET: optional}
  orders:
    /v1/orders: {GET: customer}
  support:
    /v1/support/tickets: {GET: customer}
"""
FORGED = [
    {"x_forwarded_for": "203.0.113.9"},
    {"x_forwarded_for": "203.0.113.9, 198.51.100.7"},
    {"X_FORWARDED_FOR": "203.0.113.9"},
    {"x_envoy_external_address": "203.0.113.9"},
    {"x_real_ip": "203.0.113.9"},
    {"forwarded": "for=203.0.113.9"},
    {"x_forwarded_for": "203.0.113.9", "x_envoy_external_address": "203.0.113.9"},
    {"x_envoy_internal": "true"},
]


@pytest.fixture(scope="module")
def behind(make_gateway, services, issuer):
    """A gateway behind one load balancer, which the tests play."""
    return make_gateway(services, routes=ROUTES, GATEWAY_TRUSTED_HOPS="1").start().ready(issuer)


def arrived(answer) -> dict[str, str]:
    return dict(answer.json["headers"])


@pytest.mark.parametrize("headers", FORGED)
def test_without_a_hop_the_peer_is_the_client_whatever_it_says(edge, headers):
    seen = arrived(edge.ask("GET", "/v1/products", **headers))
    assert seen["x-envoy-external-address"] == "127.0.0.1"
    assert "203.0.113.9" not in str(seen)
    assert not {"x-forwarded-for", "x-envoy-internal", "x-real-ip", "forwarded"} & seen.keys()


CHAINS = [
    "198.51.100.7",
    "203.0.113.9, 198.51.100.7",
    "203.0.113.9,10.0.0.1 ,127.0.0.1,   198.51.100.7",
    "unknown, 198.51.100.7",
    ", 198.51.100.7",
]


@pytest.mark.parametrize("chain", CHAINS)
def test_behind_a_hop_the_client_is_what_the_hop_appended(behind, chain):
    seen = arrived(behind.ask("GET", "/v1/products", x_forwarded_for=chain, x_forwarded_proto="https"))
    assert seen["x-envoy-external-address"] == "198.51.100.7"
    assert seen["x-forwarded-proto"] == "https"
    assert "203.0.113.9" not in str(seen)
    assert "x-forwarded-for" not in seen


def test_behind_a_hop_two_header_lines_are_one_chain(behind):
    lines = "x-forwarded-for: 203.0.113.9\r\nx-forwarded-for: 198.51.100.7\r\n"
    answer = behind.send(f"GET /v1/products HTTP/1.1\r\nhost: x\r\n{lines}\r\n".encode())
    assert arrived(answer)["x-envoy-external-address"] == "198.51.100.7"


@pytest.mark.parametrize(
    "headers", [{}, {"x_forwarded_for": "nonsense"}, {"x_forwarded_for": "198.51.100.7:x"}]
)
def test_a_hop_that_names_nobody_is_the_client_itself(behind, headers):
    seen = arrived(behind.ask("GET", "/v1/products", **headers))
    assert seen.get("x-envoy-external-address", "127.0.0.1") == "127.0.0.1"


@pytest.mark.parametrize(
    "name", ["x_user_id", "x_forwarded_host", "x_envoy_external_address", "x_forwarded_fo"]
)
def test_a_hop_passes_on_nothing_else(behind, name):
    assert "victim" not in str(arrived(behind.ask("GET", "/v1/products", **{name: "victim"})))


def test_addresses_have_buckets_of_their_own(behind):
    for client in ("198.51.100.1", "2001:db8::1", "10.1.2.3"):
        chains = [f"203.0.113.{number}, {client}" for number in range(5)]
        answers = [behind.ask("GET", "/v1/search", x_forwarded_for=chain).status for chain in chains]
        assert answers == [200, 200, 200, 429, 429]


def test_one_network_of_ipv6_is_one_client(behind):
    clients = [f"2001:db8:1::{number}" for number in range(1, 5)]
    answers = [behind.ask("GET", "/v1/search", x_forwarded_for=client).status for client in clients]
    assert answers == [200, 200, 200, 429]
    assert behind.ask("GET", "/v1/search", x_forwarded_for="2001:db8:1:1::1").status == 200


def test_the_log_has_the_clients_address(behind):
    behind.ask("GET", "/v1/products?x=1", x_forwarded_for="198.51.100.99")
    behind.eventually(lambda: '"address":"198.51.100.99"' in behind.log())


def test_over_the_most_connections_new_ones_are_closed(make_gateway, services, issuer):
    gateway = make_gateway(services, routes=ROUTES, GATEWAY_CONNECTIONS="5").start().ready(issuer)
    with contextlib.ExitStack() as held:
        for _ in range(5):
            held.enter_context(socket.create_connection(("127.0.0.1", gateway.port)))
        gateway.eventually(lambda: not is_served(gateway))
    gateway.eventually(lambda: is_served(gateway))


def is_served(gateway) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return gateway.ask("GET", "/v1/products").status == 200
    return False


def test_without_memory_requests_are_503(make_gateway, services):
    gateway = make_gateway(services, routes=ROUTES, GATEWAY_HEAP_MIB="1")
    gateway.spawn("run")
    gateway.eventually(lambda: is_overloaded(gateway))
    answer = gateway.ask("GET", "/v1/products")
    assert answer.is_problem(503, "unavailable")
    assert answer.headers["retry-after"] == "1"


def is_overloaded(gateway) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return gateway.ask("GET", "/nothing").status == 503
    return False
