"""Users as a running process would be: its own issuer, on a port its settings already name."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator

import pytest

from chassis.process import Command, free_port
from chassis.testing import Parts, Running, TurnedClock, process, running_parts, service_environment, serving
from services.users.tests.authenticator import DOMAIN, ORIGIN
from services.users.tests.mailbox import Mailbox
from services.users.tests.make import CLIENTS
from users.app import MIGRATIONS, build
from users.settings import Settings

__all__ = ["running_parts"]

LISTENS_TO = ["orders.order_confirmed.v1", "orders.order_cancelled.v1"]


async def new_environment(parts: Parts) -> dict[str, str]:
    found = await service_environment(parts, "users", MIGRATIONS, LISTENS_TO)
    os.environ.update(parts.environment())
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    return found | {
        "PORT": str(port),
        "ISSUER": url,
        "JWKS_URL": f"{url}/.well-known/jwks.json",
        "TOKEN_URL": f"{url}/internal/oauth/token",
        "SIGNING_KEY_SECRET": "5ea1" * 16,
        "SERVICE_CLIENTS": CLIENTS,
        "PASSKEY_DOMAIN": DOMAIN,
        "PASSKEY_ORIGINS": f"https://admin.{DOMAIN} {ORIGIN}",
        # Nobody listens there: the tests of mails name a server.
        "SMTP_URL": "smtp://127.0.0.1:9",
        # All tests come from one address; the tests of throttling have the real limits.
        "THROTTLE_FACTOR": "100",
    }


@contextlib.asynccontextmanager
async def started(parts: Parts, environment: dict[str, str]) -> AsyncIterator[Running]:
    clock = TurnedClock()
    settings = Settings.load(environment)
    async with serving(build(settings, clock), clock, parts.issuer, port=settings.port) as running:
        yield running


@pytest.fixture
async def environment(running_parts: Parts) -> dict[str, str]:
    return await new_environment(running_parts)


@pytest.fixture
async def users(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Running]:
    async with started(running_parts, environment) as running:
        yield running


@pytest.fixture(scope="session")
async def shared(running_parts: Parts) -> AsyncIterator[Running]:
    """One for all tests that only want to be refused and leave nothing behind."""
    async with started(running_parts, await new_environment(running_parts)) as running:
        yield running


@pytest.fixture(scope="session")
async def sink(running_parts: Parts) -> AsyncIterator[Mailbox]:
    """The mail server that writes files, as a process of its own."""
    port, folder = free_port(), running_parts.folder / "mail"
    command = Command(
        [sys.executable, "-m", "sandbox", "mail", "--port", str(port), "--folder", str(folder)], {}
    )

    async def ready() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    async with contextlib.AsyncExitStack() as stack:
        await process("mail", command, ready, running_parts.folder, stack)
        yield Mailbox(folder, f"smtp://127.0.0.1:{port}")


@pytest.fixture
def mailbox(sink: Mailbox, users: Running) -> Mailbox:
    """What the running service has sent."""
    return sink.of(users)
