"""The service over HTTP with real parts around it; one Redis that tests may hurt."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from catalog.app import MIGRATIONS, build
from catalog.settings import Settings
from chassis import parts, topology
from chassis.process import Command, free_port, start, temporary_folder, until_ready
from chassis.testing import Parts, Running, TurnedClock, running_parts, service_environment, serving

__all__ = ["running_parts"]

Serve = Callable[..., contextlib.AbstractAsyncContextManager[Running]]


@pytest.fixture
async def environment(running_parts: Parts) -> dict[str, str]:
    found = await service_environment(running_parts, "catalog", MIGRATIONS, [])
    os.environ.update(running_parts.environment())
    bucket = f"files-{uuid4().hex}"
    await topology.ensure_bucket(bucket)
    return found | {
        "REDIS_URL": running_parts.redis_url,
        "FILES_BUCKET": bucket,
        "MEDIA_URL": "https://shop.example.com/v1/media",
    }


@pytest.fixture
def serve(running_parts: Parts, environment: dict[str, str]) -> Serve:
    """Starts one more process of the service: same database, same Redis unless told otherwise."""

    def start_one(*, role: str = "api", **settings: str) -> contextlib.AbstractAsyncContextManager[Running]:
        clock = TurnedClock()
        service = build(Settings.load(environment | settings), clock)
        return serving(service, clock, running_parts.issuer, role=role)

    return start_one


@pytest.fixture
async def catalog(serve: Serve) -> AsyncIterator[Running]:
    async with serve() as running:
        yield running


class OwnRedis(msgspec.Struct):
    """A Redis of this test's own."""

    folder: Path
    port: int
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    async def begin(self) -> None:
        command: Command = parts.redis_command(self.folder / "redis", self.port)
        log = self.folder / "redis.log"
        self.child = start(command, log=log, die_with_parent=True)
        check: Callable[[], Awaitable[None]] = lambda: parts.redis_ready(self.port)  # noqa: E731
        await until_ready("redis", check, ended=self.child.poll, log=log)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.child is not None:
            self._signal(signal.SIGKILL)
            self.child.wait()
            self.child = None

    def _signal(self, number: signal.Signals) -> None:
        assert self.child is not None
        self.child.send_signal(number)


@pytest.fixture
async def redis() -> AsyncIterator[OwnRedis]:
    with temporary_folder() as folder:
        own = OwnRedis(folder, free_port())
        await own.begin()
        try:
            yield own
        finally:
            own.kill()


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    """Redis may miss a fill when this machine is slow, and for a second a process asks nobody."""
    async with asyncio.timeout(20):
        while not await check():
            pass
