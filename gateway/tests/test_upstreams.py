"""Services that are slow, broken, dead or back again; and how much of them one caller may use."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROUTES = """
defaults: {timeout: 400ms, body: 16KiB, per_address: 100000/s, per_subject: 100000/s}
services:
  catalog:
    /v1/products: {GET: public, POST: public}
    /v1/search: {GET: public, per_address: 3/min}
  users:
    /v1/auth/login: {POST: public, per_address: 20/min}
    /v1/me: {GET: optional, per_subject: 2/min}
  orders:
    /v1/orders: {GET: customer, per_subject: 5/h}
  support:
    /v1/support/tickets: {GET: customer}
"""


@pytest.fixture(scope="module")
def small(make_gateway, services, issuer):
    return make_gateway(services, routes=ROUTES).start().ready(issuer)


def test_a_slow_service_is_504_within_the_routes_timeout(small):
    started = time.monotonic()
    assert small.ask("GET", "/v1/products?sleep=1").is_problem(504, "gateway-timeout")
    assert time.monotonic() - started < 0.7


def test_an_answer_that_is_no_http_is_502(small):
    assert small.ask("POST", "/v1/products?garbage=1").is_problem(502, "bad-gateway")


@pytest.mark.parametrize("status", [400, 404, 409, 500, 503])
def test_a_services_own_errors_pass_untouched(small, status):
    answer = small.ask("POST", f"/v1/products?status={status}")
    assert (answer.status, answer.json["service"]) == (status, "catalog")


def test_a_read_is_tried_again_a_write_is_not(small, services):
    assert small.ask("GET", "/v1/products?first=503&read").status == 200
    assert small.ask("POST", "/v1/products?first=503&write").status == 503
    tried = [each["path"] for each in services["catalog"].seen]
    assert tried.count("/v1/products?first=503&read") == 2
    assert tried.count("/v1/products?first=503&write") == 1


def test_a_dead_service_is_503_and_used_again_within_a_second_others_unaffected(
    make_gateway, fresh_services, issuer
):
    gateway = make_gateway(fresh_services).start().ready(issuer)
    fresh_services["orders"].stop()
    for _ in range(10):
        started = time.monotonic()
        answer = gateway.ask("GET", "/v1/orders", issuer.token())
        assert answer.is_problem(503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert time.monotonic() - started < 0.5
        assert gateway.ask("GET", "/v1/products").status == 200
        time.sleep(0.05)
    fresh_services["orders"].start()
    gateway.until(200, "GET", "/v1/orders", issuer, seconds=1.5)


def test_a_service_that_says_it_is_not_ready_is_left_alone(make_gateway, fresh_services, issuer):
    gateway = make_gateway(fresh_services).start().ready(issuer)
    fresh_services["catalog"].ready = False
    gateway.until(503, "GET", "/v1/products")
    fresh_services["catalog"].seen.clear()
    assert gateway.ask("GET", "/v1/products").is_problem(503, "unavailable")
    assert fresh_services["catalog"].seen == []


@pytest.fixture
def twins(make_gateway, fresh_services, issuer):
    """A catalog of two hosts, and a gateway before them."""
    second = type(fresh_services["catalog"])("second").start()
    both = f"{fresh_services['catalog'].url},{second.url}"
    gateway = make_gateway(fresh_services, routes=ROUTES, CATALOG_URL=both).start().ready(issuer)
    gateway.eventually(lambda: second.name in {served_by(gateway) for _ in range(8)})
    yield gateway, fresh_services["catalog"], second
    second.stop()


def served_by(gateway, path="/v1/products") -> str:
    answer = gateway.ask("POST", path)
    return answer.json["service"] if answer.status == 200 else str(answer.status)


def test_a_host_that_fails_while_its_twin_does_not_rests(twins):
    gateway, first, second = twins
    second.broken = True
    assert [gateway.ask("GET", "/v1/products").status for _ in range(8)] == [200] * 8
    gateway.eventually(lambda: {served_by(gateway) for _ in range(10)} == {first.name})
    second.broken = False
    gateway.eventually(lambda: second.name in {served_by(gateway) for _ in range(4)}, seconds=10)


def test_a_dead_host_is_not_missed(twins):
    gateway, first, second = twins
    first.stop()
    assert {served_by(gateway) for _ in range(20)} == {second.name}


def test_the_only_host_never_rests(small):
    """A route that always fails must not take the others along."""
    assert [small.ask("POST", "/v1/products?status=503").status for _ in range(20)] == [503] * 20
    assert small.ask("POST", "/v1/products").status == 200


def test_more_at_once_than_a_service_may_have_is_503_at_once(make_gateway, services, issuer):
    gateway = make_gateway(services, GATEWAY_SERVICE_REQUESTS="2").start().ready(issuer)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: gateway.ask("POST", f"/v1/auth/login?sleep=1&n={n}"), range(8)))
        refused = [answer for answer in answers if answer.status == 503]
        assert {answer.status for answer in answers} == {200, 503}
        assert len(refused) >= 4
        for answer in refused:
            assert answer.is_problem(503, "unavailable")
            assert answer.headers["retry-after"] == "1"
        assert gateway.ask("GET", "/v1/products").status == 200


FROZEN = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_frozen_service_is_504_within_the_timeout_then_503_then_back(make_gateway, services, issuer):
    port = type(services["catalog"])("frozen").port
    with subprocess.Popen([sys.executable, "-c", FROZEN, str(port)]) as frozen:
        address = f"http://127.0.0.1:{port}"
        try:
            gateway = make_gateway(services, routes=ROUTES, CATALOG_URL=address).start().ready(issuer)
            frozen.send_signal(signal.SIGSTOP)
            gateway.eventually(lambda: state(frozen.pid) == "T")
            started = time.monotonic()
            assert gateway.ask("GET", "/v1/products").is_problem(504, "gateway-timeout")
            assert time.monotonic() - started < 0.8
            assert gateway.ask("GET", "/v1/orders", issuer.token()).status == 200
            gateway.until(503, "GET", "/v1/products", seconds=15)
            started = time.monotonic()
            assert gateway.ask("GET", "/v1/products").headers["retry-after"] == "1"
            assert time.monotonic() - started < 0.2
            frozen.send_signal(signal.SIGCONT)
            gateway.until(200, "GET", "/v1/products")
        finally:
            frozen.send_signal(signal.SIGCONT)
            frozen.terminate()


def test_over_the_address_limit_is_429_and_says_when_to_come_back(small):
    answers = [small.ask("GET", "/v1/search", x_forwarded_for=f"203.0.113.{i}") for i in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].is_problem(429, "too-many-requests")
    assert answers[-1].headers["retry-after"] == "20"
    assert answers[-1].headers["ratelimit"] == '"address";r=0;t=20'
    assert answers[-1].headers["ratelimit-policy"] == '"address";q=3;w=60'
    assert small.ask("GET", "/v1/products").status == 200


def test_every_answer_of_a_route_with_its_own_limit_tells_what_is_left(make_gateway, services, issuer):
    gateway = make_gateway(services, routes=ROUTES).start().ready(issuer)
    answers = [gateway.ask("GET", f"/v1/search?status={status}") for status in (200, 404, 500)]
    assert [answer.headers["ratelimit"] for answer in answers] == [
        f'"address";r={left}' for left in (2, 1, 0)
    ]
    token = issuer.token(sub="counted")
    answer = gateway.ask("GET", "/v1/me", token)
    assert answer.headers.get_all("ratelimit") == ['"subject";r=1']
    assert answer.headers.get_all("ratelimit-policy") == ['"subject";q=2;w=60']
    assert not [name for name in answer.headers if name.startswith("x-ratelimit")]


def test_a_limit_that_was_not_asked_is_not_told(small, issuer):
    for answer in (
        small.ask("GET", "/v1/me"),
        small.ask("GET", "/v1/orders"),
        small.ask("GET", "/v1/products"),
    ):
        assert "ratelimit" not in answer.headers
        assert not [name for name in answer.headers if name.startswith("x-ratelimit")]


def test_each_of_many_subjects_has_a_limit_of_its_own(small, issuer):
    tokens = [issuer.token(sub=f"subject-{number}") for number in range(60)]
    for _ in range(5):
        assert [small.ask("GET", "/v1/orders", token).status for token in tokens] == [200] * 60
    assert [small.ask("GET", "/v1/orders", token).status for token in tokens] == [429] * 60
    refused = small.ask("GET", "/v1/orders", tokens[0])
    assert refused.headers["ratelimit"] == '"subject";r=0;t=720'


def test_who_carries_no_token_has_no_subject_limit_and_a_bad_token_is_401(small, issuer):
    assert [small.ask("GET", "/v1/me").status for _ in range(4)] == [200] * 4
    token = issuer.token(sub="somebody")
    assert [small.ask("GET", "/v1/me", token).status for _ in range(3)] == [200, 200, 429]
    assert small.ask("GET", "/v1/me", issuer.token(exp=1)).is_problem(401, "invalid-token")


def test_limits_can_be_multiplied_for_a_load_test(make_gateway, services, issuer):
    gateway = make_gateway(services, routes=ROUTES, GATEWAY_LIMIT_SCALE="10").start().ready(issuer)
    answers = [gateway.ask("GET", "/v1/search").status for _ in range(31)]
    assert answers == [200] * 30 + [429]
