"""Services that are slow, broken, dead or back again; and how much of them one caller may use."""

import time

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


def test_over_the_address_limit_is_429_and_says_when_to_come_back(small):
    answers = [small.ask("GET", "/v1/search", x_forwarded_for=f"203.0.113.{i}") for i in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].is_problem(429, "too-many-requests")
    assert answers[-1].headers["retry-after"] == "20"
    assert answers[-1].headers["ratelimit"] == '"address";r=0;t=20'
    assert answers[-1].headers["ratelimit-policy"] == '"address";q=3;w=60'
    assert small.ask("GET", "/v1/products").status == 200


def test_each_of_many_subjects_has_a_limit_of_its_own(small, issuer):
    tokens = [issuer.token(sub=f"subject-{number}") for number in range(30)]
    for _ in range(5):
        assert [small.ask("GET", "/v1/orders", token).status for token in tokens] == [200] * 30
    assert [small.ask("GET", "/v1/orders", token).status for token in tokens] == [429] * 30
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
