"""The auditor: proves on live data, a slice of rows at a time, what must hold at every commit; repairs it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
import structlog
from prometheus_client import Gauge

from chassis.database import Database, Reader, Transaction
from chassis.errors import Refusal, Unavailable
from chassis.loops import Worker

log = structlog.get_logger()

SLICE = 200
PAUSE_SECONDS = 1.0
# From the end of a pass over everything to the next one.
REST = timedelta(minutes=5)
BEFORE_ALL = UUID(int=0)
DRIFT = Gauge(
    "audit_drift", "What contradicts itself, by the promise that it breaks: alarm above 0", ["invariant"]
)
ENDED = Gauge(
    "audit_pass_ended_seconds", "When the last pass over everything ended, or the first began: Unix time"
)


class Slice(NamedTuple):
    """The next `most` ids beyond `after`, judged as of `now`."""

    after: UUID
    most: int
    now: datetime


class Looked(msgspec.Struct, frozen=True):
    """Something that was looked at; `wrong` says with figures how it contradicts itself."""

    id: UUID
    wrong: str | None


class Invariant(msgspec.Struct, frozen=True):
    """What must hold at every commit.

    `look` judges a slice in one statement: one snapshot, so that nothing is seen half done, and no lock.
    `mend` puts one right under its lock and says what it did; None when there is nothing to do any more.
    """

    name: str
    look: Callable[[Reader, Slice], Awaitable[list[Looked]]]
    mend: Callable[[Transaction, UUID], Awaitable[str | None]] | None = None


class Walk:
    """One invariant on its way over everything there is."""

    def __init__(self, invariant: Invariant) -> None:
        self.invariant = invariant
        self.checked = 0
        self.found: list[Looked] = []
        self._after = BEFORE_ALL
        self._most = SLICE

    async def step(self, db: Database) -> bool:
        """One slice, or nothing of one that takes too long: parts of it come next. True when there may be
        more."""
        most = self._most
        try:
            looked = await self.invariant.look(db, Slice(self._after, most, db.clock.now()))
        except Unavailable:
            if most == 1:
                raise
            self._most = most // 2
            return True
        self._most = min(SLICE, most * 2)
        await self._judge(db, looked)
        return len(looked) == most

    async def _judge(self, db: Database, looked: list[Looked]) -> None:
        for each in looked:
            if each.wrong is not None and await self._is_still(db, each):
                self.found.append(each)
                log.error("audit_drift", invariant=self.invariant.name, id=str(each.id), wrong=each.wrong)
        self.checked += len(looked)
        if looked:
            self._after = looked[-1].id

    async def _is_still(self, db: Database, suspect: Looked) -> bool:
        """Wrong in the same words: a second look, for what no single snapshot proves."""
        return await self.invariant.look(db, _only(suspect.id, db.clock.now())) == [suspect]


class Auditor:
    """Walks over everything, slice by slice, again and again."""

    def __init__(self, db: Database, invariants: Sequence[Invariant]) -> None:
        self._db = db
        self._invariants = invariants
        self._ahead: list[Walk] = []
        self._next_pass = datetime.min.replace(tzinfo=UTC)
        self._drift: dict[str, int] = {}
        ENDED.set(db.clock.now().timestamp())

    @property
    def worker(self) -> Worker:
        return Worker("audit", self.look_next, idle_seconds=PAUSE_SECONDS)

    async def look_next(self) -> bool:
        """One slice of the pass under way, or of the next one when it is time."""
        now = self._db.clock.now()
        if not self._ahead and now >= self._next_pass:
            self._ahead = [Walk(invariant) for invariant in self._invariants]
        if not self._ahead:
            return False
        await self._walk_on(self._ahead[0])
        if not self._ahead:
            ENDED.set(now.timestamp())
            self._next_pass = now + REST
        return False

    async def _walk_on(self, walk: Walk) -> None:
        """What is found counts at once; what is gone counts until its walk has come to the end."""
        name, is_over = walk.invariant.name, not await walk.step(self._db)
        found = len(walk.found)
        DRIFT.labels(invariant=name).set(found if is_over else max(found, self._drift.get(name, 0)))
        if is_over:
            self._drift[name] = found
            self._ahead.remove(walk)


class Finding(msgspec.Struct, frozen=True):
    """`repair` says what was done about it, or would be, or why not; `is_right` whether it is right then."""

    id: UUID
    wrong: str
    repair: str | None = None
    is_right: bool = False


class Report(msgspec.Struct, frozen=True):
    """What became of one invariant."""

    invariant: str
    checked: int
    found: list[Finding]


async def audit(
    db: Database, invariants: Sequence[Invariant], *, repair: bool = False, dry_run: bool = True
) -> list[Report]:
    """Look at everything once. A repair that is only tried is done, and undone before anybody sees it."""
    reports = []
    for invariant in invariants:
        walk = Walk(invariant)
        while await walk.step(db):
            pass
        found = [Finding(each.id, each.wrong or "") for each in walk.found]
        if repair:
            found = [await _repaired(db, invariant, each, dry_run=dry_run) for each in found]
        reports.append(Report(invariant.name, walk.checked, found))
    return reports


class _OnlyTried(Exception):
    """Ends a transaction whose work nobody wants to keep."""


async def _repaired(db: Database, invariant: Invariant, finding: Finding, *, dry_run: bool) -> Finding:
    if invariant.mend is None:
        return msgspec.structs.replace(finding, repair="for people: docs/runbooks/AuditDrift.md")
    is_right = False
    try:
        async with db.transaction() as tx:
            did = await invariant.mend(tx, finding.id) or "nothing that could be done"
            is_right = (await invariant.look(tx, _only(finding.id, tx.now)))[0].wrong is None
            if dry_run:
                raise _OnlyTried
    except Refusal as refusal:
        did = f"refused: {refusal.title} ({refusal.type})"
    except _OnlyTried:
        pass
    return msgspec.structs.replace(finding, repair=did, is_right=is_right)


def _only(each: UUID, now: datetime) -> Slice:
    return Slice(UUID(int=each.int - 1), 1, now)


async def _gaps(reader: Reader, of: Slice) -> list[Looked]:
    """Of each aggregate, by its id: versions begin at 1 and none is missing."""
    return await reader.all(
        Looked,
        "SELECT aggregate_id AS id, CASE WHEN min(version) <> 1 OR max(version) <> count(*) THEN "
        "format('%s events, versions %s to %s', count(*), min(version), max(version)) END AS wrong "
        "FROM events WHERE aggregate_id IN (SELECT DISTINCT aggregate_id FROM events WHERE aggregate_id > $1 "
        "ORDER BY aggregate_id LIMIT $2) GROUP BY aggregate_id ORDER BY aggregate_id",
        of.after,
        of.most,
    )


EVENTS_HAVE_NO_GAPS = Invariant("events_have_no_gaps", _gaps)
