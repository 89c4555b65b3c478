"""What a client may send: what could mean two things is refused, or made plain before a service sees it."""

import json
import socket
import time
import uuid

import pytest

HEAD = "GET /v1/products HTTP/1.1\r\nhost: x\r\n"


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


NO_PLAIN_HTTP = [
    (f"{HEAD}x_user_id: 1\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}content-length: 3\r\ncontent-length: 4\r\n\r\nabcd", 400, "malformed-request"),
    (f"{HEAD}content-length: -1\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}transfer-encoding: gzip\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}a: b\x00c\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}a : b\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD} folded: b\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products HTTP/1.1\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products HTTP/1.1\r\nhost: a,b\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products HTTP/1.1\r\nhost: a@b\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products HTTP/1.0\r\n\r\n", 400, "malformed-request"),
    ("nonsense\r\n\r\n", 400, "malformed-request"),
    ("PURGE /v1/products HTTP/1.1\r\nhost: x\r\n\r\n", 405, "method-not-allowed"),
    ("BREW /v1/products HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("CONNECT /v1/products HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("CONNECT orders:80 HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n", 404, "not-found"),
    (f"{HEAD}connection: upgrade\r\nupgrade: websocket\r\n\r\nearly", 400, "malformed-request"),
    (f"{HEAD}authorization: Bearer {'a' * 65536}\r\n\r\n", 431, "headers-too-large"),
    (HEAD + "a: b\r\n" * 10_000 + "\r\n", 431, "headers-too-large"),
    (f"GET /v1/products?{'a' * 100_000} HTTP/1.1\r\nhost: x\r\n\r\n", 431, "headers-too-large"),
]


@pytest.mark.parametrize(("raw", "status", "name"), NO_PLAIN_HTTP)
def test_a_request_that_is_no_plain_http_is_refused(edge, services, raw, status, name):
    services["catalog"].seen.clear()
    assert edge.send(raw.encode("latin-1")).is_problem(status, name)
    assert services["catalog"].seen == []


IGNORED = [
    "a: b\rc",
    "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAM",
    "upgrade: websocket",
    "connection: x-user-id\r\nkeep-alive: a",
]


@pytest.mark.parametrize("header", IGNORED)
def test_what_envoy_ignores_does_not_reach_a_service_either(edge, header):
    """A lone carriage return is dropped; h2c is not taken up, which RFC 9110 7.8 allows."""
    headers = dict(edge.send(f"{HEAD}{header}\r\n\r\n".encode()).json["headers"])
    assert not {"upgrade", "http2-settings", "keep-alive"} & headers.keys()
    assert headers.get("a", "bc") == "bc"


def test_a_body_over_the_limit_is_413_with_and_without_a_length(edge, issuer):
    just_right, too_large = b"a" * 64 * 1024, b"a" * (64 * 1024 + 1)
    assert edge.ask("POST", "/v1/orders", issuer.token(), body=just_right).status == 200
    assert edge.ask("POST", "/v1/orders", issuer.token(), body=too_large).is_problem(413, "body-too-large")
    assert edge.ask("POST", "/v1/orders", issuer.token(), body=iter([too_large])).is_problem(
        413, "body-too-large"
    )


def test_who_may_not_pass_is_told_so_before_the_body_is_read(edge):
    head = "POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 9999999\r\n\r\n"
    assert edge.send(head.encode()).is_problem(401, "unauthenticated")


def test_slow_clients_are_408_and_hold_nobody_up(edge):
    with (
        socket.create_connection(("127.0.0.1", edge.port)) as headers,
        socket.create_connection(("127.0.0.1", edge.port)) as body,
    ):
        headers.sendall(HEAD.encode())
        body.sendall(b"POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\na")
        started = time.monotonic()
        assert edge.ask("GET", "/v1/products").status == 200
        assert b" 408 " in headers.recv(100)
        assert b" 408 " in body.recv(100)
        assert 1.5 < time.monotonic() - started < 4


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
