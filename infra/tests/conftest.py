"""All stacks, written once and deployed once, and an AWS on this machine to look at them through."""

import asyncio
import contextlib
import functools
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from chassis import parts
from chassis.process import Command, free_port, start, temporary_folder, until_ready
from infra.deploy import ORDER, Release, deploy, template
from infra.names import Names
from infra.shop import BIG, DEPLOYABLES, SMALL, Shop
from infra.subscriptions import listens_to

Json = dict[str, Any]
FIRST = Release("1.0.0", "0" * 64)


@functools.cache
def _client(url: str, region: str, service: str) -> Any:
    """Kept, because reading what a service can do takes as long as ten of its answers."""
    return boto3.Session("local", "local", region_name=region).client(service, endpoint_url=url)


class Stacks(msgspec.Struct, frozen=True):
    """What a shop's synthesis wrote."""

    shop: Shop
    folder: Path

    @property
    def names(self) -> Names:
        return Names(self.shop)

    def templates(self) -> dict[str, Json]:
        """Stack → template, new each time: a test may spoil them."""
        return {name: json.loads(template(self.folder, self.names, name)) for name in ORDER}


class Aws(msgspec.Struct, frozen=True):
    """An AWS of this test run, whose stacks nobody changes."""

    url: str
    shop: Shop

    def client(self, service: str) -> Any:
        return _client(self.url, self.shop.region, service)

    def deploy(self, stacks: Stacks) -> None:
        cloudformation = self.client("cloudformation")
        for name in ORDER:
            given = FIRST.parameters() if name in DEPLOYABLES else {}
            deploy(
                cloudformation, stacks.names.stack(name), template(stacks.folder, stacks.names, name), given
            )


def written(shop: Shop, folder: Path, consumers: dict[str, list[str]] | None = None) -> Stacks:
    from infra.app import build  # seconds

    build(shop, consumers or listens_to(), folder).synth()
    return Stacks(shop, folder)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with temporary_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def small(folder: Path) -> Stacks:
    return written(SMALL, folder / "small")


@pytest.fixture(scope="session")
def big(folder: Path) -> Stacks:
    return written(BIG, folder / "big")


@contextlib.asynccontextmanager
async def local_aws(shop: Shop, folder: Path) -> AsyncIterator[Aws]:
    port, log = free_port(), folder / "aws.log"
    certificate = Names(shop).arn("acm", f"certificate/{shop.certificate}")
    command = Command(
        [sys.executable, "-m", "infra.local_aws", str(port), certificate], {"MOTO_ACCOUNT_ID": shop.account}
    )
    child = start(command, log=log, die_with_parent=True)
    try:
        url = f"http://127.0.0.1:{port}"
        ready = f"{url}/moto-api/data.json"
        await until_ready("aws", lambda: parts.http_ready(ready), ended=child.poll, log=log)
        yield Aws(url, shop)
    finally:
        child.kill()
        child.wait()


@pytest.fixture(scope="session")
async def aws(small: Stacks, folder: Path) -> AsyncIterator[Aws]:
    async with local_aws(SMALL, folder / "aws") as aws:
        await asyncio.to_thread(aws.deploy, small)
        yield aws
