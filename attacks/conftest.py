"""One whole system for all attacks, as the journeys have it, without limits that would answer for it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from attacks.fuzz import a_stack
from journeys.people import People
from zoco.stack import Stack


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    async with a_stack() as stack:
        yield stack


@pytest.fixture(scope="session")
async def people(stack: Stack) -> AsyncIterator[People]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield People(stack, session)
