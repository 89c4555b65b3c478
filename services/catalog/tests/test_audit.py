"""Stock that contradicts its books is found by the auditor, and put right without anybody being oversold."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from catalog.audit.commands import invariants
from catalog.availability import Strategy
from chassis.audit import Finding, Report, audit
from chassis.testing import Running
from services.catalog.tests import make

INVARIANTS = invariants(Strategy.EXACT)
LEDGER, RESERVED, OVERSOLD, ENDED = (each.name for each in INVARIANTS)
LEVEL = "UPDATE stock_levels SET {} WHERE variant_id = $1"
LOST_MOVEMENT = (
    "INSERT INTO stock_ledger (operation_id, kind, variant_id, location_id, d_on_hand, d_reserved, at) "
    "SELECT gen_random_uuid(), 'adjust', variant_id, location_id, {}, now() FROM stock_levels "
    "WHERE variant_id = $1"
)
# As the runbook says.
RELEASED_BY_HAND = (
    "WITH released AS (UPDATE reservation_lines SET released = quantity - shipped WHERE variant_id = $1 "
    "RETURNING order_id) "
    "UPDATE reservations SET state = 'released' WHERE order_id IN (SELECT order_id FROM released)"
)
# Of 9, 2 are held. What is planted one after the other, what is found, on hand and reserved after the repair.
DRIFTS = [
    (LEVEL.format("reserved = reserved + 3"), [LEDGER, RESERVED], (9, 2)),
    (LEVEL.format("reserved = 0"), [LEDGER, RESERVED], (9, 2)),
    (LEVEL.format("on_hand = on_hand + 4"), [LEDGER], (9, 2)),
    (LEVEL.format("on_hand = on_hand - 4"), [LEDGER], (9, 2)),
    (LOST_MOVEMENT.format("0, 2"), [LEDGER], (9, 2)),
    (LOST_MOVEMENT.format("2, 0"), [LEDGER], (11, 2)),
    ("UPDATE reservation_lines SET released = 1 WHERE variant_id = $1", [RESERVED], (11, 1)),
    (RELEASED_BY_HAND, [RESERVED], (11, 0)),
]


async def look(catalog: Running, **how: bool) -> dict[str, list[Finding]]:
    reports: list[Report] = await audit(catalog.db, INVARIANTS, **how)
    assert all(report.checked for report in reports)
    return {report.invariant: report.found for report in reports if report.found}


@pytest.fixture
async def variant(catalog: Running) -> UUID:
    """One of a few, of which two of nine are held."""
    [_, variant, _] = (await make.product(catalog, 5, 9, 3)).variants
    assert (await make.hold(catalog, uuid4(), (variant, 2))).status == 200
    return variant


async def test_what_is_under_way_is_no_drift(catalog: Running, variant: UUID) -> None:
    kept, left = uuid4(), uuid4()
    await make.hold(catalog, kept, (variant, 1))
    await make.hold(catalog, left, (variant, 2), minutes=-60)  # the sweeper has only just to come by
    await make.commit(catalog, kept)
    await make.release(catalog, left)
    await make.release(catalog, uuid4())  # a tombstone
    await make.adjust(catalog, variant, 4)
    assert await look(catalog) == {}


async def test_drift_is_found_tried_and_put_right(catalog: Running, variant: UUID) -> None:
    for plant, broken, right in DRIFTS:
        await catalog.db.execute(plant, variant)
        before = await make.counts(catalog)
        tried = await look(catalog, repair=True, dry_run=True)
        assert list(tried) == broken, plant
        assert {each.id for found in tried.values() for each in found if each.is_right} == {variant}
        assert await make.counts(catalog) == before
        done = await look(catalog, repair=True, dry_run=False)
        assert list(done) == broken[:1]  # what else there was is right by then
        assert done[broken[0]] == tried[broken[0]]
        assert await make.stock(catalog, variant) == right, plant
        await make.check_books(catalog)
        assert await look(catalog, repair=True, dry_run=False) == {}
        moved = await make.manager(catalog).get(f"/v1/admin/stock/{variant}/movements?limit=1")
        assert moved.json["items"][0]["reason"].startswith("audit: on hand ")


async def test_what_would_oversell_is_left_to_people(catalog: Running, variant: UUID) -> None:
    await catalog.db.execute("ALTER TABLE stock_levels DROP CONSTRAINT never_oversold")
    await catalog.db.execute("UPDATE reservation_lines SET quantity = 12 WHERE variant_id = $1", variant)
    await catalog.db.execute(LEVEL.format("reserved = 10"), variant)
    before = await make.counts(catalog)
    found = await look(catalog, repair=True, dry_run=False)
    assert list(found) == [LEDGER, RESERVED, OVERSOLD]
    assert "stock-below-reserved" in (found[RESERVED][0].repair or "")
    assert "reserved 10, on hand 9" in found[OVERSOLD][0].wrong
    assert await make.counts(catalog) == before


async def test_a_hold_that_nobody_swept_is_expired(catalog: Running, variant: UUID) -> None:
    order_id = uuid4()
    await make.hold(catalog, order_id, (variant, 1))
    assert await look(catalog) == {}
    catalog.clock.advance(seconds=timedelta(minutes=31).total_seconds())
    found = await look(catalog, repair=True, dry_run=False)
    assert [each.repair for each in found[ENDED]] == ["expired", "expired"]  # and the one of the fixture
    assert await make.stock(catalog, variant) == (9, 0)
    await make.check_books(catalog)
    assert await look(catalog) == {}


async def test_what_is_over_keeps_nothing(catalog: Running, variant: UUID) -> None:
    await catalog.db.execute("UPDATE reservations SET state = 'expired'")
    found = await look(catalog, repair=True, dry_run=True)
    assert "expired, and keeps 2" in found[ENDED][0].wrong
    assert found[ENDED][0].repair == "nothing that could be done"
