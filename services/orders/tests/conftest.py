"""Orders under test, with a real catalog, a real payment sandbox, and real parts around them."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis import parts
from chassis.process import Command, free_port
from chassis.testing import (
    Parts,
    Peer,
    Running,
    TurnedClock,
    neighbour,
    process,
    running_parts,
    service_environment,
    serving,
)
from orders.app import build
from orders.settings import Settings
from services.orders.tests.mailbox import Mailbox
from services.orders.tests.make import WEBHOOK, WEBHOOK_SECRET, Shop

__all__ = ["running_parts"]

# Where its files are: nobody here looks at any.
CATALOG = {"FILES_BUCKET": "files", "MEDIA_URL": "http://127.0.0.1/media"}
MIGRATIONS = Path(__file__).parents[1] / "orders" / "migrations"
LISTENS_TO = ["catalog.product_changed.v1", "catalog.stock_changed.v1", "users.user_disabled.v1"]


@pytest.fixture(scope="session")
async def neighbours(running_parts: Parts) -> AsyncIterator[contextlib.AsyncExitStack]:
    async with contextlib.AsyncExitStack() as stack:
        os.environ.update(running_parts.environment())
        yield stack


@pytest.fixture(scope="session")
async def catalog(running_parts: Parts, neighbours: contextlib.AsyncExitStack) -> Peer:
    return await neighbour(running_parts, "catalog", neighbours, **CATALOG, REDIS_URL=running_parts.redis_url)


@pytest.fixture(scope="session")
async def payments_url(running_parts: Parts, neighbours: contextlib.AsyncExitStack) -> str:
    return await payments(running_parts, neighbours)


async def payments(running_parts: Parts, stack: contextlib.AsyncExitStack, *more: str) -> str:
    """A payment sandbox with a ledger of its own; its address."""
    port = free_port()
    ledger = running_parts.folder / f"ledger-{port}.sqlite"
    argv = [sys.executable, "-m", "sandbox", "payments", "--port", str(port), "--ledger", str(ledger), *more]
    ready = f"http://127.0.0.1:{port}/health/live"
    await process("payments", Command(argv), lambda: parts.http_ready(ready), running_parts.folder, stack)
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
async def users(running_parts: Parts, neighbours: contextlib.AsyncExitStack) -> Peer:
    return await neighbour(
        running_parts,
        "users",
        neighbours,
        SIGNING_KEY_SECRET="5ea1" * 16,
        SERVICE_CLIENTS="{}",
        PASSKEY_DOMAIN="shop.example",
        PASSKEY_ORIGINS="https://shop.example",
        SMTP_URL="smtp://127.0.0.1:9",
        THROTTLE_FACTOR="1000",
    )


@pytest.fixture(scope="session")
async def sink(running_parts: Parts, neighbours: contextlib.AsyncExitStack) -> Mailbox:
    """The mail server that writes files, as a process of its own."""
    port, folder = free_port(), running_parts.folder / "mail"
    argv = [sys.executable, "-m", "sandbox", "mail", "--port", str(port), "--folder", str(folder)]

    async def ready() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    await process("mail", Command(argv), ready, running_parts.folder, neighbours)
    return Mailbox(folder, f"smtp://127.0.0.1:{port}")


@pytest.fixture
async def environment(running_parts: Parts, catalog: Peer, payments_url: str) -> dict[str, str]:
    own = await service_environment(running_parts, "orders", MIGRATIONS, LISTENS_TO)
    return own | {
        "CATALOG_URL": catalog.http.url,
        "USERS_URL": "http://127.0.0.1:9",  # the discard port: nobody answers
        "STRIPE_SECRET_KEY": "sk_test_orders",
        "STRIPE_API_BASE": payments_url,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "LINK_SECRET": "71" * 32,
        "ORDERS_AT_ONCE": "100",  # races are of fifty
        "SMTP_URL": "smtp://127.0.0.1:9",  # the tests of mails name a server
        "STOREFRONT_URL": "https://shop.example",
    }


@pytest.fixture
async def orders(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Running]:
    clock = TurnedClock()
    service = build(Settings.load(environment), clock)
    async with serving(service, clock, running_parts.issuer) as running:
        yield running


@pytest.fixture
async def shop(orders: Running, catalog: Peer, payments_url: str) -> AsyncIterator[Shop]:
    async with Shop.open(orders, catalog, payments_url) as found:
        yield found


@pytest.fixture
async def narrow(
    running_parts: Parts, environment: dict[str, str], catalog: Peer, payments_url: str
) -> AsyncIterator[Shop]:
    """A shop that drives two orders at once."""
    clock = TurnedClock()
    service = build(Settings.load(environment | {"ORDERS_AT_ONCE": "2"}), clock)
    async with (
        serving(service, clock, running_parts.issuer) as running,
        Shop.open(running, catalog, payments_url) as found,
    ):
        yield found


@pytest.fixture
async def writing(
    running_parts: Parts,
    environment: dict[str, str],
    catalog: Peer,
    payments_url: str,
    users: Peer,
    sink: Mailbox,
) -> AsyncIterator[Shop]:
    """A shop that knows whom it writes to."""
    own = environment | {"USERS_URL": users.http.url, "SMTP_URL": sink.url}
    clock = TurnedClock()
    async with (
        serving(build(Settings.load(own), clock), clock, running_parts.issuer) as running,
        Shop.open(running, catalog, payments_url) as found,
    ):
        yield found


@pytest.fixture
def mailbox(sink: Mailbox, writing: Shop) -> Mailbox:
    return sink.of(writing.orders)


@pytest.fixture
async def told(running_parts: Parts, environment: dict[str, str], catalog: Peer) -> AsyncIterator[Shop]:
    """Orders with workers, and a provider of its own that tells it by webhooks what happens."""
    port, clock = free_port(), TurnedClock()
    async with contextlib.AsyncExitStack() as stack:
        where = ("--webhook-url", f"http://127.0.0.1:{port}{WEBHOOK}", "--webhook-secret", WEBHOOK_SECRET)
        url = await payments(running_parts, stack, *where)
        service = build(Settings.load(environment | {"STRIPE_API_BASE": url}), clock)
        serve = serving(service, clock, running_parts.issuer, role="serve", port=port)
        running = await stack.enter_async_context(serve)
        yield await stack.enter_async_context(Shop.open(running, catalog, url))
