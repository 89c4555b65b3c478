"""The timeline: what happened, by whom, when and why; the customer sees the public part of it."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from services.orders.tests.make import STAFF, Shop, pieces
from services.orders.tests.test_return import announced, came


async def test_a_purchase_is_on_the_timeline_though_it_writes_nothing_there(shop: Shop) -> None:
    order = await shop.bought(1)
    entries = (await shop.customer.get(f"/v1/orders/{order['id']}/timeline")).json["items"]
    assert [entry["what"] for entry in entries] == [
        "order_placed",
        "payment_authorized",
        "payment_captured",
        "order_confirmed",
    ]
    assert {entry["by"] for entry in entries} == {"system"}
    assert entries[2]["facts"] == {"amount": {"amount": 1999, "currency": "EUR"}}
    assert await shop.orders.db.one(int, "SELECT count(*) FROM timeline_entries") == 0


async def live_through(shop: Shop, order_id: str, staff_id: UUID) -> None:
    """A purchase of which one piece is cancelled, one returned, and staff hesitates."""
    staff = shop.orders.as_account(staff_id, *STAFF)
    path = f"/v1/admin/orders/{order_id}"
    await staff.post(f"{path}/notes", {"text": "Call first"}, key=str(uuid4()))
    await staff.post(f"{path}/hold", {"reason": "Strange address"})
    await staff.post(f"{path}/resume")
    await staff.post(f"{path}/cancellations", pieces(1) | {"reason": "Broken"}, key=str(uuid4()))
    await shop.pay_back()
    await shop.delivered(order_id, 3)
    return_id = await announced(shop, order_id, 1)
    await shop.keep(f"returns/{return_id}/approve")
    await shop.keep(f"returns/{return_id}/receive", {"lines": [came(1)]})
    await shop.pay_back()


async def test_everything_that_people_do_is_written_down_with_who_and_why(shop: Shop) -> None:
    order_id, staff_id = (await shop.bought(4))["id"], uuid4()
    await live_through(shop, order_id, staff_id)
    entries = (await shop.keeper.get(f"/v1/admin/orders/{order_id}/timeline")).json["items"]
    assert [entry["what"] for entry in entries][4:] == [
        "note_added",
        "put_on_hold",
        "resumed",
        "lines_cancelled",
        "refund_succeeded",
        "fulfilment_created",
        "fulfilment_shipped",
        "fulfilment_delivered",
        "order_completed",
        "return_requested",
        "return_approved",
        "return_received",
        "refund_succeeded",
        "return_refunded",
    ]
    by_what = {entry["what"]: entry for entry in entries}
    held, cancelled = by_what["put_on_hold"], by_what["lines_cancelled"]
    assert (held["by"], held["actor_id"], held["why"]) == ("staff", str(staff_id), "Strange address")
    assert cancelled["facts"] == pieces(1) | {"refund": {"amount": 1999, "currency": "EUR"}}
    assert cancelled["why"] == "Broken"
    assert by_what["return_requested"]["actor_id"] == str(shop.customer_id)
    seen = (await shop.customer.get(f"/v1/orders/{order_id}/timeline")).json["items"]
    hidden = {"note_added", "put_on_hold", "resumed", "fulfilment_created"}
    assert [entry["id"] for entry in seen] == [
        entry["id"] for entry in entries if entry["what"] not in hidden
    ]
    assert not {"why", "actor_id"} & seen[-1].keys()


async def test_a_timeline_is_paged_and_is_nobody_elses(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.ask(f"orders/{order['id']}/cancel")
    await shop.settle(order["id"])
    path = f"/v1/orders/{order['id']}/timeline"
    whole = (await shop.customer.get(path)).json["items"]
    paged, cursor = [], ""
    while cursor is not None:
        page = (await shop.customer.get(f"{path}?limit=2{cursor and f'&cursor={cursor}'}")).json
        paged, cursor = paged + page["items"], page["next"]
    assert paged == whole
    assert len(whole) == 8
    stranger = await shop.orders.as_account(uuid4()).get(path)
    missing = await shop.keeper.get(f"/v1/admin/orders/{uuid4()}/timeline")
    assert (stranger.problem, missing.problem) == ("order-not-found", "order-not-found")


@pytest.mark.parametrize("change", ["UPDATE timeline_entries SET why = 'x'", "DELETE FROM timeline_entries"])
async def test_what_is_written_down_stays(shop: Shop, change: str) -> None:
    order = await shop.bought(1)
    await shop.keep(f"orders/{order['id']}/hold", {"reason": "Strange address"})
    with pytest.raises(asyncpg.RaiseError):
        await shop.orders.db.execute(change)


async def test_what_is_refused_leaves_no_trace(shop: Shop) -> None:
    order = await shop.bought(1)
    refused = await shop.keeper.post(
        f"/v1/admin/orders/{order['id']}/fulfilments", pieces(2), key=str(uuid4())
    )
    assert refused.status == 409
    assert await shop.orders.db.one(int, "SELECT count(*) FROM timeline_entries") == 0


async def test_notes_are_for_staff_and_paged(shop: Shop) -> None:
    order = await shop.bought(1)
    path = f"/v1/admin/orders/{order['id']}/notes"
    for text in ("one", "two", "three"):
        await shop.keep(f"orders/{order['id']}/notes", {"text": text})
    first = (await shop.keeper.get(f"{path}?limit=2")).json
    rest = (await shop.keeper.get(f"{path}?limit=2&cursor={first['next']}")).json
    assert [note["text"] for note in first["items"] + rest["items"]] == ["one", "two", "three"]
    assert (await shop.customer.get(path)).problem == "forbidden"
    for body in ({"text": ""}, {"text": "x" * 5001}, {"text": "a\x00"}, {}):
        assert (await shop.keeper.post(path, body, key=str(uuid4()))).problem == "invalid"
    missing = await shop.keeper.post(f"/v1/admin/orders/{uuid4()}/notes", {"text": "x"}, key=str(uuid4()))
    assert missing.problem == "order-not-found"
