"""What arrives on the wire: only plain HTTP, of a bounded size, in bounded time."""

import contextlib
import socket
import time

import pytest

HEAD = "GET /v1/products HTTP/1.1\r\nhost: x\r\n"
LOGIN = "POST /v1/auth/login HTTP/1.1\r\nhost: x\r\n"
CHUNKED = "transfer-encoding: chunked\r\n"

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
    ("GET /v1/products HTTP/1.2\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products\r\n\r\n", 400, "malformed-request"),
    ("get /v1/products HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    (f"{'A' * 300} /v1/products HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/pro ducts HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products\xff HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products?\xff HTTP/1.1\r\nhost: x\r\n\r\n", 400, "malformed-request"),
    ("GET /v1/products HTTP/1.1\r\nhost: \r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}: x\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}a(b): x\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}a\xff: x\r\n\r\n", 400, "malformed-request"),
    (f"{HEAD}a\r\n\r\n", 400, "malformed-request"),
    (f"{LOGIN}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400, "malformed-request"),
    (f"{LOGIN}transfer-encoding : chunked\r\n\r\n0\r\n\r\n", 400, "malformed-request"),
    (f"{LOGIN}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n", 400, "malformed-request"),
    (f"{LOGIN}{CHUNKED}{CHUNKED}\r\n0\r\n\r\n", 400, "malformed-request"),
    (f"{LOGIN}{CHUNKED}\r\nffffffffffffffffff\r\n", 400, "malformed-request"),
    (f"{LOGIN}{CHUNKED}\r\n1;a\nb\r\na\r\n0\r\n\r\n", 400, "malformed-request"),
    (f"{LOGIN}{CHUNKED}\r\nzz\r\n", 400, "malformed-request"),
    (f"{LOGIN}content-length: +1\r\n\r\na", 400, "malformed-request"),
    (f"{LOGIN}content-length: 0x1\r\n\r\na", 400, "malformed-request"),
    (f"{LOGIN}content-length: 1, 1\r\n\r\na", 400, "malformed-request"),
    (f"{LOGIN}content-length: 1\r\ncontent-length: 1\r\n\r\na", 400, "malformed-request"),
    (f"{LOGIN}content-length: 99999999999999999999\r\n\r\na", 400, "malformed-request"),
    (f"{LOGIN}content-length: \r\n\r\na", 400, "malformed-request"),
    ("TRACE /v1/products HTTP/1.1\r\nhost: x\r\n\r\n", 405, "method-not-allowed"),
    (f"{HEAD}authorization: Bearer {'a' * 65536}\r\n\r\n", 431, "headers-too-large"),
    (HEAD + "a: b\r\n" * 10_000 + "\r\n", 431, "headers-too-large"),
    (f"GET /v1/products?{'a' * 100_000} HTTP/1.1\r\nhost: x\r\n\r\n", 431, "headers-too-large"),
]


@pytest.mark.parametrize(("raw", "status", "name"), NO_PLAIN_HTTP)
def test_a_request_that_is_no_plain_http_is_refused(edge, services, raw, status, name):
    for service in ("catalog", "users"):
        services[service].seen.clear()
    assert edge.send(raw.encode("latin-1")).is_problem(status, name)
    assert services["catalog"].seen == []
    assert "/v1/auth/login" not in [each["path"] for each in services["users"].seen]


MADE_PLAIN = [
    ("GET /v1/products HTTP/1.1\nhost: x\na: b\n\n", "b"),
    ("\r\n\r\n" + HEAD + "a: b\r\n\r\n", "b"),
    ("GET http://evil.example/v1/products HTTP/1.1\r\nhost: x\r\na: b\r\n\r\n", "b"),
    ("GET\t/v1/products\tHTTP/1.1\r\nhost: x\r\na: b\r\n\r\n", "b"),
    (HEAD + "a: b\r\n c\r\n\r\n", "b c"),
    (HEAD + "a: b\nx-user-id: 1\r\n\r\n", "b"),
    (HEAD + "a: b\rx-user-id: 1\r\n\r\n", "bx-user-id: 1"),
]


@pytest.mark.parametrize(("raw", "value"), MADE_PLAIN)
def test_an_unusual_spelling_reaches_a_service_in_the_usual_one(edge, raw, value):
    """So that no service reads it differently: one host, no forged header, no line within a line."""
    seen = edge.send(raw.encode()).json
    headers = dict(seen["headers"])
    assert (seen["path"], headers["host"], headers["a"]) == ("/v1/products", "127.0.0.1:8080", value)
    assert "x-user-id" not in headers


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


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"GET /v1/products HTTP/1.1\r\n", b"a"),
        (b"POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 999\r\n\r\n", b"a"),
    ],
)
def test_who_sends_a_byte_now_and_then_is_408_all_the_same(edge, start, drop):
    with socket.create_connection(("127.0.0.1", edge.port), timeout=0.2) as connection:
        connection.sendall(start)
        started, answer = time.monotonic(), b""
        while not answer and time.monotonic() - started < 5:
            with contextlib.suppress(TimeoutError):
                connection.sendall(drop)
                answer = connection.recv(100)
        assert b" 408 " in answer
        assert 1.5 < time.monotonic() - started < 4


def test_a_body_without_an_end_is_413(edge, services):
    services["users"].seen.clear()
    head = f"{LOGIN}{CHUNKED}\r\n".encode()
    with socket.create_connection(("127.0.0.1", edge.port), timeout=5) as connection:
        connection.sendall(head)
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                connection.sendall(b"400\r\n" + b"a" * 1024 + b"\r\n")
        with contextlib.suppress(ConnectionError):
            assert b" 413 " in connection.recv(100)
    assert "/v1/auth/login" not in [each["path"] for each in services["users"].seen]


def test_a_token_that_is_no_text_is_401(edge):
    raw = b"GET /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \xc3\xa9.\xff.x\r\n\r\n"
    assert edge.send(raw).is_problem(401, "invalid-token")
