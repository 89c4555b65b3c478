"""Answers made of several products, kept by this process for at most a second and until anything changes."""

import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from catalog.cache import LOCAL_SECONDS, READS, Cache
from catalog.flights import Flights
from catalog.language import Language
from chassis.shortcut import Ready

MOST = 500
NEAR, MISSED = (READS.labels("page", place) for place in ("near", "missed"))


class Mark(NamedTuple):
    """A moment before a page is read: when it was, and how much had changed by then."""

    began: float
    changes: int


class Key(NamedTuple):
    path: str
    query: bytes
    language: Language


class Pages:
    """As strict as what the process keeps of single products: what it wrote or heard of ends all pages."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._kept: dict[Key, tuple[Mark, Ready]] = {}
        self._flights: Flights[Key, Ready] = Flights()

    def get(self, key: Key) -> Ready | None:
        """What is kept; nothing either for the one who makes it anew a little before it ends."""
        ready = self._find(key)
        (MISSED if ready is None else NEAR).inc()
        return ready

    def _find(self, key: Key) -> Ready | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        mark, ready = kept
        if mark.changes != self._cache.changes or not self._cache.may_keep(mark.began):
            return None
        left = mark.began + LOCAL_SECONDS - time.monotonic()
        return None if self._flights.is_early(left) and not self._flights.is_flying(key) else ready

    async def make(self, key: Key, load: Callable[[], Awaitable[Ready]]) -> Ready:
        """One at a time; who asks during one shares the next: it begins after they asked."""
        return await self._flights.share(key, lambda: self._load(key, load))

    async def _load(self, key: Key, load: Callable[[], Awaitable[Ready]]) -> Ready:
        mark = Mark(time.monotonic(), self._cache.changes)
        ready = await load()
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (mark, ready)
        return ready
