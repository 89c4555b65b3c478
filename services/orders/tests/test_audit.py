"""Orders that contradict their ledger, their saga, their events or their parcels are found by the auditor."""

import asyncio
from uuid import UUID

from chassis.audit import BEFORE_ALL, EVENTS_HAVE_NO_GAPS, Finding, Slice, audit
from orders.audit.commands import INVARIANTS
from services.orders.tests.make import Shop

PROMISES = [*INVARIANTS, EVENTS_HAVE_NO_GAPS]
MONEY, REFUNDS, SETTLE, ANNOUNCED, PARCELS, GAPS = (each.name for each in PROMISES)
# What is planted into a confirmed order of one line, and which promises that breaks.
DRIFTS = {
    "UPDATE orders SET total_amount = total_amount + 1 WHERE id = $1": [MONEY],
    "UPDATE payments SET status = 'voided' WHERE order_id = $1": [MONEY],
    "UPDATE payments SET refunding = 7, refunded = 7 WHERE order_id = $1": [MONEY, REFUNDS],
    "UPDATE payments SET refunding = 7 WHERE order_id = $1": [REFUNDS],
    "UPDATE orders SET status = 'completed', completed_at = now() WHERE id = $1": [ANNOUNCED],
    "UPDATE orders SET status = 'awaiting_payment' WHERE id = $1": [SETTLE, ANNOUNCED],
    "UPDATE sagas SET step = 'capture' WHERE order_id = $1": [SETTLE],
    "UPDATE order_lines SET fulfilling = 1 WHERE order_id = $1": [PARCELS],
    "INSERT INTO events (event_id, aggregate_id, version, type, body, at) "
    "SELECT gen_random_uuid(), $1, 99, 'x', '{}', now()": [GAPS],
}
STUCK = (
    "UPDATE sagas SET deadline_at = $2::timestamptz - interval '11 minutes', "
    "next_at = $2::timestamptz + interval '1 day', lease_until = $2::timestamptz + interval '1 day' "
    "WHERE order_id = $1"
)


async def look(shop: Shop, **how: bool) -> dict[str, list[Finding]]:
    reports = await audit(shop.orders.db, PROMISES, **how)
    assert all(report.checked for report in reports)
    return {report.invariant: report.found for report in reports if report.found}


async def test_what_is_under_way_and_what_is_over_is_no_drift(shop: Shop) -> None:
    variant = await shop.stocked(9)
    for card in ("pm_card_visa", "pm_card_authenticationRequired", "pm_card_chargeDeclined"):
        await shop.place(variant, payment_method=card)
    await shop.fault("capture", "reset_after")
    unknown = await shop.place(variant)
    assert unknown.status in (201, 202), unknown
    order = await shop.bought(3, 2)
    await shop.delivered(order["id"], 2, 0)
    await shop.shipped(order["id"], 0, 1)
    await shop.keep(
        f"orders/{order['id']}/refunds", {"amount": order["total"] | {"amount": 5}, "reason": "x"}
    )
    assert await look(shop) == {}
    await shop.pay_back()
    cancelled = await shop.bought(1)
    await shop.ask(f"orders/{cancelled['id']}/cancel")
    assert await look(shop) == {}
    await shop.pay_back()
    await shop.settle(cancelled["id"])
    assert await look(shop) == {}


async def test_no_purchase_looks_wrong_at_any_moment(shop: Shop) -> None:
    variant = await shop.stocked(30)
    await shop.place(variant)
    buying = asyncio.gather(*(shop.place(variant) for _ in range(12)))
    while not buying.done():
        for promise in PROMISES:
            looked = await promise.look(shop.orders.db, Slice(BEFORE_ALL, 200, shop.orders.clock.now()))
            assert [each for each in looked if each.wrong is not None] == []
    assert {answer.status for answer in await buying} <= {201, 202}


async def test_each_drift_is_found_and_money_is_left_to_people(shop: Shop) -> None:
    for plant, broken in DRIFTS.items():
        order = UUID((await shop.bought(1))["id"])
        await shop.orders.db.execute(plant, order)
        found = await look(shop, repair=True, dry_run=False)
        assert [name for name, drifts in found.items() if order in [each.id for each in drifts]] == broken, (
            plant
        )
        assert not any(each.is_right for drifts in found.values() for each in drifts)


async def test_a_late_order_that_nobody_was_shown_is_pushed(shop: Shop) -> None:
    await shop.fault("authorize", "reset_before", times=2)
    order = UUID((await shop.place(await shop.stocked(3))).json["id"])
    assert await look(shop) == {}
    await shop.orders.db.execute(STUCK, order, shop.orders.clock.now())
    await shop.mend()
    [late] = (await look(shop))[SETTLE]
    assert late.id == order
    assert "shown to nobody" in late.wrong
    [tried] = (await look(shop, repair=True, dry_run=True))[SETTLE]
    assert (await shop.order(str(order)))["needs_review"] is None
    [done] = (await look(shop, repair=True, dry_run=False))[SETTLE]
    assert done.repair == tried.repair == "authorize is due again, and staff is asked to look"
    assert await look(shop, repair=True, dry_run=False) == {}
    assert (await shop.settle(str(order)))["status"] == "cancelled"
    assert await look(shop) == {}
