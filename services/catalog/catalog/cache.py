"""Bytes kept in Redis under an id and a version. Redis may be gone, frozen or hold rubbish: never an error.

In front of Redis this process keeps what it read for at most LOCAL_SECONDS, and only while it hears what
others change. Three rules keep an old
answer from coming back:
- Redis keeps whatever is newer (KEEP). Who changed something puts a tombstone of the new version there after
  its commit, so a slow reader cannot fill in what it read before.
- Nobody shares a load that began before they asked (`flights.py`).
- What this process changed, or heard of, it accepts only as new as that, also when Redis missed the tombstone
  (`_floor`). A tombstone that Redis missed is sent again until it has arrived (`_owed`).
"""

import asyncio
import contextlib
import hashlib
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, Self, TypeVar
from uuid import UUID

import structlog
from prometheus_client import Counter
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from catalog import login
from catalog.flights import Flights
from catalog.hearing import Hearing

log = structlog.get_logger()

T = TypeVar("T")

SECONDS = 60
LOCAL_SECONDS = 1.0
MOST_LOCAL = 5_000
TOMBSTONE_SECONDS = 10
FILL_WITHIN_SECONDS = 5  # half a tombstone's life: nobody may fill when it might be gone
TIMEOUT_SECONDS = 0.05
FAILURES = 3
AWAY_SECONDS = 2.0
PATIENCE_SECONDS = 1.0
REPEAT_SECONDS = 0.05

# <version> <SHA-1 of what else is here> <body>; a tombstone has no body. What has no right seal is not ours.
# Of two with the same version a body wins: its reader saw what the tombstone announced. Tombstones are told
# to everybody who listens, also those that come late.
KEEP = """
if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[4], ARGV[5] .. ' ' .. ARGV[1]) end
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' then
  local version, seal, body = string.match(held, '^(%d+) (%x+) (.*)$')
  if version and seal == redis.sha1hex(version .. ' ' .. body) then
    local ahead = tonumber(version) - tonumber(ARGV[1])
    if ahead > 0 or (ahead == 0 and body ~= '') then return 0 end
  end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""
SEALED = re.compile(rb"(\d{1,18}) ([0-9a-f]{40}) (.*)", re.DOTALL)


READS = Counter(
    "cache_reads", "What was looked for in a cache, and where it was: near, redis, missed", ["cache", "place"]
)
NEAR, HELD, MISSED = (READS.labels("product", place) for place in ("near", "redis", "missed"))


class Entry(NamedTuple):
    version: int
    body: bytes


class Near(NamedTuple):
    """What this process keeps itself; `began` is when it began to read it."""

    entry: Entry
    began: float


Load = Callable[[], Awaitable[Entry | None]]
LoadMany = Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, Entry]]]


class Cache:
    """Open it with `async with`; one serves the whole process."""

    def __init__(self, url: str, *, prefix: str) -> None:
        self._url = url
        self._prefix = prefix
        self._failures = 0
        self._away_until = 0.0
        self._floors: dict[UUID, tuple[int, float]] = {}
        self._flights: Flights[UUID, Entry | None] = Flights()
        self._early: set[asyncio.Task[Entry | None]] = set()
        self._near: dict[UUID, Near] = {}
        self._hearing = Hearing(url, prefix, self._heard)
        self._owed: dict[UUID, int] = {}
        self._is_owing = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.changes = 0
        """Counts what this process changed or heard of; who keeps something made of several compares it."""

    async def __aenter__(self) -> Self:
        pool = BlockingConnectionPool.from_url(
            **login.options(self._url),
            max_connections=20,
            timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._redis = Redis(connection_pool=pool)
        self._keep = self._redis.register_script(KEEP)
        self._tasks = [
            asyncio.create_task(self._hearing.run(), name="hearing"),
            asyncio.create_task(self._repeat(), name="telling again"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in (*self._tasks, *self._early):
            await end(task)
        await self._redis.aclose(close_connection_pool=True)

    def near(self, key: UUID) -> Entry | None:
        """What this process read itself less than a second ago, when nobody has changed it since."""
        near = self._near.get(key)
        if near is None or near.entry.version < self._floor(key) or not self.may_keep(near.began):
            return None
        NEAR.inc()
        return near.entry

    def may_keep(self, began: float) -> bool:
        """Whether what was read then (`time.monotonic`) can still be answered, as far as was heard."""
        is_young = time.monotonic() - began < LOCAL_SECONDS
        return is_young and began >= self._hearing.since and self._hearing.is_on()

    async def get(self, key: UUID, load: Load) -> Entry | None:
        """What is kept, else what `load` finds, which is then kept."""
        if (near := self.near(key)) is not None:
            return near
        began = time.monotonic()
        value, left = await self._ask(lambda: self._read(key)) or (None, 0)
        held = _unsealed(value)
        if held is None or not held.body or held.version < self._floor(key):
            MISSED.inc()
            return await self._share(key, load)
        HELD.inc()
        self._keep_near(key, held, began)
        # A process asks once in LOCAL_SECONDS: it has no later chance to be early.
        if self._flights.is_early(left / 1000, rest=LOCAL_SECONDS) and not self._flights.is_flying(key):
            early = asyncio.create_task(self._share(key, load))
            self._early.add(early)
            early.add_done_callback(self._ended)
        return held

    async def _share(self, key: UUID, load: Load) -> Entry | None:
        return await self._flights.share(key, lambda: self._load(key, load))

    def _ended(self, early: "asyncio.Task[Entry | None]") -> None:
        """Nobody waits for it: what is kept is good for a while yet."""
        self._early.discard(early)
        if not early.cancelled() and (error := early.exception()) is not None:
            log.warning("early_refresh_failed", why=repr(error))

    async def _read(self, key: UUID) -> tuple[bytes | None, int]:
        """What is kept, and for how many milliseconds."""
        asked = self._redis.pipeline(transaction=False)
        asked.get(self._name(key))
        asked.pttl(self._name(key))
        value, left = await asked.execute()
        return value, left

    async def get_many(self, versions: Mapping[UUID, int], load: LoadMany) -> dict[UUID, Entry]:
        """What is kept of these at these versions or newer ones; the rest is loaded together, and kept."""
        wanted = {key: max(version, self._floor(key)) for key, version in versions.items()}
        kept = {key: entry for key in wanted if (entry := self.near(key)) is not None}
        found = {key: entry for key, entry in kept.items() if entry.version >= wanted[key]}
        if missing := [key for key in wanted if key not in found]:
            held = await self._held(missing)
            fresh = {key: entry for key, entry in held.items() if entry.version >= wanted[key]}
            HELD.inc(len(fresh))
            found |= fresh
        if missing := [key for key in wanted if key not in found]:
            MISSED.inc(len(missing))
            found |= await self._load_many(missing, load)
        return found

    async def _load_many(self, keys: Sequence[UUID], load: LoadMany) -> Mapping[UUID, Entry]:
        began = time.monotonic()
        loaded = await load(keys)
        if time.monotonic() - began < FILL_WITHIN_SECONDS:
            for key, entry in loaded.items():
                self._keep_near(key, entry, began)
            await asyncio.gather(*(self._fill(key, entry) for key, entry in loaded.items()))
        return loaded

    async def _held(self, keys: Sequence[UUID]) -> dict[UUID, Entry]:
        began = time.monotonic()
        values = await self._ask(lambda: self._redis.mget([self._name(key) for key in keys]))
        entries = {key: _unsealed(value) for key, value in zip(keys, values or [], strict=False)}
        found = {key: entry for key, entry in entries.items() if entry is not None and entry.body}
        for key, entry in found.items():
            self._keep_near(key, entry, began)
        return found

    async def forget(self, versions: Mapping[UUID, int], *, everywhere: bool = False) -> None:
        """After a commit: nothing older than these versions is an answer any more.

        `everywhere` is for whoever reads next what they wrote: it returns when every process has heard, or
        after LOCAL_SECONDS, when what one kept that did not hear is too old to be answered.
        """
        for key, version in versions.items():
            self._raise_floor(key, version)
        await asyncio.gather(*(self._tell(key, version) for key, version in versions.items()))
        if everywhere and self._hearing.is_on():
            with contextlib.suppress(TimeoutError, RedisError, OSError):
                async with asyncio.timeout(LOCAL_SECONDS):
                    await self._until_told(versions)
                    await self._hearing.heard_by_all()

    async def _until_told(self, versions: Mapping[UUID, int]) -> None:
        while versions.keys() & self._owed:
            await asyncio.sleep(REPEAT_SECONDS)

    async def _tell(self, key: UUID, version: int) -> None:
        self._owed[key] = max(version, self._owed.get(key, 0))
        is_there = await self._put(key, Entry(version, b""), TOMBSTONE_SECONDS)
        if self._owed.get(key) == version and is_there:
            del self._owed[key]
        elif not is_there:
            self._is_owing.set()

    async def _repeat(self) -> None:
        """Tell what Redis missed, for as long as it could keep something older."""
        while True:
            await self._is_owing.wait()
            self._is_owing.clear()
            await asyncio.sleep(REPEAT_SECONDS)
            for key, version in list(self._owed.items()):
                if key in self._floors:
                    await self._tell(key, version)
                else:
                    del self._owed[key]

    def _heard(self, message: bytes) -> None:
        key, _, version = message.decode("ascii").partition(" ")
        self._raise_floor(UUID(key), int(version))

    def _keep_near(self, key: UUID, entry: Entry, began: float) -> None:
        if key not in self._near and len(self._near) >= MOST_LOCAL:
            self._near.clear()
        self._near[key] = Near(entry, began)

    async def _load(self, key: UUID, load: Load) -> Entry | None:
        began = time.monotonic()
        entry = await load()
        if entry is not None and time.monotonic() - began < FILL_WITHIN_SECONDS:
            self._keep_near(key, entry, began)
            await self._fill(key, entry)
        return entry

    async def _fill(self, key: UUID, entry: Entry) -> None:
        await self._put(key, entry, SECONDS * random.uniform(0.8, 1.2))

    async def _put(self, key: UUID, entry: Entry, seconds: float) -> bool:
        """Whether Redis answered."""
        name, value, milliseconds = self._name(key), _sealed(entry), int(seconds * 1000)
        told = (self._prefix, str(key)) if not entry.body else ("", "")
        args: list[int | bytes | str] = [entry.version, value, milliseconds, *told]
        return await self._ask(lambda: self._keep(keys=[name], args=args)) is not None

    async def _ask(self, command: Callable[[], Awaitable[T]]) -> T | None:
        """Redis' answer, or None. After some failures in a row it is left alone for a while."""
        if time.monotonic() < self._away_until:
            return None
        try:
            answer = await command()
        except ResponseError:
            return None  # it lives, and has something there that is not ours
        except (RedisError, OSError, TimeoutError) as error:
            self._failed(error)
            return None
        self._failures = 0
        return answer

    def _failed(self, error: Exception) -> None:
        self._failures += 1
        now = time.monotonic()
        if self._failures >= FAILURES and now >= self._away_until:
            self._away_until = now + AWAY_SECONDS
            log.warning("cache_away", why=repr(error))

    def _name(self, key: UUID) -> str:
        return f"{self._prefix}:{key}"

    def _floor(self, key: UUID) -> int:
        return self._floors.get(key, (0, 0.0))[0]

    def _raise_floor(self, key: UUID, version: int) -> None:
        """Kept for longer than Redis can keep anything older. The dictionary is in the order of time."""
        now = time.monotonic()
        self.changes += 1
        known = self._floors.pop(key, (0, 0.0))[0]
        self._floors[key] = (max(known, version), now + 2 * SECONDS)
        while (oldest := next(iter(self._floors))) != key and self._floors[oldest][1] < now:
            del self._floors[oldest]


async def end(task: "asyncio.Task[Any]") -> None:
    """Cancel until it has ended. One cancellation may get lost: `asyncio.wait_for` of Python 3.11, with which
    redis-py writes, drops one that comes together with its result (python/cpython issue 86296)."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE_SECONDS)


def _seal(version: int, body: bytes) -> bytes:
    return hashlib.sha1(b"%d %s" % (version, body), usedforsecurity=False).hexdigest().encode()


def _sealed(entry: Entry) -> bytes:
    return b"%d %s %s" % (entry.version, _seal(*entry), entry.body)


def _unsealed(value: object) -> Entry | None:
    match = SEALED.fullmatch(value) if isinstance(value, bytes) else None
    if match is None:
        return None
    entry = Entry(int(match[1]), match[3])
    return entry if _seal(*entry) == match[2] else None
