"""HTTP/2, in clear text and over TLS: the same policies, the same problems, nothing smuggled."""

import contextlib
import json
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.events import ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset

ROUTES = """
defaults: {timeout: 5s, body: 16KiB, per_address: 100000/s, per_subject: 100000/s}
services:
  users:
    /v1/me: {GET: optional}
  orders:
    /v1/orders: {GET: customer}
  support:
    /v1/support/tickets: {GET: customer}
  catalog:
    /v1/products: {GET: public}
"""


@dataclass
class Stream:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_over: bool = False


class Connection(H2Connection):
    """Streams that were begun go on after GOAWAY (RFC 9113 6.8); the library would close them."""

    def _receive_goaway_frame(self, frame):
        found = super()._receive_goaway_frame(frame)
        self.state_machine.state = ConnectionState.CLIENT_OPEN
        return found


class Http2:
    """One connection of a client that sends what it is told, also what no library would."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket = tls.wrap_socket(plain, server_hostname="127.0.0.1") if tls else plain
        quiet = {"validate_outbound_headers": False, "normalize_outbound_headers": False}
        self.connection = Connection(H2Configuration(header_encoding="utf-8", **quiet))
        self.streams: dict[int, Stream] = {}
        self.is_over = False
        self.connection.initiate_connection()
        self.socket.sendall(self.connection.data_to_send())

    def __enter__(self) -> "Http2":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, method: str, path: str, *more: tuple[str, str], body: bytes | None = None) -> Stream:
        """With a body, the stream stays open as if more were to come."""
        head = [(":method", method), (":scheme", "http"), (":authority", "shop"), (":path", path), *more]
        return self.send_head(head, body=body)

    def send_head(self, head: list[tuple[str, str]], *, body: bytes | None = None) -> Stream:
        number = self.connection.get_next_available_stream_id()
        stream = self.streams[number] = Stream()
        self.connection.send_headers(number, head, end_stream=body is None)
        self.socket.sendall(self.connection.data_to_send())
        while body and not stream.is_over and not self.is_over:
            room = min(self.connection.local_flow_control_window(number), 16_384)
            if not room:
                self.receive()
                continue
            self.connection.send_data(number, body[:room])
            body = body[room:]
            self.socket.sendall(self.connection.data_to_send())
        return stream

    def ask(self, method: str, path: str, *more: tuple[str, str], body: bytes | None = None) -> Stream:
        return self.wait(self.send(method, path, *more, body=body))

    def wait(self, stream: Stream) -> Stream:
        while not stream.is_over and not self.is_over:
            self.receive()
        return stream

    def receive(self) -> None:
        received = b""
        with contextlib.suppress(ConnectionError):
            received = self.socket.recv(65536)
        self.is_over = not received
        for event in self.connection.receive_data(received) if received else []:
            stream = self.streams.get(getattr(event, "stream_id", 0) or 0, Stream())
            if isinstance(event, ResponseReceived):
                stream.headers = dict(event.headers)
                stream.status = int(stream.headers[":status"])
            elif isinstance(event, DataReceived):
                stream.body += event.data
                self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, StreamEnded | StreamReset):
                stream.is_over = True
            elif isinstance(event, ConnectionTerminated):
                self.is_over = bool(event.error_code)
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(self.connection.data_to_send())


def is_problem(stream: Stream, status: int, name: str) -> bool:
    assert (stream.status, stream.headers["content-type"]) == (status, "application/problem+json")
    problem = json.loads(stream.body)
    assert (problem["status"], problem["type"]) == (status, f"/problems/{name}")
    return True


def test_the_policies_are_the_same(edge, issuer):
    signed_in = ("authorization", f"Bearer {issuer.token()}")
    with Http2(edge.port) as client:
        assert json.loads(client.ask("GET", "/v1/products").body)["service"] == "catalog"
        assert client.ask("GET", "/v1/orders", signed_in).status == 200
        assert is_problem(client.ask("GET", "/v1/orders"), 401, "unauthenticated")
        assert is_problem(client.ask("GET", "/v1/admin/orders", signed_in), 403, "forbidden")
        assert is_problem(client.ask("GET", "/nothing"), 404, "not-found")
        assert is_problem(client.ask("DELETE", "/v1/orders"), 405, "method-not-allowed")
        assert is_problem(client.ask("GET", "/v1/products/%2e%2e%2fadmin"), 400, "malformed-request")
        assert is_problem(client.ask("POST", "/v1/auth/login", body=b"a" * 65_537), 413, "body-too-large")


def test_many_requests_share_a_connection(edge):
    with Http2(edge.port) as client:
        streams = [client.send("GET", f"/v1/products?n={number}") for number in range(50)]
        for number, stream in enumerate(streams):
            assert json.loads(client.wait(stream).body)["path"] == f"/v1/products?n={number}"


def test_reloads_end_no_request_and_move_open_connections(make_gateway, services, issuer):
    gateway = make_gateway(services, routes=ROUTES, GATEWAY_TLS="self-signed").start().ready(issuer)
    file, served, stop = gateway.state.parent / "routes.yaml", [], threading.Event()

    def load() -> None:
        with Http2(gateway.port, gateway.trusting()) as client:
            while not stop.is_set():
                streams = [client.send("GET", "/v1/products") for _ in range(10)]
                served.extend(client.wait(stream).status for stream in streams)

    with ThreadPoolExecutor(1) as pool, Http2(gateway.port, gateway.trusting()) as old:
        loading = pool.submit(load)
        try:
            for search, status in [("public", 200), ("customer", 401)] * 2 + [(None, 404)]:
                line = f"    /v1/search: {{GET: {search}}}\n" if search else ""
                file.write_text(ROUTES + line)
                assert gateway.command("reload").returncode == 0
                assert old.ask("GET", "/v1/search").status == status
        finally:
            stop.set()
        loading.result()
    assert len(served) > 200
    assert set(served) == {200}


def test_what_is_under_way_is_answered_before_the_end(make_gateway, services, issuer):
    gateway = make_gateway(services, routes=ROUTES, GATEWAY_DRAIN_SECONDS="3").start().ready(issuer)
    with Http2(gateway.port) as client:
        streams = [client.send("GET", f"/v1/products?sleep=0.8&end={number}") for number in range(5)]
        gateway.eventually(lambda: sum("&end=" in each["path"] for each in services["catalog"].seen) == 5)
        gateway.processes[0].terminate()
        assert [client.wait(stream).status for stream in streams] == [200] * 5
        while not client.is_over:
            client.receive()
    assert gateway.processes[0].wait(5) == 0


def test_no_more_streams_than_a_hundred_at_once(edge):
    with Http2(edge.port) as client:
        client.ask("GET", "/v1/products")
        assert client.connection.remote_settings.max_concurrent_streams == 100


SMUGGLED = [
    [("x-user-id", "victim\r\nx-other: 1")],
    [("a", "b\x00c")],
    [("A", "b")],
    [("a b", "c")],
    [("a:b", "c")],
    [("connection", "close")],
    [("transfer-encoding", "chunked")],
    [("upgrade", "websocket")],
    [("x_user_id", "victim")],
    [(":path", "/v1/admin/orders")],
    [(":protocol", "websocket")],
    [(":authority", "other")],
    [("content-length", "5")],
]


@pytest.mark.parametrize("more", SMUGGLED)
def test_what_could_be_smuggled_reaches_nobody(edge, services, more):
    services["catalog"].seen.clear()
    with Http2(edge.port) as client:
        assert client.ask("GET", "/v1/products", *more).status in (0, 400)
    assert services["catalog"].seen == []


STRANGE = [
    [(":method", "CONNECT"), (":authority", "orders:80")],
    [
        (":method", "CONNECT"),
        (":authority", "a"),
        (":scheme", "http"),
        (":path", "/"),
        (":protocol", "websocket"),
    ],
    [(":method", "GET"), (":scheme", "http"), (":authority", "a")],
    [(":method", "GET"), (":scheme", "http"), (":path", "/v1/products")],
    [(":method", "GET"), (":scheme", "http"), (":authority", "a b"), (":path", "/v1/products")],
    [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "v1/products")],
    [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "")],
    [(":method", ""), (":scheme", "http"), (":authority", "a"), (":path", "/v1/products")],
    [(":scheme", "http"), (":authority", "a"), (":path", "/v1/products")],
]


@pytest.mark.parametrize("head", STRANGE)
def test_a_request_without_its_parts_is_refused(edge, services, head):
    services["catalog"].seen.clear()
    with Http2(edge.port) as client:
        assert client.wait(client.send_head(head)).status in (0, 400)
    assert services["catalog"].seen == []
    assert edge.ask("GET", "/v1/products").status == 200


def test_too_many_or_too_large_headers_are_431(edge):
    for more in ([("a", "b")] * 200, [("a", "b" * 60_000)], [(f"a{n}", "b" * 500) for n in range(90)]):
        with Http2(edge.port) as client:
            assert client.ask("GET", "/v1/products", *more).status in (0, 431)


def test_a_slow_body_is_408_and_holds_nobody_up(edge):
    with Http2(edge.port) as client:
        slow = client.send("POST", "/v1/auth/login", body=b"a")
        assert client.ask("GET", "/v1/products").status == 200
        assert is_problem(client.wait(slow), 408, "request-timeout")
        assert client.ask("GET", "/v1/products").status == 200
