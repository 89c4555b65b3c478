"""PostgreSQL: a pool, transactions that shape rows into structs and publish events, one clock."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

import asyncpg
import msgspec
import structlog
from asyncpg.pool import PoolConnectionProxy

from chassis import context, login
from chassis.clock import Clock
from chassis.errors import Invalid, Unavailable
from chassis.events import Event
from chassis.ids import new_id
from chassis.writes import Write, together

log = structlog.get_logger()

T = TypeVar("T")

TIMEOUTS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
}
# All events of a transaction in one statement: each aggregate's versions go on from its last.
EVENTS = """
INSERT INTO events
  (event_id, aggregate_id, version, type, body, at, correlation_id, causation_id, traceparent)
SELECT e.id, e.of, coalesce(last.version, 0) + row_number() OVER (PARTITION BY e.of ORDER BY e.nth), e.type,
       e.body, $8, e.correlation, e.causation, e.trace
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[])
  WITH ORDINALITY AS e (id, of, type, body, correlation, causation, trace, nth)
LEFT JOIN LATERAL (SELECT max(version) AS version FROM events WHERE aggregate_id = e.of) last ON true
"""
OUTBOX = "INSERT INTO outbox (event_id, created_at) SELECT unnest($1::uuid[]), $2"
# The database is away, restarting or busy. The work did not happen, or nobody knows: try again either way.
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # told that its backend ends, and the end has not arrived yet
    OSError,
    TimeoutError,
)


class LockTimeout(Unavailable):
    """Another transaction held a row for longer than the lock timeout."""

    type, title = ("busy", "Somebody else is changing the same thing; try again in a moment")


class Reader(Protocol):
    """What a store needs to read: a transaction, or the database itself for a single statement."""

    async def one(self, kind: type[T], sql: str, *args: Any) -> T | None: ...

    async def all(self, kind: type[T], sql: str, *args: Any) -> list[T]: ...


class Transaction:
    """One database transaction. Commands receive it; they never commit, read a clock or call outside."""

    def __init__(self, connection: "PoolConnectionProxy[asyncpg.Record]", now: datetime) -> None:
        self._connection = connection
        self.now = now
        self.has_published = False
        self._pending: list[tuple[Any, ...]] = []
        self._writes: list[Write] = []

    async def one(self, kind: type[T], sql: str, *args: Any) -> T | None:
        """The first row as `kind` (a struct, or a scalar for one column), or None."""
        await self.flush()
        row = await self._connection.fetchrow(sql, *args)
        return None if row is None else _shape(kind, row)

    async def all(self, kind: type[T], sql: str, *args: Any) -> list[T]:
        await self.flush()
        return [_shape(kind, row) for row in await self._connection.fetch(sql, *args)]

    async def execute(self, sql: str, *args: Any) -> int:
        """Run a statement; how many rows it touched."""
        await self.flush()
        return _rows_touched(await self._connection.execute(sql, *args))

    async def write(self, sql: str, *args: Any, missed: type[Exception] | None = None) -> None:
        """Have a plain INSERT, UPDATE or DELETE run before the next read or the commit, in one round trip
        with the writes to other tables around it. `missed` is raised then if it touched no row.

        All is as if it had run here, but for two things: a constraint speaks up later, and it locks no row
        for what is published beside it. Where either matters: `execute`.
        """
        write = Write(sql, args, missed)
        if write.needs(self._writes):
            await self.flush()
        self._writes.append(write)

    async def flush(self) -> None:
        """Have everything written so far done now."""
        if not self._writes:
            return
        writes, self._writes = self._writes, []
        sql, args = together(writes)
        touched = await self._connection.fetchrow(sql, *args)
        checked = [write.missed for write in writes if write.missed is not None]
        for count, missed in zip(touched or (), checked, strict=False):
            if not count:
                raise missed

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what happens inside when it raises, and nothing else."""
        await self.flush()
        before = len(self._pending)
        try:
            async with self._connection.transaction():
                yield
                await self.flush()
        except BaseException as error:
            del self._pending[before:]
            self._writes.clear()
            if isinstance(error, asyncpg.DataError):
                raise _not_storable(error) from error
            raise

    async def publish(self, event: Event, *, of: UUID) -> None:
        """Append `event` to the history of the aggregate `of` and to the outbox, when this commits.

        The caller holds the aggregate's row lock, so versions are gapless; the primary key refuses the rest.
        """
        about = (context.correlation_id(), context.causation_id(), context.traceparent())
        body = msgspec.to_builtins(event, str_keys=True)
        self._pending.append((new_id(), of, event.wire_name(), body, *about))

    async def store_published(self) -> None:
        """Write what was published so far, and all else; the commit does this by itself."""
        if self._pending:
            ids, *columns = zip(*self._pending, strict=True)
            self._pending.clear()
            await self.write(EVENTS, ids, *columns, self.now)
            await self.write(OUTBOX, ids, self.now)
            self.has_published = True
        await self.flush()


class Database:
    """The service's own database. Open it with `async with`."""

    def __init__(
        self,
        url: str,
        *,
        clock: Clock | None = None,
        connections: int = 10,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """`settings` are PostgreSQL's own, for these connections. `postgresql+iam://` logs in with tokens."""
        self._url, self._password = login.postgres(url)
        self._connections = connections
        self._settings = TIMEOUTS | dict(settings or {})
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._after_publish: list[Callable[[], None]] = []
        self.clock = clock or Clock()

    async def __aenter__(self) -> Self:
        with _database_away():
            self._pool = await asyncpg.create_pool(
                self._url,
                password=self._password,
                min_size=1,
                max_size=self._connections,
                command_timeout=6,  # below the gateway's patience: a paused database is a 503, not a 504
                server_settings=self._settings,
                init=self._prepare,
                reset=_leave_as_it_is,
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _prepare(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        await connection.set_type_codec(
            "jsonb",
            schema="pg_catalog",
            format="binary",
            encoder=lambda value: b"\x01" + msgspec.json.encode(value),
            decoder=lambda data: msgspec.json.decode(data[1:]),
        )
        self.clock.follow(await connection.fetchval("SELECT clock_timestamp()"))

    @property
    def _opened(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise RuntimeError("the database is not open: use `async with`")
        return self._pool

    def after_publish(self, poke: Callable[[], None]) -> None:
        """Call `poke` after each commit that published an event, so that the relay need not look often."""
        self._after_publish.append(poke)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin; commit when the block ends, roll back when it raises."""
        with _database_away():
            async with self._opened.acquire(timeout=5) as connection, connection.transaction():
                tx = Transaction(connection, self.clock.now())
                yield tx
                await tx.store_published()
        if tx.has_published:
            for poke in self._after_publish:
                poke()

    async def one(self, kind: type[T], sql: str, *args: Any) -> T | None:
        """A single read outside any transaction."""
        with _database_away():
            row = await self._opened.fetchrow(sql, *args)
        return None if row is None else _shape(kind, row)

    async def all(self, kind: type[T], sql: str, *args: Any) -> list[T]:
        with _database_away():
            rows = await self._opened.fetch(sql, *args)
        return [_shape(kind, row) for row in rows]

    async def execute(self, sql: str, *args: Any) -> int:
        """A single statement that is a transaction by itself; how many rows it touched."""
        with _database_away():
            return _rows_touched(await self._opened.execute(sql, *args))


def _rows_touched(status: str) -> int:
    count = status.rsplit(" ", 1)[-1]
    return int(count) if count.isdigit() else 0


async def _leave_as_it_is(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Transactions are all we do with a connection, and they end; a reset is a round trip for nothing."""


def _shape(kind: type[T], row: asyncpg.Record) -> T:
    if issubclass(kind, msgspec.Struct):
        return msgspec.convert(dict(row), kind)
    return msgspec.convert(row[0], kind)


@contextlib.contextmanager
def _database_away() -> Iterator[None]:
    try:
        yield
    except asyncpg.LockNotAvailableError as error:
        raise LockTimeout from error
    except AWAY as error:
        raise Unavailable from error
    except asyncpg.DataError as error:
        raise _not_storable(error) from error


def _not_storable(error: asyncpg.DataError) -> Invalid:
    """Such as a time that UTC has no year for: checks of shape cannot know every limit of the database."""
    log.warning("value_not_storable", why=type(error).__name__)
    return Invalid(detail="a value is beyond what can be stored")
