"""Answers made of several products, kept by this process for at most a second and until anything changes."""

import time
from typing import NamedTuple

from catalog.cache import Cache
from catalog.language import Language
from chassis.shortcut import Ready

MOST = 500


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

    def mark(self) -> Mark:
        return Mark(time.monotonic(), self._cache.changes)

    def get(self, key: Key) -> Ready | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        mark, ready = kept
        return ready if mark.changes == self._cache.changes and self._cache.may_keep(mark.began) else None

    def keep(self, key: Key, ready: Ready, mark: Mark) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (mark, ready)
