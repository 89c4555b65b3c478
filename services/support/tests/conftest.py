"""Support under test, on a database of its own, who uses it, and the services it asks."""

import asyncio
import contextlib
import functools
import os
import sys
from collections.abc import AsyncIterator

import pytest

from chassis import parts
from chassis.process import Command, free_port
from chassis.testing import (
    Client,
    Parts,
    Running,
    TurnedClock,
    neighbour,
    process,
    running_parts,
    service_environment,
    serving,
)
from services.support.tests.make import ADA, AGENT, BOB, BUCKET, NOBODY_URL, Mailbox, Neighbourhood
from support.app import MIGRATIONS, build
from support.settings import Settings

# Where its files are: nobody here looks at any.
CATALOG = {"FILES_BUCKET": "files", "MEDIA_URL": "http://127.0.0.1/media"}

__all__ = ["running_parts"]

LISTENS_TO = ["orders.order_placed.v1", "orders.order_confirmed.v1", "orders.order_cancelled.v1"]


ELSEWHERE = {"SMTP_URL": "smtp://127.0.0.1:9", "ATTACHMENTS_BUCKET": BUCKET}


@contextlib.asynccontextmanager
async def started(parts: Parts, **changed: str) -> AsyncIterator[Running]:
    environment = await service_environment(parts, "support", MIGRATIONS, LISTENS_TO)
    os.environ.update(parts.environment())
    settings = Settings.load(environment | ELSEWHERE | changed)
    clock = TurnedClock()
    async with serving(build(settings, clock), clock, parts.issuer) as running:
        yield running


@pytest.fixture
async def support(running_parts: Parts) -> AsyncIterator[Running]:
    """Support alone: nobody answers where users and orders should be."""
    async with started(running_parts, USERS_URL=NOBODY_URL, ORDERS_URL=NOBODY_URL) as running:
        yield running


@pytest.fixture
def ada(support: Running) -> Client:
    """A customer."""
    return support.as_account(ADA)


@pytest.fixture
def bob(support: Running) -> Client:
    """Another customer."""
    return support.as_account(BOB)


@pytest.fixture
def agent(support: Running) -> Client:
    return support.as_account(AGENT, "tickets:read", "tickets:reply")


@pytest.fixture(scope="session")
async def neighbourhood(running_parts: Parts) -> AsyncIterator[Neighbourhood]:
    """Users and orders as processes, and what orders needs to sell something."""
    os.environ.update(running_parts.environment())
    async with contextlib.AsyncExitStack() as stack:
        users = await neighbour(
            running_parts,
            "users",
            stack,
            SIGNING_KEY_SECRET="5ea1" * 16,
            SERVICE_CLIENTS="{}",
            PASSKEY_DOMAIN="shop.example",
            PASSKEY_ORIGINS="https://shop.example",
            SMTP_URL="smtp://127.0.0.1:9",
        )
        catalog = await neighbour(
            running_parts, "catalog", stack, **CATALOG, REDIS_URL=running_parts.redis_url
        )
        orders = await neighbour(
            running_parts,
            "orders",
            stack,
            CATALOG_URL=catalog.http.url,
            USERS_URL=users.http.url,
            STRIPE_SECRET_KEY="sk_test_support",
            STRIPE_WEBHOOK_SECRET="whsec_support",
            LINK_SECRET="71" * 32,
            SMTP_URL="smtp://127.0.0.1:9",
            STRIPE_API_BASE=await payments_url(running_parts, stack),
        )
        yield Neighbourhood(users, orders, catalog, running_parts.issuer)


@pytest.fixture(scope="session")
async def mailbox(running_parts: Parts) -> AsyncIterator[Mailbox]:
    """A mail server, and the folder that it delivers into."""
    async with contextlib.AsyncExitStack() as stack:
        port, folder = free_port(), running_parts.folder / "mail"
        argv = [sys.executable, "-m", "sandbox", "mail", "--port", str(port), "--folder", str(folder)]
        ready = functools.partial(greeted, port)
        await process("mail", Command(argv), ready, running_parts.folder, stack)
        yield Mailbox(folder, f"smtp://127.0.0.1:{port}")


async def greeted(port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def payments_url(running_parts: Parts, stack: contextlib.AsyncExitStack) -> str:
    port = free_port()
    ledger = running_parts.folder / "ledger.sqlite"
    argv = [sys.executable, "-m", "sandbox", "payments", "--port", str(port), "--ledger", str(ledger)]
    ready = f"http://127.0.0.1:{port}/health/live"
    await process("payments", Command(argv), lambda: parts.http_ready(ready), running_parts.folder, stack)
    return f"http://127.0.0.1:{port}"
