"""What other processes changed, heard through Redis. Who does not hear may not keep anything of its own.

Messages are what was changed, `? word` (have you heard everything up to here?) and `! word` (yes).
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from uuid import uuid4

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
        self._redis = Redis.from_url(**login.options(url), socket_connect_timeout=1.0)
        self._channel = channel
        self._heard = heard
        self._last = float("-inf")
        self._answers: dict[bytes, asyncio.Semaphore] = {}
        self.since = float("inf")

    def is_on(self) -> bool:
        """Redis said something just now, be it only that it is there."""
        return time.monotonic() - self._last < SILENCE_SECONDS

    async def heard_by_all(self) -> None:
        """Everybody who hears has taken what was said until now. Waits for ever for one that stopped."""
        word = uuid4().hex.encode()
        answers = self._answers[word] = asyncio.Semaphore(0)
        try:
            for _ in range(await self._redis.publish(self._channel, b"? " + word)):
                await answers.acquire()
        finally:
            del self._answers[word]

    async def run(self) -> None:
        """Listen until cancelled, again and again when Redis goes away."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError):
                self.since = float("inf")
                await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        async with self._redis, self._redis.pubsub() as pubsub:
            await pubsub.subscribe(self._channel)
            while True:
                message = await pubsub.get_message(timeout=PING_SECONDS)
                if message is None:
                    self._check_silence()
                    await pubsub.ping()
                elif (word := self._take(message)) is not None:
                    await self._redis.publish(self._channel, b"! " + word)

    def _take(self, message: dict[str, object]) -> bytes | None:
        """The word that somebody waits for, if this message asks for one."""
        if not self.is_on():
            self.since = time.monotonic()
        self._last = time.monotonic()
        if message["type"] != "message" or not isinstance(body := message["data"], bytes):
            return None
        mark, _, word = body.partition(b" ")
        if mark == b"!" and word in self._answers:
            self._answers[word].release()
        elif mark not in b"?!":
            with contextlib.suppress(ValueError):
                self._heard(body)
        return word if mark == b"?" else None

    def _check_silence(self) -> None:
        """Messages may be lost with a connection that is half dead: begin again on a new one."""
        if self.since != float("inf") and not self.is_on():
            raise TimeoutError
