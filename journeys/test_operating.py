"""What an operator sees of an order at three in the morning, and puts right."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from journeys.people import People, until
from zoco.operate import audit, order, promises, queues, replay
from zoco.operate.reach import Reach, reaching

POISON = "nobody can read this"


async def test_the_way_of_an_order_names_causes_and_everybody_who_heard(people: People) -> None:
    customer = await people.customer()
    bought = (await customer.buy(await people.stocked(5))).json

    async def arrived() -> Any:
        async with reaching(people.stack) as reach:
            events = await order.happenings(reach, UUID(bought["id"]))
        return events if all(None not in event.heard.values() for event in events) else None

    events = await until(arrived)
    types = [event.type for event in events]
    assert types.index("orders.order_placed.v1") < types.index("orders.order_confirmed.v1")
    assert "catalog.stock_changed.v1" in types  # it followed from the same request
    confirmed = next(event for event in events if event.type == "orders.order_confirmed.v1")
    assert confirmed.heard.keys() == {"support", "users"}
    assert confirmed.attempts is None
    assert len({event.correlation_id for event in events}) == 1


async def test_a_lost_event_is_replayed_and_a_second_replay_changes_nothing(people: People) -> None:
    customer = await people.customer()
    bought = (await customer.buy(await people.stocked(5))).json
    of = UUID(bought["id"])

    async def status() -> Any:
        rows = await people.rows("support", "SELECT status FROM customer_orders WHERE order_id = $1", of)
        return rows[0]["status"] if rows else None

    async def is_confirmed() -> Any:
        return await status() == "confirmed"

    await until(is_confirmed)
    await people.rows("support", "DELETE FROM customer_orders WHERE order_id = $1", of)
    one, recent = replay.Selection(of), replay.Selection(since=datetime.now(UTC) - timedelta(hours=1))
    async with reaching(people.stack) as reach:
        assert await replay.replay(reach, "orders", "support", one) == 2
        assert await replay.replay(reach, "orders", "support", one, again=True, dry_run=True) == 2
        assert await status() is None  # it was handled, as far as support knows
        for _ in range(2):
            await replay.replay(reach, "orders", "support", one, again=True)
            await until(is_confirmed)
        assert await replay.replay(reach, "orders", "support", recent) >= 2
    assert await status() == "confirmed"


async def test_an_event_that_vanished_is_found_and_sent_again(people: People) -> None:
    customer = await people.customer()
    bought = (await customer.buy(await people.stocked(5))).json
    of, since = UUID(bought["id"]), datetime.now(UTC) - timedelta(hours=1)
    counted = "SELECT confirmed_at FROM customer_orders WHERE order_id = $1 AND confirmed_at IS NOT NULL"

    async def is_counted() -> Any:
        return await people.rows("users", counted, of)

    async def missing(reach: Reach) -> list[UUID]:
        found = await audit.audit(reach, since=since, until=datetime.now(UTC) + timedelta(seconds=1))
        return [lost.event.aggregate_id for lost in found if lost.subscriber == "users"]

    await until(is_counted)
    (event,) = await people.rows(
        "orders", "SELECT event_id FROM events WHERE aggregate_id = $1 AND type LIKE '%order_confirmed%'", of
    )
    # As if it had never come.
    await people.rows("users", "DELETE FROM customer_orders WHERE order_id = $1", of)
    await people.rows("users", "DELETE FROM inbox WHERE event_id = $1", event["event_id"])
    async with reaching(people.stack) as reach:
        assert of in await missing(reach)
        found = await audit.audit(reach, since=since, until=datetime.now(UTC) + timedelta(seconds=1))
        await audit.repair(reach, found)
        await until(is_counted)
        assert of not in await missing(reach)


async def test_a_dead_letter_is_shown_and_driven_back(people: People) -> None:
    async with reaching(people.stack) as reach:
        await reach.sqs.send_message(QueueUrl=await reach.queue("support"), MessageBody=POISON)

        async def is_dead() -> Any:
            found = await queues.dead_letters(reach, "support")
            return [letter for letter in found if letter.body == POISON]

        (letter,) = await until(is_dead)
        assert letter.why.startswith("unreadable")
        lags = {lag.service: lag for lag in await queues.lags(reach)}
        assert lags["support"].dead >= 1

        (sent,) = await queues.redrive(reach, "support", (letter.message_id,))
        assert sent.message_id == letter.message_id
        (again,) = await until(is_dead)  # as unreadable as before
        assert again.message_id != letter.message_id


async def test_drift_in_a_service_and_between_two_is_found_and_what_can_be_is_put_right(
    people: People,
) -> None:
    customer, variant = await people.customer(), await people.stocked(5)
    bought = UUID((await customer.buy(variant)).json["id"])

    async def drift(**how: bool) -> dict[str, Any]:
        """Of this order and this variant: promise → what became of it."""
        async with reaching(people.stack) as reach:
            words = await promises.judge(people.stack, reach, **how)
        assert {word.service for word in words} == {"catalog", "users", "orders", "support", "between"}
        found = [(word.report.invariant, each) for word in words for each in word.report.found]
        return {name: each for name, each in found if str(each.id) in (str(bought), variant)}

    await people.rows("catalog", "UPDATE reservations SET state = 'released' WHERE order_id = $1", bought)
    await people.rows(
        "catalog", "UPDATE stock_levels SET reserved = reserved + 2 WHERE variant_id = $1", UUID(variant)
    )
    tried = await drift(repair=True, dry_run=True)
    assert tried["stock_follows_its_order"].wrong == "confirmed, its reservation released"
    assert not tried["stock_follows_its_order"].is_right
    assert tried["reserved_is_what_reservations_keep"].is_right
    await people.rows("catalog", "UPDATE reservations SET state = 'committed' WHERE order_id = $1", bought)
    done = await drift(repair=True, dry_run=False)
    assert list(done) == ["stock_is_the_sum_of_its_ledger"]
    assert done["stock_is_the_sum_of_its_ledger"].repair == "on hand 5 → 5, reserved 3 → 1"
    assert done["stock_is_the_sum_of_its_ledger"].is_right
