"""Support under test, on a database of its own, and who uses it."""

import os
from collections.abc import AsyncIterator

import pytest

from chassis.testing import Client, Parts, Running, TurnedClock, running_parts, service_environment, serving
from services.support.tests.make import ADA, AGENT, BOB
from support.app import MIGRATIONS, build
from support.settings import Settings

__all__ = ["running_parts"]

LISTENS_TO = ["orders.order_placed.v1", "orders.order_confirmed.v1", "orders.order_cancelled.v1"]


@pytest.fixture
async def support(running_parts: Parts) -> AsyncIterator[Running]:
    environment = await service_environment(running_parts, "support", MIGRATIONS, LISTENS_TO)
    os.environ.update(running_parts.environment())
    clock = TurnedClock()
    async with serving(build(Settings.load(environment), clock), clock, running_parts.issuer) as running:
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
    return support.as_account(AGENT, "support_agent")
