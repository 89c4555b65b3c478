"""Hold, commit, release, expire: one at a time. What happens at once is in test_reservation_races.py."""

import asyncio
import itertools
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY

from catalog.app import build
from catalog.availability import Strategy
from catalog.reservation import workers
from catalog.reservation.model import NEXT, Reservation, State, diagram
from chassis.testing import Running
from services.catalog.tests import make
from services.catalog.tests.conftest import Serve


async def act(running: Running, order_id: UUID, action: str) -> str | None:
    """The state after a commit, a release or the passing of time."""
    if action == "expire":
        running.clock.advance(minutes=21)
        while await sweep(running):
            pass
        return await running.db.one(str, "SELECT state FROM reservations WHERE order_id = $1", order_id)
    answer = await {"commit": make.commit, "release": make.release}[action](running, order_id)
    return str(answer.json["state"])


async def sweep(running: Running) -> bool:
    cache: Any = running.service.provide["cache"]
    return await workers.expire_next(running.db, cache, Strategy.FEW_LEFT)


async def test_a_hold_answers_priced_lines_and_announces_each_variant(catalog: Running) -> None:
    made = await make.product(catalog, 10, 10, name="Shirt")
    order_id = uuid4()
    answer = await make.hold(catalog, order_id, (made.variants[1], 3), (made.variants[0], 2))
    assert answer.status == 200
    assert (answer.json["order_id"], answer.json["state"]) == (str(order_id), "held")
    assert [(line["sku"], line["quantity"]) for line in answer.json["lines"]] == [
        (made.skus[1], 3),
        (made.skus[0], 2),
    ]
    assert answer.json["lines"][0] == {
        "variant_id": str(made.variants[1]),
        "product_id": str(made.id),
        "sku": made.skus[1],
        "name": "Shirt, Size 2",
        "quantity": 3,
        "unit_price": {"amount": 2001, "currency": "EUR"},
        "tax_class": "standard",
        "weight_grams": None,
    }
    changes = (await catalog.published("catalog.stock_changed.v1"))[-2:]
    assert {(c["sku"], c["version"], c["on_hand"], c["reserved"], c["available"]) for c in changes} == {
        (made.skus[0], 2, 10, 2, 8),
        (made.skus[1], 2, 10, 3, 7),
    }
    await make.check_books(catalog)


async def test_a_repeated_hold_answers_the_same_and_keeps_nothing_more(catalog: Running) -> None:
    made = await make.product(catalog, 10, 10)
    order_id, lines = uuid4(), [(made.variants[0], 2), (made.variants[1], 3)]
    first = await make.hold(catalog, order_id, *lines)
    before = await make.counts(catalog)
    staff, path = make.manager(catalog), f"/v1/admin/products/{made.id}"
    body = (await staff.get(path)).json
    del body["id"], body["version"]
    body["variants"][0]["price"]["amount"] = 1
    assert (await staff.put(path, body | {"name": "Dearer"}, If_Match='"1"')).status == 200
    again = await make.hold(catalog, order_id, *lines, minutes=1)
    assert again.content == first.content
    assert (await make.hold(catalog, order_id, *reversed(lines))).content == first.content
    after = await make.counts(catalog)
    assert (after.ledger, after.lines, after.reserved) == (before.ledger, before.lines, 5)


async def test_a_repeat_has_the_same_time_whatever_the_zone(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    zoned = (catalog.clock.now() + timedelta(minutes=5)).astimezone(timezone(timedelta(hours=2)))
    body = {"lines": [{"variant_id": made.variants[0], "quantity": 1}], "expires_at": zoned}
    path = f"/internal/reservations/{uuid4()}"
    first, again = await make.saga(catalog).put(path, body), await make.saga(catalog).put(path, body)
    assert (first.status, first.json["expires_at"][-1]) == (200, "Z")
    assert again.content == first.content


async def test_other_lines_for_the_same_order_are_refused(catalog: Running) -> None:
    made = await make.product(catalog, 10, 10)
    first, second = made.variants
    order_id = uuid4()
    await make.hold(catalog, order_id, (first, 2))
    before = await make.counts(catalog)
    for lines in ([(first, 3)], [(first, 2), (second, 1)], [(second, 2)], [(first, 1), (first, 1)]):
        answer = await make.hold(catalog, order_id, *lines)
        assert (answer.status, answer.problem) == (409, "reservation-conflict")
    assert await make.counts(catalog) == before


async def test_lines_of_the_same_variant_are_summed_for_stock_and_priced_each(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    before = await make.counts(catalog)
    short = await make.hold(catalog, uuid4(), (made.variants[0], 3), (made.variants[0], 3))
    assert (short.problem, short.json["skus"]) == ("out-of-stock", made.skus)
    assert await make.counts(catalog) == before
    answer = await make.hold(catalog, uuid4(), (made.variants[0], 3), (made.variants[0], 2))
    assert [line["quantity"] for line in answer.json["lines"]] == [3, 2]
    assert await make.stock(catalog, made.variants[0]) == (5, 5)
    await make.check_books(catalog)


async def test_all_or_nothing(catalog: Running) -> None:
    made, gone = await make.product(catalog, 5, 5), await make.product(catalog, 1, 0)
    before = await make.counts(catalog)
    order_id = uuid4()
    answer = await make.hold(
        catalog, order_id, (made.variants[0], 1), (gone.variants[0], 2), (gone.variants[1], 1)
    )
    assert (answer.status, answer.problem, answer.json["skus"]) == (409, "out-of-stock", gone.skus)
    assert await make.counts(catalog) == before
    # A refusal leaves no trace, so the same order may ask again.
    assert (await make.hold(catalog, order_id, (made.variants[0], 1))).json["state"] == "held"


async def test_only_what_is_for_sale_can_be_held(catalog: Running) -> None:
    active, draft = await make.product(catalog, 5), await make.product(catalog, 5, status="draft")
    archived, unknown = await make.product(catalog, 5, status="archived"), uuid4()
    before = await make.counts(catalog)
    asked = [active.variants[0], draft.variants[0], archived.variants[0], unknown]
    answer = await make.hold(catalog, uuid4(), *((variant_id, 1) for variant_id in asked))
    assert (answer.status, answer.problem) == (422, "unknown-variant")
    assert answer.json["variant_ids"] == sorted(map(str, asked[1:]))
    assert await make.counts(catalog) == before


async def test_one_order_has_one_currency(catalog: Running) -> None:
    price = {"amount": 1, "currency": "USD"}
    euros = await make.product(catalog, 5)
    variant = {"sku": "DOLLARS", "name": "One", "price": price, "stock": 5}
    dollars = await make.product(catalog, variants=[variant])
    before = await make.counts(catalog)
    answer = await make.hold(catalog, uuid4(), (euros.variants[0], 1), (dollars.variants[0], 1))
    assert (answer.status, answer.problem) == (422, "mixed-currencies")
    assert answer.json["currencies"] == ["EUR", "USD"]
    assert await make.counts(catalog) == before


ACTIONS = ("commit", "release", "expire")


async def test_the_sweeper_runs_by_itself(serve: Serve) -> None:
    async with serve(role="serve") as catalog, asyncio.timeout(20):
        made = await make.product(catalog, 2)
        await make.hold(catalog, uuid4(), (made.variants[0], 2))
        catalog.clock.advance(minutes=21)
        while await make.stock(catalog, made.variants[0]) != (2, 0):
            pass
        await make.check_books(catalog)


async def test_every_sequence_ends_as_the_table_says(catalog: Running) -> None:
    for actions in itertools.product(ACTIONS, repeat=3):
        await check_sequence(catalog, actions)
    await make.check_books(catalog)


async def check_sequence(catalog: Running, actions: tuple[str, ...]) -> None:
    made = await make.product(catalog, 5)
    order_id = uuid4()
    held = await make.hold(catalog, order_id, (made.variants[0], 2))
    state = State.HELD
    for action in actions:
        following = NEXT.get((state, action), state)
        before = await make.counts(catalog)
        assert await act(catalog, order_id, action) == following
        if following == state:
            assert await make.counts(catalog) == before
        state = following
        kept = 2 if state in (State.HELD, State.COMMITTED) else 0
        assert await make.stock(catalog, made.variants[0]) == (5, kept)
        repeat = await make.hold(catalog, order_id, (made.variants[0], 2))
        assert repeat.json == held.json | {"state": state}


async def test_a_release_before_its_hold_leaves_a_tombstone(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    order_id = uuid4()
    before = await make.counts(catalog)
    assert (await make.release(catalog, order_id)).json == {"order_id": str(order_id), "state": "released"}
    late = await make.hold(catalog, order_id, (made.variants[0], 2))
    assert (late.status, late.json["state"], late.json["lines"]) == (200, "released", [])
    assert (await make.commit(catalog, order_id)).json["state"] == "released"
    assert (await make.release(catalog, order_id)).json["state"] == "released"
    after = await make.counts(catalog)
    assert (after.events, after.ledger, after.reserved) == (before.events, before.ledger, 0)


async def test_a_commit_of_what_was_never_held_is_404(catalog: Running) -> None:
    answer = await make.commit(catalog, uuid4())
    assert (answer.status, answer.problem) == (404, "reservation-not-found")


async def test_what_is_committed_does_not_expire(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    order_id = uuid4()
    await make.hold(catalog, order_id, (made.variants[0], 2))
    await make.commit(catalog, order_id)
    catalog.clock.advance(days=30)
    assert not await sweep(catalog)
    assert await make.stock(catalog, made.variants[0]) == (5, 2)


async def test_expiry_gives_back_and_announces(catalog: Running) -> None:
    made = await make.product(catalog, 2)
    order_id = uuid4()
    await make.hold(catalog, order_id, (made.variants[0], 2))
    path = f"/v1/products/{made.id}"
    assert (await catalog.http.get(path)).json["variants"][0]["availability"] == "out_of_stock"
    assert not await sweep(catalog)
    catalog.clock.advance(minutes=20, seconds=1)
    assert await sweep(catalog)
    assert not await sweep(catalog)
    assert (await catalog.http.get(path)).json["variants"][0]["availability"] == "few_left"
    last = (await catalog.published("catalog.stock_changed.v1"))[-1]
    assert (last["reserved"], last["available"]) == (0, 2)
    assert (await make.commit(catalog, order_id)).json["state"] == "expired"
    assert (await make.release(catalog, order_id)).json["state"] == "expired"
    await make.check_books(catalog)


async def test_a_hold_that_cannot_expire_holds_nobody_up(catalog: Running) -> None:
    made = await make.product(catalog, 3)
    stuck, *others = [uuid4() for _ in range(3)]
    for order_id in (stuck, *others):
        await make.hold(catalog, order_id, (made.variants[0], 1))
        catalog.clock.advance(seconds=1)
    async with catalog.db.transaction() as tx:
        await tx.execute(BREAK.format(order_id=stuck))
    catalog.clock.advance(minutes=21)
    with pytest.raises(Exception, match="stuck"):
        await sweep(catalog)
    assert [await sweep(catalog) for _ in range(3)] == [True, True, False]
    assert await make.stock(catalog, made.variants[0]) == (3, 1)
    await make.check_books(catalog)
    async with catalog.db.transaction() as tx:
        await tx.execute("DROP TRIGGER stuck ON reservation_lines")
    catalog.clock.advance(minutes=1)
    assert await sweep(catalog)
    assert await make.stock(catalog, made.variants[0]) == (3, 0)
    await make.check_books(catalog)


BREAK = """
CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
CREATE TRIGGER stuck BEFORE UPDATE ON reservation_lines FOR EACH ROW
  WHEN (OLD.order_id = '{order_id}') EXECUTE FUNCTION stuck();
"""


WRONG_HOLDS: list[tuple[dict[str, Any], str]] = [
    ({"lines": []}, "/lines"),
    ({"lines": None}, "/lines"),
    ({"lines": [{"variant_id": str(uuid4()), "quantity": 1}] * 101}, "/lines"),
    ({"lines": [{"variant_id": str(uuid4()), "quantity": 0}]}, "/lines/0/quantity"),
    ({"lines": [{"variant_id": str(uuid4()), "quantity": 1000}]}, "/lines/0/quantity"),
    ({"lines": [{"variant_id": str(uuid4()), "quantity": 1.5}]}, "/lines/0/quantity"),
    ({"lines": [{"variant_id": str(uuid4()), "quantity": "1"}]}, "/lines/0/quantity"),
    ({"lines": [{"variant_id": "x", "quantity": 1}]}, "/lines/0/variant_id"),
    ({"lines": [{"variant_id": str(uuid4()), "quantity": 1, "price": 1}]}, "/lines/0/price"),
    ({"expires_at": "2030-01-01T00:00:00"}, "/expires_at"),
    ({"expires_at": "0001-01-01T00:00:00+14:00"}, "/expires_at"),
    ({"expires_at": "9999-12-31T23:59:59-14:00"}, "/expires_at"),
    ({"expires_at": "soon"}, "/expires_at"),
    ({"customer_id": str(uuid4())}, "/customer_id"),
]


async def test_a_wrong_hold_is_named(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    right = {"lines": [{"variant_id": made.variants[0], "quantity": 1}], "expires_at": catalog.clock.now()}
    for change, pointer in WRONG_HOLDS:
        answer = await make.saga(catalog).put(f"/internal/reservations/{uuid4()}", right | change)
        assert (answer.status, answer.problem, answer.json["pointer"]) == (422, "invalid", pointer), change
    assert (await make.counts(catalog)).reservations == 0


def test_every_state_and_action_has_one_outcome() -> None:
    for state, action in itertools.product(State, ("hold", "commit", "ship", "release", "expire")):
        reservation = Reservation(uuid4(), state, [], None)
        moved = reservation.act(action)
        assert (moved, reservation.state) == ((state, action) in NEXT, NEXT.get((state, action), state))


def test_the_readme_shows_the_table() -> None:
    readme = Path(__file__).parent.parent / "README.md"
    assert f"```mermaid\n{diagram()}\n```" in readme.read_text()


def test_the_service_can_be_built_without_starting_anything(environment: dict[str, str]) -> None:
    from catalog.settings import Settings

    paths = build(Settings.load(environment)).openapi()["paths"]
    assert "/internal/reservations/{order_id}" in paths


async def test_what_the_sweep_has_left_is_counted(catalog: Running) -> None:
    made = await make.product(catalog, 5)
    await make.hold(catalog, uuid4(), (made.variants[0], 1))
    await workers.measure(catalog.db)
    assert seen("reservations_past_expiry") == seen("reservations_past_expiry_seconds") == 0
    catalog.clock.advance(minutes=21)
    await workers.measure(catalog.db)
    assert seen("reservations_past_expiry") == 1
    assert 0 < seen("reservations_past_expiry_seconds") <= 21 * 60
    while await sweep(catalog):
        pass
    await workers.measure(catalog.db)
    assert seen("reservations_past_expiry") == seen("reservations_past_expiry_seconds") == 0


def seen(name: str) -> float:
    value = REGISTRY.get_sample_value(name)
    assert value is not None, name
    return value
