"""What contradicts itself is found, counted and put right; what is only on its way is none of it."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY

from chassis.audit import EVENTS_HAVE_NO_GAPS, REST, SLICE, Auditor, Finding, Invariant, Looked, Slice, audit
from chassis.database import Database, Reader, Transaction
from chassis.errors import Conflict, Unavailable
from chassis.ids import new_id
from chassis.testing import TurnedClock

PLANT = (
    "INSERT INTO events (event_id, aggregate_id, version, type, body, at) VALUES ($1, $2, $3, 'x', '{}', $4)"
)
JAMMED = "refused: The current state does not allow this (conflict)"
EVENTS = EVENTS_HAVE_NO_GAPS.name


@pytest.fixture
async def db(environment: dict[str, str]) -> AsyncIterator[Database]:
    async with Database(environment["DATABASE_URL"], clock=TurnedClock()) as opened:
        yield opened


async def plant(db: Database, *versions: int) -> UUID:
    """An aggregate that announced something so often."""
    of = new_id()
    for version in versions:
        await db.execute(PLANT, new_id(), of, version, db.clock.now())
    return of


def seen(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


class Boxes:
    """Boxes that may be open, and should not."""

    def __init__(self, *answers: Sequence[str | None]) -> None:
        self.ids = sorted(uuid4() for _ in answers)
        self._answers = {box: list(said) for box, said in zip(self.ids, answers, strict=True)}

    async def look(self, _: Reader, of: Slice) -> list[Looked]:
        """Each says the next of its answers, the last one for ever."""
        found = [box for box in self.ids if box > of.after][: of.most]
        return [Looked(box, said.pop(0) if len(said := self._answers[box]) > 1 else said[0]) for box in found]

    async def close(self, tx: Transaction, box: UUID) -> str | None:
        if self._answers[box][-1] == "jammed":
            raise Conflict
        await tx.execute("INSERT INTO inbox (consumer, event_id, at) VALUES ('closed', $1, $2)", box, tx.now)
        return "closed"


async def test_missing_versions_are_found_among_many_aggregates(db: Database) -> None:
    for _ in range(3):
        await plant(db, 1, 2, 3)
    gap, late = await plant(db, 1, 3), await plant(db, 2)
    [report] = await audit(db, [EVENTS_HAVE_NO_GAPS])
    assert (report.invariant, report.checked) == (EVENTS, 5)
    assert report.found == [
        Finding(gap, "2 events, versions 1 to 3"),
        Finding(late, "1 events, versions 2 to 2"),
    ]


async def test_every_slice_is_walked_and_a_pass_counts_what_it_found(db: Database) -> None:
    boxes = Boxes(*[[None]] * (SLICE + 1), ["open"])
    auditor = Auditor(db, [Invariant("boxes", boxes.look), EVENTS_HAVE_NO_GAPS])
    began = seen("audit_pass_ended_seconds")
    await auditor.look_next()
    assert seen("audit_drift", invariant="boxes") == 0
    await auditor.look_next()
    assert seen("audit_drift", invariant="boxes") == 1
    await auditor.look_next()  # the events, of which there are none
    assert seen("audit_pass_ended_seconds") >= began
    await plant(db, 2)
    await auditor.look_next()
    assert seen("audit_drift", invariant=EVENTS) == 0  # it rests
    assert isinstance(db.clock, TurnedClock)
    db.clock.advance(seconds=REST.total_seconds() + 1)
    for _ in range(3):
        await auditor.look_next()
    assert seen("audit_drift", invariant=EVENTS) == 1


async def test_a_slice_that_takes_too_long_is_looked_at_in_parts(db: Database) -> None:
    boxes, most = Boxes(*[[None]] * SLICE, ["open"]), []

    async def slow(reader: Reader, of: Slice) -> list[Looked]:
        most.append(of.most)
        if of.most > SLICE // 3:
            raise Unavailable
        return await boxes.look(reader, of)

    [report] = await audit(db, [Invariant("boxes", slow)])
    assert (report.checked, [each.id for each in report.found]) == (SLICE + 1, boxes.ids[-1:])
    assert most[:3] == [SLICE, SLICE // 2, SLICE // 4]


async def test_what_a_second_look_sees_otherwise_is_no_drift(db: Database) -> None:
    boxes = Boxes(["half open", None], ["half open", "wide open"], ["open"])
    [report] = await audit(db, [Invariant("boxes", boxes.look)])
    assert [each.id for each in report.found] == boxes.ids[2:]
    assert report.checked == 3


async def test_a_repair_is_only_kept_when_it_is_meant(db: Database) -> None:
    boxes = Boxes([None], ["open"], ["jammed"])
    promises = [Invariant("boxes", boxes.look, boxes.close), EVENTS_HAVE_NO_GAPS]
    gap = await plant(db, 2)
    for dry_run, kept in ((True, []), (False, [boxes.ids[1]])):
        report, events = await audit(db, promises, repair=True, dry_run=dry_run)
        assert [each.repair for each in report.found] == ["closed", JAMMED]
        assert [(each.id, each.repair is not None) for each in events.found] == [(gap, True)]
        assert await db.all(UUID, "SELECT event_id FROM inbox") == kept
