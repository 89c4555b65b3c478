"""Single flight: who wants the same at the same time shares one load. Nobody shares one that began before
they asked, so that a writer never gets what was read before they wrote."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

LAST_WEIGHS = 0.1


class Flights(Generic[K, V]):
    """Loads by key: one runs, one waits for it to end."""

    def __init__(self) -> None:
        self._running: dict[K, asyncio.Task[V]] = {}
        self._waiting: dict[K, asyncio.Task[V]] = {}
        self.seconds = 0.0
        """What a load takes, the last ones most."""

    def is_flying(self, key: K) -> bool:
        return key in self._running

    async def share(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        task = self._waiting.get(key)
        if task is None:
            task = self._waiting[key] = asyncio.create_task(self._next(key, load))
        return await asyncio.shield(task)

    def is_early(self, left: float, *, rest: float = 0.0) -> bool:
        """Whether to load again `left` seconds before what is kept ends, so that not everybody does when it
        ends: the more likely the nearer that is and the longer a load takes (Vattani and others, Optimal
        Probabilistic Cache Stampede Prevention, 2015). `rest` is how long nobody asks anyway."""
        return left < (self.seconds + rest) * -math.log(1.0 - random.random())

    async def _next(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        if running := self._running.get(key):
            await asyncio.wait([running])
        task = self._running[key] = self._waiting.pop(key)
        began = asyncio.get_running_loop().time()
        try:
            return await load()
        finally:
            took = asyncio.get_running_loop().time() - began
            self.seconds += LAST_WEIGHS * (took - self.seconds)
            if self._running[key] is task:
                del self._running[key]
