"""What other processes changed, heard through Redis. Who does not hear may not keep anything of its own."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from catalog import login

PING_SECONDS = 0.4
SILENCE_SECONDS = 1.0
PAUSE_SECONDS = 1.0


class Hearing:
    """`heard` is called with every message of the channel. `since` is when it began to hear without a
    break."""

    def __init__(self, url: str, channel: str, heard: Callable[[bytes], None]) -> None:
        self._url = url
        self._channel = channel
        self._heard = heard
        self._last = float("-inf")
        self.since = float("inf")

    def is_on(self) -> bool:
        """Redis said something just now, be it only that it is there."""
        return time.monotonic() - self._last < SILENCE_SECONDS

    async def run(self) -> None:
        """Listen until cancelled, again and again when Redis goes away."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError):
                self.since = float("inf")
                await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        async with (
            Redis.from_url(**login.options(self._url), socket_connect_timeout=1.0) as redis,
            redis.pubsub() as pubsub,
        ):
            await pubsub.subscribe(self._channel)
            while True:
                message = await pubsub.get_message(timeout=PING_SECONDS)
                if message is None:
                    self._check_silence()
                    await pubsub.ping()
                else:
                    self._take(message)

    def _take(self, message: dict[str, object]) -> None:
        if not self.is_on():
            self.since = time.monotonic()
        self._last = time.monotonic()
        if message["type"] == "message" and isinstance(body := message["data"], bytes):
            with contextlib.suppress(ValueError):
                self._heard(body)

    def _check_silence(self) -> None:
        """Messages may be lost with a connection that is half dead: begin again on a new one."""
        if self.since != float("inf") and not self.is_on():
            raise TimeoutError
