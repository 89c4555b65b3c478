"""SNS and SQS clients, and the envelope on the wire."""

import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

from chassis.events import Envelope

# Outside calls of loops: short, no hidden retries. The outbox and the queue are the retry.
SESSION = get_session()  # one for the process: it keeps the service descriptions it has read
CONFIG = AioConfig(
    connect_timeout=2,
    read_timeout=25,
    retries={"total_max_attempts": 1},
    max_pool_connections=20,
    # The shapes of our calls are constant; checking them each time costs as much as signing.
    parameter_validation=False,
    # Put together anew for every call otherwise, which costs as much as signing it.
    user_agent="zoco",
)


@contextlib.asynccontextmanager
async def client(name: str) -> AsyncIterator[Any]:
    """An AWS client. Address, region and credentials come from the environment botocore itself reads."""
    async with SESSION.create_client(name, config=CONFIG) as opened:
        yield opened


def encode(envelope: Envelope) -> str:
    """The message body: JSON in plain ASCII, because SQS refuses some code points."""
    return json.dumps(
        msgspec.json.decode(msgspec.json.encode(envelope)), ensure_ascii=True, separators=(",", ":")
    )


def decode(body: str) -> Envelope:
    """Raises msgspec.MsgspecError for anything that is not one of our envelopes."""
    return msgspec.json.decode(body, type=Envelope)


def attributes(envelope: Envelope, traceparent: str | None) -> dict[str, dict[str, str]]:
    """Message attributes: `type`, on which filter policies decide, and the trace."""
    values = {"type": envelope.type, "traceparent": traceparent}
    return {
        name: {"DataType": "String", "StringValue": value}
        for name, value in values.items()
        if value is not None
    }
