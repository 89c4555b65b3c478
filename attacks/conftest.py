"""One whole system for all attacks, as the journeys have it, without limits that would answer for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from attacks.fuzz import a_stack
from journeys.people import People
from zoco.stack import Stack


# Not of the session: a system that idles would slow down the tests of others.
@pytest.fixture(scope="package")
async def stack() -> AsyncIterator[Stack]:
    async with a_stack() as stack:
        yield stack


@pytest.fixture(scope="package")
async def people(stack: Stack) -> AsyncIterator[People]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield People(stack, session)
