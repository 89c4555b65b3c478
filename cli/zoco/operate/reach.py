"""The way in: each service's database and queues, from outside of all services."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from chassis import messaging
from chassis.database import Database
from zoco.environment import LOCAL_AWS, REGION
from zoco.home import SERVICES
from zoco.stack import SUBSCRIPTIONS, Stack, StackFailed


class Reach:
    """Open databases and an SQS client. Only the chassis's own tables are read: no service is known here."""

    def __init__(self, stack: Stack, databases: dict[str, Database], sqs: Any) -> None:
        self._stack = stack
        self.databases = databases
        self.sqs = sqs

    async def queue(self, service: str) -> str:
        return (await self._stack.addresses(checked(service))).queue_url

    async def dead_letters(self, service: str) -> str:
        return (await self._stack.addresses(checked(service))).dead_letter_queue_url


@contextlib.asynccontextmanager
async def reaching(stack: Stack) -> AsyncIterator[Reach]:
    """The stack must run."""
    async with contextlib.AsyncExitStack() as opened:
        databases = {}
        for name in SERVICES:
            database = Database(stack.wiring.database_url(name), connections=2)
            databases[name] = await opened.enter_async_context(database)
        sqs = await opened.enter_async_context(
            messaging.SESSION.create_client(
                "sqs",
                endpoint_url=stack.wiring.url("aws"),
                region_name=REGION,
                config=messaging.CONFIG,
                aws_access_key_id=LOCAL_AWS["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=LOCAL_AWS["AWS_SECRET_ACCESS_KEY"],
            )
        )
        yield Reach(stack, databases, sqs)


def checked(service: str) -> str:
    if service not in SERVICES:
        raise StackFailed(f"there is no service {service}; there are {', '.join(SERVICES)}")
    return service


def listened_to(subscriber: str) -> list[str]:
    """The types of events that a service asks for."""
    types: list[str] = json.loads(SUBSCRIPTIONS.read_text()).get(checked(subscriber), [])
    return types
