"""The whole system, brought up as `make up` does, beside whatever else runs; and people who use it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from chassis.process import temporary_folder
from journeys.collector import Collector
from journeys.people import People
from zoco import seed
from zoco.home import SERVICES
from zoco.ports import Ports
from zoco.stack import Stack


@pytest.fixture(scope="package")
async def collector() -> AsyncIterator[Collector]:
    async with Collector.open() as opened:
        yield opened


# Not of the session: a system that idles would slow down the tests of others.
@pytest.fixture(scope="package")
async def stack(collector: Collector) -> AsyncIterator[Stack]:
    with temporary_folder() as folder:
        stack = Stack(folder / ".zoco", Ports.free(), attached=True)
        stack.extra = {part: dict(collector.environment) for part in (*SERVICES, "envoy")}
        # All people of all journeys come from one address.
        stack.extra["users"]["THROTTLE_FACTOR"] = "1000"
        try:
            await stack.up()
            await seed.sow(stack)
            yield stack
        finally:
            await stack.down()


@pytest.fixture(scope="package")
async def people(stack: Stack) -> AsyncIterator[People]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield People(stack, session)
