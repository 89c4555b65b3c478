"""Real parts for a service's tests: PostgreSQL, Redis and SNS/SQS, a token issuer, the service over HTTP.

A service's `conftest.py` imports the fixtures it wants from here. Parts start once per run, in about a
second; each test has a database of its own, copied from a migrated one. Only the clock is fake.
"""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
import msgspec
import pytest
import uvicorn

from chassis import messaging, parts, topology
from chassis.clock import Clock
from chassis.database import Database
from chassis.events import Envelope, Event
from chassis.ids import new_id
from chassis.issuer import Issuer
from chassis.migrate import migrate
from chassis.process import Command, free_port, start, temporary_folder, until_ready
from chassis.service import Service

REGION = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
LOG_LEVEL = "warning"
KEPT_DATABASES = 8


class TurnedClock(Clock):
    """A clock that tests turn forward."""

    def __init__(self) -> None:
        super().__init__()
        self._turned = timedelta()

    def now(self) -> datetime:
        return super().now() + self._turned

    def advance(self, **duration: float) -> None:
        """`clock.advance(minutes=15)`"""
        self._turned += timedelta(**duration)


class Parts(msgspec.Struct):
    """Addresses of what runs for this test run."""

    folder: Path
    admin_dsn: str
    redis_url: str
    aws_url: str
    issuer: Issuer
    templates: dict[str, str] = {}
    databases: list[str] = []

    def environment(self) -> dict[str, str]:
        """What botocore reads in a child process."""
        return {"AWS_ENDPOINT_URL": self.aws_url, **REGION}


class Answer(msgspec.Struct):
    """An HTTP answer, read."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.content)

    @property
    def problem(self) -> str:
        """The problem's name, after the checks every problem must pass."""
        assert self.headers["content-type"] == "application/problem+json", self
        body = self.json
        assert {"type", "title", "status", "instance"} <= body.keys(), body
        assert body["status"] == self.status
        return str(body["type"]).removeprefix("/problems/")


class Client:
    """Calls a service, as somebody or as nobody."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str | None = None) -> None:
        self._session = session
        self.url = url
        self.token = token

    def acting(self, token: str | None) -> "Client":
        return Client(self._session, self.url, token)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.send("GET", path, headers=headers)

    async def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Answer:
        """`key` is the Idempotency-Key."""
        return await self.send(
            "POST", path, body, headers=headers | ({"Idempotency-Key": key} if key else {})
        )

    async def put(self, path: str, body: Any = None, **headers: str) -> Answer:
        return await self.send("PUT", path, body, headers=headers)

    async def send(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> Answer:
        """`body`: bytes go as they are, anything else as JSON. Underscores in header names become dashes."""
        sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, bytes):
            body = msgspec.json.encode(body)
            sent.setdefault("Content-Type", "application/json")
        async with self._session.request(
            method, self.url + path, data=body, headers=sent, allow_redirects=False
        ) as answer:
            lowered = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, lowered, await answer.read())


class Running(msgspec.Struct):
    """A service that answers over HTTP in this process."""

    service: Service
    http: Client
    db: Database
    clock: TurnedClock
    issuer: Issuer

    def as_account(self, account_id: UUID, *permissions: str, **claims: Any) -> Client:
        return self.http.acting(self.issuer.token(account_id, *permissions, **claims))

    def as_service(self, client_id: str, *scopes: str) -> Client:
        return self.http.acting(self.issuer.service_token(client_id, self.service.name, *scopes))

    async def published(self, *types: str) -> list[dict[str, Any]]:
        """The events announced so far (of these types), oldest first: type, of, version and body."""
        rows = await self.db.all(
            PublishedEvent,
            "SELECT type, aggregate_id, version, body FROM events "
            "WHERE cardinality($1::text[]) = 0 OR type = ANY($1) ORDER BY at, aggregate_id, version",
            list(types),
        )
        return [
            {"type": row.type, "of": row.aggregate_id, "version": row.version, **row.body} for row in rows
        ]

    async def deliver(self, *messages: Envelope) -> None:
        """Hand messages to the service as its queue would, in this order."""
        consumer = self.service.consumer(sqs=None)
        for message in messages:
            await consumer.handle(messaging.decode(messaging.encode(message)))


class PublishedEvent(msgspec.Struct):
    type: str
    aggregate_id: UUID
    version: int
    body: dict[str, Any]


def message(event: Event, *, of: UUID, version: int = 1, id: UUID | None = None) -> Envelope:
    """The message that another service would have sent."""
    return Envelope(
        id=id or new_id(),
        source=f"/{event.wire_name().partition('.')[0]}",
        type=event.wire_name(),
        subject=of,
        time=datetime.now(UTC),
        aggregateversion=version,
        correlationid=str(new_id()),
        data=msgspec.Raw(msgspec.json.encode(event)),
    )


@pytest.fixture(scope="session")
async def running_parts() -> AsyncIterator[Parts]:
    """PostgreSQL, Redis, SNS/SQS and the issuer, on free ports, gone with the test run."""
    with temporary_folder() as folder:
        async with contextlib.AsyncExitStack() as stack:
            issuer = await stack.enter_async_context(Issuer().serve())
            yield await _start_parts(folder, issuer, stack)


async def _start_parts(folder: Path, issuer: Issuer, stack: contextlib.AsyncExitStack) -> Parts:
    data = folder / "postgres"
    postgres, redis, aws = (free_port() for _ in range(3))
    await asyncio.to_thread(parts.postgres_init, data, durable=False)
    commands = {
        "postgres": parts.postgres_command(data, postgres, durable=False),
        "redis": parts.redis_command(folder / "redis", redis),
        "aws": parts.aws_command(folder / "aws", aws, durable=False),
    }
    dsn = parts.postgres_dsn(data, postgres)
    checks: dict[str, Callable[[], Awaitable[None]]] = {
        "postgres": lambda: parts.postgres_ready(dsn),
        "redis": lambda: parts.redis_ready(redis),
        "aws": lambda: parts.aws_ready(aws),
    }
    await asyncio.gather(*(process(name, commands[name], checks[name], folder, stack) for name in commands))
    return Parts(folder, dsn, f"redis://127.0.0.1:{redis}", f"http://127.0.0.1:{aws}", issuer)


async def process(
    name: str,
    command: Command,
    check: Callable[[], Awaitable[None]],
    folder: Path,
    stack: contextlib.AsyncExitStack,
) -> Any:
    """Start a part, wait until it is ready, and stop it when the stack closes."""
    log = folder / f"{name}.log"
    child = start(command, log=log, die_with_parent=True)
    stack.callback(_end, child, command)
    await until_ready(name, check, ended=child.poll, log=log)
    return child


def _end(child: Any, command: Command) -> None:
    if child.poll() is None:
        child.send_signal(command.stop_signal)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


async def new_database(running: Parts, name: str, migrations: Path) -> str:
    """The address of a fresh database with the migrations of `name` applied."""
    if name not in running.templates:
        template = f"{name}_template"
        running.templates[name] = await parts.create_database(running.admin_dsn, template, "test")
        await migrate(running.templates[name], migrations)
    fresh = f"{name}_{new_id().hex[-12:]}"
    connection = await asyncpg.connect(running.admin_dsn, ssl=False)
    try:
        await _drop_oldest(connection, running.databases)
        await connection.execute(
            f'CREATE DATABASE "{fresh}" TEMPLATE "{name}_template" OWNER "{name}_template" STRATEGY FILE_COPY'
        )
    finally:
        await connection.close()
    running.databases.append(fresh)
    return running.templates[name].rpartition("/")[0] + f"/{fresh}"


async def _drop_oldest(connection: "asyncpg.Connection[asyncpg.Record]", databases: list[str]) -> None:
    """What tests leave behind lies in memory. Who still uses one is connected to it, or has just got it."""
    unused = await connection.fetch(
        "SELECT datname FROM pg_database WHERE datname = ANY($1) EXCEPT SELECT datname FROM pg_stat_activity",
        databases[:-KEPT_DATABASES],
    )
    for (name,) in unused:
        with contextlib.suppress(asyncpg.ObjectInUseError):
            await connection.execute(f'DROP DATABASE "{name}"')
            databases.remove(name)


async def service_environment(
    running: Parts, name: str, migrations: Path, listens_to: list[str]
) -> dict[str, str]:
    """The environment of a service whose database, topic and queue are its own and new."""
    return await environment_of(running, name, await new_database(running, name, migrations), listens_to)


async def environment_of(
    running: Parts, name: str, database_url: str, listens_to: list[str]
) -> dict[str, str]:
    """The environment of a service on this database, with a topic and a queue of its own."""
    mark = new_id().hex[-8:]
    wanted: dict[str, list[str]] = {kind.partition(".")[0]: [] for kind in listens_to}
    addresses = await topology.ensure(
        wanted | {name: listens_to},
        prefix=f"{mark}-",
        endpoint_url=running.aws_url,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    return running.environment() | {
        "DATABASE_URL": database_url,
        "ISSUER": running.issuer.url,
        "JWKS_URL": f"{running.issuer.url}/.well-known/jwks.json",
        "TOKEN_URL": f"{running.issuer.url}/internal/oauth/token",
        "CLIENT_SECRET": "test-secret",
        "EVENTS_TOPIC_ARN": addresses[name].topic_arn,
        "QUEUE_URL": addresses[name].queue_url,
        "DEAD_LETTER_QUEUE_URL": addresses[name].dead_letter_queue_url,
        "LOG_LEVEL": LOG_LEVEL,
        "RECEIVE_WAIT_SECONDS": "1",
    }


class Peer(msgspec.Struct):
    """A service as a process of its own: a neighbour, or the service under test where it must be killed."""

    name: str
    environment: dict[str, str]
    http: Client
    folder: Path
    stack: contextlib.AsyncExitStack
    child: Any = None

    @property
    def command(self) -> Command:
        return Command([sys.executable, "-m", self.name, "serve"], self.environment)

    async def start(self, **environment: str) -> None:
        """Run it, and wait until it is ready."""
        command = Command(self.command.argv, self.environment | environment)
        ready = f"{self.http.url}/health/ready"
        self.child = await process(
            self.name, command, lambda: parts.http_ready(ready), self.folder, self.stack
        )

    async def gone(self) -> int:
        """Wait until it has ended; its exit code."""
        return int(await asyncio.to_thread(self.child.wait, 20))


async def neighbour(running: Parts, name: str, stack: contextlib.AsyncExitStack, **environment: str) -> Peer:
    """Another service, migrated and started on a new database. It listens to nobody."""
    url = await parts.create_database(running.admin_dsn, f"{name}_{new_id().hex[-12:]}", "test")
    settings = await environment_of(running, name, url, []) | environment
    migration = await asyncio.create_subprocess_exec(
        sys.executable, "-m", name, "migrate", env=os.environ | settings
    )
    assert await migration.wait() == 0, f"{name} could not migrate"
    found = await as_process(running, name, stack, settings)
    await found.start()
    return found


async def as_process(
    running: Parts, name: str, stack: contextlib.AsyncExitStack, environment: dict[str, str]
) -> Peer:
    """A service in this environment, on a free port, not started yet."""
    port = free_port()
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    client = Client(session, f"http://127.0.0.1:{port}")
    return Peer(name, environment | {"PORT": str(port)}, client, running.folder, stack)


def _listening(port: int) -> socket.socket:
    """Bound, so that nobody else gets the port. asyncio sets TCP_NODELAY only where the protocol is named:
    without it each answer waits 40 ms for a delayed acknowledgement."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()
    return listening


@contextlib.asynccontextmanager
async def serving(
    service: Service, clock: TurnedClock, issuer: Issuer, *, role: str = "api", port: int | None = None
) -> AsyncIterator[Running]:
    """The service answering in this process, on a free port unless one is named."""
    listening = _listening(port or 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(service.asgi(role), log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server._serve([listening]))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        try:
            while not server.started:
                assert not task.done(), f"{service.name} did not start"
                await asyncio.sleep(0.005)
            yield Running(service, Client(session, url), service.db, clock, issuer)
        finally:
            server.should_exit = True
            await task
