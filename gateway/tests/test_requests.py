"""What a client may send: what could mean two things is refused, or made plain before a service sees it."""

import json
import time
import uuid

import pytest

TWO_READINGS = [
    "/v1/products/..%2fadmin%2forders",
    "/v1/products/%2F",
    "/v1/products/%5c",
    "/v1/products/a%00",
    "/v1/products/a%252e%252e",
    "//v1/products",
    "/v1//products",
    "/v1/products;a=1",
    "/v1/products/x;jsessionid=1",
    "/v1/products/..x;/admin/orders",
    "/nothing;x",
    "/v1/products/%zz",
    "/v1/products/%2",
    "/v1/products/%ff",
    "/v1/products/%c0%af",
    "/v1/products/%e0%80%af",
    "/v1/products/%ed%a0%80",
    "/v1/products/%f5%80%80%80",
    "/v1/products/%0d%0aset-cookie:a",
    "/v1/products/%7f",
    "/v1/products#/v1/admin",
]

ONE_READING = [
    ("/v1/products/%61b", "/v1/products/ab"),
    ("/v1/x/../products", "/v1/products"),
    ("/v1/./products", "/v1/products"),
    ("/v1/products/<a>", "/v1/products/%3Ca%3E"),
    ("/v1/products/caf%C3%A9", "/v1/products/caf%C3%A9"),
    ("/v1/products?q=a;b//c%2f..", "/v1/products?q=a;b//c%2f.."),
]

DOTS = [
    "/v1/products/../admin/orders",
    "/v1/products/%2e%2e/admin/orders",
    "/v1/products/.%2E/admin/orders",
    "/../v1/admin/orders",
    "/v1/products/..\\admin\\orders",
    "/v1/products/..;/admin/orders",
]

TRUSTED = [
    "X-User-Id",
    "x-user-roles",
    "X-Forwarded-Host",
    "x-forwarded-prefix",
    "x-real-ip",
    "X-Original-URL",
    "x-rewrite-url",
    "x-client-cert",
    "x-http-method-override",
    "x-envoy-retry-on",
    "x-envoy-upstream-rq-timeout-ms",
    "x-envoy-original-path",
    "x-envoy-internal",
    "x-timeout-ms",
    "forwarded",
    "via",
    "true-client-ip",
    "cf-connecting-ip",
]


@pytest.mark.parametrize("path", TWO_READINGS)
def test_a_path_with_two_readings_is_400(edge, services, path):
    services["catalog"].seen.clear()
    answer = edge.send(f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
    assert answer.is_problem(400, "malformed-request")
    assert services["catalog"].seen == []


@pytest.mark.parametrize(("path", "reached"), ONE_READING)
def test_a_path_with_one_reading_arrives_in_its_plain_form(edge, path, reached):
    assert edge.ask("GET", path).json["path"] == reached


@pytest.mark.parametrize("path", DOTS)
def test_dots_are_resolved_before_the_policy(edge, path):
    assert edge.send(f"GET {path} HTTP/1.1\r\nhost: x\r\n\r\n".encode()).is_problem(401, "unauthenticated")


@pytest.mark.parametrize("name", TRUSTED)
def test_a_header_a_service_might_trust_never_arrives(edge, name):
    headers = edge.ask("GET", "/v1/products", **{name: "victim"}).json["headers"]
    assert "victim" not in [value for _, value in headers]


def test_the_client_address_is_the_peer(edge):
    headers = dict(edge.ask("GET", "/v1/products", x_forwarded_for="203.0.113.9").json["headers"])
    assert "203.0.113.9" not in str(headers)
    assert headers["x-forwarded-proto"] == "http"


def test_the_host_a_client_makes_up_stays_outside(edge):
    assert (
        dict(edge.ask("GET", "/v1/products", host="evil.example").json["headers"])["host"] == "127.0.0.1:8080"
    )


@pytest.mark.parametrize("sent", [None, "made-up", str(uuid.UUID(int=7))])
@pytest.mark.parametrize("path", ["/v1/products", "/v1/orders", "/nothing"])
def test_every_answer_has_a_request_id_of_the_gateway(edge, sent, path):
    answer = edge.ask("GET", path, **({"x_request_id": sent} if sent else {}))
    assert uuid.UUID(answer.headers["x-request-id"]).version == 4
    assert answer.headers["x-request-id"] != sent
    if path == "/v1/products":
        assert dict(answer.json["headers"])["x-request-id"] == answer.headers["x-request-id"]


def test_a_trace_is_continued(edge):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert dict(edge.ask("GET", "/v1/products", traceparent=trace).json["headers"])["traceparent"] == trace


def test_long_answers_are_compressed_and_keep_their_etag(edge):
    for coding in ("gzip", "br"):
        answer = edge.ask("GET", "/v1/products?text=1", accept_encoding=coding)
        assert (answer.headers["content-encoding"], answer.headers["etag"]) == (coding, 'W/"1"')
        assert len(answer.body) < 500
    assert edge.ask("GET", "/v1/products?text=1").headers["etag"] == '"1"'


def test_the_log_has_one_json_line_a_request_without_query_or_token(edge, issuer):
    token = issuer.token(sub="somebody")
    answer = edge.ask("GET", "/v1/orders/7?secret=canary", token)
    edge.ask("GET", "/v1/products", x_flush="1")
    line = None
    for _ in range(200):
        lines = [json.loads(each) for each in edge.log().splitlines() if each.startswith("{")]
        line = next(
            (each for each in lines if each.get("request_id") == answer.headers["x-request-id"]), None
        )
        if line:
            break
        time.sleep(0.05)
    assert line["path"] == "/v1/orders/7"
    assert (line["route"], line["status"], line["subject"]) == ("GET /v1/orders/{id}", 200, "somebody")
    assert "canary" not in edge.log()
    assert token.split(".")[2] not in edge.log()
