"""The small service under test, and real parts around it."""

import os
from collections.abc import AsyncIterator

import pytest
from notebook.app import MIGRATIONS, build

from chassis.settings import Settings
from chassis.testing import Parts, Running, TurnedClock, running_parts, service_environment, serving

__all__ = ["running_parts"]


@pytest.fixture
async def environment(running_parts: Parts) -> dict[str, str]:
    types = ["library.page_added.v1", "library.title_changed.v1"]
    found = await service_environment(running_parts, "notebook", MIGRATIONS, types)
    os.environ.update(running_parts.environment())
    return found


@pytest.fixture
async def notebook(running_parts: Parts, environment: dict[str, str]) -> AsyncIterator[Running]:
    clock = TurnedClock()
    service = build(Settings.load(environment), clock)
    async with serving(service, clock, running_parts.issuer) as running:
        yield running
