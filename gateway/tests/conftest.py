"""A real Envoy between real sockets: small services that echo what reached them, tokens, gateways."""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway import envoy
from gateway.loader import DEFAULT_ROUTES

SERVICES = ("catalog", "users", "orders", "support")
TEXT = json.dumps({"text": "the same words again and again " * 100}).encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(true: Callable[[], bool], *, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


class Echo(BaseHTTPRequestHandler):
    """Answers with what it got. The query may ask for a status, a delay, a long text or a broken answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: "Service"

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle_one_request()

    def answer(self) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if length else b""
        if address.path == "/health/ready":
            return self.send(200 if self.service.ready else 503, b"{}")
        seen = {
            "method": self.command,
            "path": self.path,
            "headers": self.headers.items(),
            "body": body.decode(),
        }
        self.service.seen.append(seen)
        if self.service.broken:
            return self.send(503, b"{}")
        wish = {key: values[0] for key, values in parse_qs(address.query).items()}
        threading.Event().wait(float(wish.get("sleep", 0)))
        if "garbage" in wish:
            self.wfile.write(b"this is no HTTP\r\n\r\n")
            self.close_connection = True
        elif "first" in wish and sum(each["path"] == self.path for each in self.service.seen) == 1:
            self.send(int(wish["first"]), b"{}")
        elif address.path == "/.well-known/jwks.json":
            self.send(200, self.service.key_set)
        elif "text" in wish:
            kept = {"cache-control": wish["cache"]} if "cache" in wish else {}
            self.send(200, TEXT, {"etag": '"1"', "content-type": "application/json", **kept})
        else:
            self.send(
                int(wish.get("status", 200)), json.dumps(seen | {"service": self.service.name}).encode()
            )

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, handler: type[Echo]) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.connections: list[socket.socket] = []

    def process_request(self, request: Any, address: Any) -> None:
        self.connections.append(request)
        super().process_request(request, address)

    def die(self) -> None:
        """Like a killed process: no one listens, and every connection is cut."""
        self.shutdown()
        self.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Service:
    name: str
    port: int = field(default_factory=free_port)
    seen: list[dict[str, Any]] = field(default_factory=list)
    key_set: bytes = b""
    ready: bool = True
    broken: bool = False
    _server: Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Service":
        handler = type("Handler", (Echo,), {"service": self})
        self._server = Server(self.port, handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.die()
            self._server = None


@dataclass
class Issuer:
    """The users service as far as tokens go."""

    url: str = "http://127.0.0.1:8080"
    kid: str = "k1"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))

    def key_set(self, *others: "Issuer") -> bytes:
        return json.dumps({"keys": [each.public() for each in (self, *others)]}).encode()

    def public(self) -> dict[str, Any]:
        return {**self.key.as_dict(private=False), "kid": self.kid, "alg": "ES256", "use": "sig"}

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.url, "sub": "0198-account", "aud": "zoco", "iat": now, "exp": now + 300}
        return {
            key: value for key, value in (claims | {"permissions": []} | changes).items() if value is not None
        }

    def token(self, *permissions: str, kid: str | None = None, typ: str = "at+jwt", **changes: Any) -> str:
        claims = self.claims(**({"permissions": list(permissions)} | changes))
        return jwt.encode({"alg": "ES256", "typ": typ, "kid": kid or self.kid}, claims, self.key)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def is_problem(self, status: int, name: str) -> bool:
        """The shape every error of the shop has."""
        problem = self.json
        assert (self.status, problem["status"], problem["type"]) == (status, status, f"/problems/{name}"), (
            problem
        )
        assert self.headers["content-type"] == "application/problem+json"
        assert problem["request_id"] == self.headers["x-request-id"]
        assert problem["title"]
        assert set(problem) <= {"type", "title", "status", "instance", "request_id"}
        return True


@dataclass
class Gateway:
    state: Path
    environment: dict[str, str]
    port: int
    is_shared: bool = False
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "gateway", *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )

    def spawn(self, name: str) -> "subprocess.Popen[bytes]":
        with (self.state.parent / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "gateway", name], env=self.environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def start(self, *, keys: bool = True) -> "Gateway":
        process = self.spawn("run")
        if keys:
            self.spawn("keys")
        eventually(lambda: self.answers() or process.poll() is not None, seconds=20)
        assert process.poll() is None, self.log()
        return self

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/nothing").status == 404
        return False

    def ready(self, who: Issuer) -> "Gateway":
        """Wait for the keys and for the services' first health check."""
        for path in ("/v1/orders", "/v1/products", "/v1/me", "/v1/support/tickets"):
            self.until(200, "GET", path, who)
        return self

    def until(
        self, status: int, method: str, path: str, who: Issuer | None = None, *, seconds: float = 5
    ) -> float:
        """Ask until the answer has this status, with a new token each time; the seconds it took."""
        started = time.monotonic()

        def answered() -> bool:
            return self.ask(method, path, who.token() if who else None).status == status

        eventually(answered, seconds=seconds)
        return time.monotonic() - started

    def log(self, name: str = "run") -> str:
        return (self.state.parent / f"{name}.log").read_text()

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=10)
        self.processes.clear()

    eventually = staticmethod(eventually)

    def connect(self) -> http.client.HTTPConnection:
        if not self.environment.get("GATEWAY_TLS"):
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=15, context=self.trusting("http/1.1")
        )

    def trusting(self, *protocols: str) -> ssl.SSLContext:
        """A client's side of TLS that trusts the certificate which lies there right now."""
        given = self.environment["GATEWAY_TLS"]
        folder = self.state / "tls/self-signed" if given == "self-signed" else Path(given)
        context = ssl.create_default_context(cafile=str(folder / "tls.crt"))
        context.set_alpn_protocols(protocols or ("h2", "http/1.1"))
        return context

    def ask(
        self, method: str, path: str, token: str | None = None, *, body: Any = None, **headers: str
    ) -> Answer:
        """Header names are written with underscores here: x_user_id is sent as x-user-id."""
        connection = self.connect()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        try:
            connection.request(
                method, path, body=body, headers=sent, encode_chunked=not isinstance(body, bytes)
            )
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def send(self, raw: bytes, *, seconds: float = 5.0) -> Answer:
        """Bytes no client library would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(raw)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="session")
def services(issuer: Issuer) -> Iterator[dict[str, Service]]:
    found = {name: Service(name).start() for name in SERVICES}
    found["users"].key_set = issuer.key_set()
    yield found
    for service in found.values():
        service.stop()


@pytest.fixture(scope="session")
def gateways() -> Iterator[list[Gateway]]:
    made: list[Gateway] = []
    yield made
    for gateway in made:
        gateway.stop()


@pytest.fixture(scope="module", autouse=True)
def few_at_once(gateways: list[Gateway]) -> Iterator[None]:
    """Each polls keys and asks for health: all of them until the end would be a load of their own."""
    before = len(gateways)
    yield
    for gateway in gateways[before:]:
        if not gateway.is_shared:
            gateway.stop()


@pytest.fixture(scope="session")
def make_gateway(tmp_path_factory: pytest.TempPathFactory, gateways: list[Gateway]) -> Callable[..., Gateway]:
    def make(
        services: dict[str, Service], *, folder: str = "state", routes: str = "", **settings: str
    ) -> Gateway:
        state = tmp_path_factory.mktemp("gateway") / folder
        port = free_port()
        file = DEFAULT_ROUTES
        if routes:
            file = state.parent / "routes.yaml"
            file.write_text(routes)
        environment = {
            "PATH": os.environ["PATH"],
            "GATEWAY_ROUTES": str(file),
            "GATEWAY_STATE": str(state),
            "GATEWAY_PORT": str(port),
            "GATEWAY_CLIENT_SECONDS": "2",
            "KEYS_REFRESH_SECONDS": "0.2",
            "ISSUER": "http://127.0.0.1:8080",
            "JWKS_URL": f"{services['users'].url}/.well-known/jwks.json",
            **{f"{name.upper()}_URL": service.url for name, service in services.items()},
            **settings,
        }
        gateways.append(Gateway(state, environment, port))
        return gateways[-1]

    return make


@pytest.fixture(scope="session")
def edge(make_gateway: Callable[..., Gateway], services: dict[str, Service], issuer: Issuer) -> Gateway:
    """One gateway with the shop's own routes, for every test that changes nothing."""
    gateway = make_gateway(services)
    gateway.is_shared = True
    return gateway.start().ready(issuer)


@pytest.fixture
def fresh_services(issuer: Issuer) -> Iterator[dict[str, Service]]:
    """Services a test may stop."""
    found = {name: Service(name).start() for name in SERVICES}
    found["users"].key_set = issuer.key_set()
    yield found
    for service in found.values():
        service.stop()


@pytest.fixture(scope="session")
def envoy_stat() -> Callable[[Gateway], envoy.Updates]:
    return lambda gateway: envoy.updates(gateway.state)
