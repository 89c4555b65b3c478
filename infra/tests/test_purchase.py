"""The services run with the settings of the stacks, on the AWS that was deployed, and a customer buys."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from infra import secret_values
from infra.shop import SERVICES
from infra.tests import deployed
from infra.tests.conftest import Aws
from journeys.people import People
from journeys.test_purchase import test_two_products_are_bought_and_everybody_hears_of_it
from zoco import seed
from zoco.environment import LOCAL_AWS
from zoco.ports import Ports
from zoco.stack import Stack

# pytest runs it from here, with the people of this file.
__all__ = ["test_two_products_are_bought_and_everybody_hears_of_it"]

# What no AWS on a laptop serves: databases, Redis, load balancers and their names; and who is not AWS at all.
ELSEWHERE = (
    "HOST",
    "PORT",
    "DATABASE_URL",
    "REDIS_URL",
    "ISSUER",
    "JWKS_URL",
    "TOKEN_URL",
    "CATALOG_URL",
    "USERS_URL",
    "ORDERS_URL",
    "SMTP_URL",
    "STRIPE_API_BASE",
)


@pytest.fixture(scope="module")
async def stack(aws: Aws, folder: Path) -> AsyncIterator[Stack]:
    stack = Stack(folder / "purchase" / ".zoco", Ports.free(), attached=True)
    for name, settings in _settings(aws, stack).items():
        stack.extra[name] = settings
    stack.extra["users"] |= {"THROTTLE_FACTOR": "1000"}
    async with contextlib.AsyncExitStack() as leaving:
        leaving.push_async_callback(stack.down)
        await stack.up()
        await seed.sow(stack)
        yield stack


def _settings(aws: Aws, stack: Stack) -> dict[str, dict[str, str]]:
    secrets = stack.wiring.secrets
    known = {
        "users": {"SIGNING_KEY_SECRET": secrets.signing_key_secret},
        "orders": {
            "STRIPE_SECRET_KEY": secrets.stripe_secret_key,
            "STRIPE_WEBHOOK_SECRET": secrets.stripe_webhook_secret,
            "LINK_SECRET": secrets.link_secret,
        },
    }
    values = secret_values.fill({name: known.get(name, {}) for name in SERVICES})
    here = LOCAL_AWS | {"AWS_ENDPOINT_URL": aws.url, "RECEIVE_POLL_MS": "200"}
    return {name: here | _of_host(aws, name) | values[name] for name in SERVICES}


def _of_host(aws: Aws, name: str) -> dict[str, str]:
    settings = deployed.settings_of(deployed.user_data(aws, name))
    return {key: value for key, value in settings.items() if key not in ELSEWHERE}


@pytest.fixture(scope="module")
async def people(stack: Stack) -> AsyncIterator[People]:
    async with aiohttp.ClientSession() as session:
        yield People(stack, session)
