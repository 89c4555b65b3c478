"""People get a copy of what orders knows of them, and are forgotten as soon as nothing is under way."""

from typing import Any
from uuid import UUID, uuid4

from chassis.events import Envelope
from chassis.testing import Running, message
from orders.privacy import workers
from orders.subscribed import EraseRequested, ExportRequested
from services.orders.tests.make import ADDRESS, Shop, pieces

CANARY, EURO = "Canary Winifred", {"amount": 100, "currency": "EUR"}
WHO = {
    "shipping_address": ADDRESS | {"name": CANARY, "line1": f"{CANARY} Street"},
    "email": "canary@example.com",
}


def erase(account_id: UUID, scan: int = 1) -> Envelope:
    return message(EraseRequested(account_id=account_id, scan=scan), of=account_id, version=scan)


def export(account_id: UUID, export_id: UUID) -> Envelope:
    return message(ExportRequested(export_id=export_id, account_id=account_id), of=export_id)


async def cancelled(shop: Shop) -> str:
    order_id = str((await shop.place(await shop.stocked(), **WHO)).json["id"])
    answer = await shop.customer.post(f"/v1/orders/{order_id}/cancel", key=str(uuid4()))
    assert answer.status in (200, 202), answer
    assert (await shop.settle(order_id))["status"] == "cancelled"
    return order_id


async def mentions(orders: Running) -> list[str]:
    """Every table that still holds a word of the person."""
    tables = await orders.db.all(str, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
    found = []
    for table in tables:
        sql = f"SELECT count(*) FROM \"{table}\" AS row WHERE row::text ILIKE '%canary%'"  # noqa: S608
        if await orders.db.one(int, sql):
            found.append(table)
    return found


async def done(orders: Running) -> list[dict[str, Any]]:
    return await orders.published("orders.erase_done.v1")


async def test_what_is_settled_is_forgotten_at_once(shop: Shop) -> None:
    order_id = await cancelled(shop)
    assert await mentions(shop.orders) == ["orders"]
    await shop.orders.deliver(erase(shop.customer_id))
    assert await mentions(shop.orders) == []
    order = await shop.order(order_id)
    assert (order["total"]["amount"], order["shipping_address"]["country"]) == (1999, "ES")
    assert [event["scan"] for event in await done(shop.orders) if event["of"] == shop.customer_id] == [1]


async def test_what_was_said_of_an_order_is_forgotten_with_it(shop: Shop) -> None:
    order = await shop.bought(3)
    path = f"orders/{order['id']}"
    await shop.keep(f"{path}/notes", {"text": f"{CANARY} called"})
    await shop.keep(f"{path}/hold", {"reason": f"{CANARY} moved"})
    await shop.keep(f"{path}/resume")
    await shop.keep(f"{path}/cancellations", pieces(1) | {"reason": f"{CANARY} asked"})
    await shop.keep(f"{path}/refunds", {"amount": EURO, "reason": f"Sorry, {CANARY}"})
    parcel = await shop.keep(f"{path}/fulfilments", pieces(2))
    tracking = {
        "carrier": "Post",
        "tracking_number": "CANARY1",
        "tracking_url": "https://post.example/canary",
    }
    await shop.keep(f"fulfilments/{parcel['id']}/ship", tracking)
    await shop.keep(f"fulfilments/{parcel['id']}/deliver")
    await shop.ask(f"{path}/returns", pieces(1) | {"reason": f"{CANARY} is too tall"})
    said_in = {"notes", "fulfilments", "refunds", "returns", "timeline_entries"}
    assert said_in <= set(await mentions(shop.orders))
    export_id = uuid4()
    await shop.orders.deliver(export(shop.customer_id, export_id))
    copy = (await shop.customer.get(f"/v1/exports/{export_id}/orders")).json
    assert [each["reason"] for each in copy["returns"]] == [f"{CANARY} is too tall"]
    shop.orders.clock.advance(days=31)
    await shop.orders.deliver(erase(shop.customer_id))
    assert await mentions(shop.orders) == []
    kept = (await shop.keeper.get(f"/v1/admin/{path}/timeline")).json["items"]
    assert "return_requested" in [entry["what"] for entry in kept]


async def test_what_is_on_its_way_keeps_its_address_for_a_month_at_most(shop: Shop) -> None:
    placed = await shop.place(await shop.stocked(), **WHO)
    assert placed.status == 201, placed
    await shop.orders.deliver(erase(shop.customer_id))
    assert await mentions(shop.orders) == ["orders"]
    assert shop.customer_id not in [event["of"] for event in await done(shop.orders)]
    shop.orders.clock.advance(days=29)
    while await workers.tidy(shop.orders.db):
        pass
    assert await mentions(shop.orders) == ["orders"]
    shop.orders.clock.advance(days=2)
    while await workers.tidy(shop.orders.db):
        pass
    assert await mentions(shop.orders) == []
    assert [event["of"] for event in await done(shop.orders)].count(shop.customer_id) == 1


async def test_asked_twice_and_in_any_order_is_asked_for_once(shop: Shop) -> None:
    await cancelled(shop)
    first, second = erase(shop.customer_id, 1), erase(shop.customer_id, 2)
    await shop.orders.deliver(second, first, first, second)
    scans = [event["scan"] for event in await done(shop.orders) if event["of"] == shop.customer_id]
    assert scans == [2, 2]
    assert await mentions(shop.orders) == []


async def test_who_was_forgotten_buys_nothing(shop: Shop) -> None:
    await shop.orders.deliver(erase(shop.customer_id))
    refused = await shop.place(await shop.stocked(), **WHO)
    assert (refused.status, refused.problem) == (403, "account-disabled")


async def test_a_copy_holds_everything_and_is_for_its_owner_only(shop: Shop) -> None:
    order_id, export_id = await cancelled(shop), uuid4()
    await shop.orders.deliver(*[export(shop.customer_id, export_id)] * 2)
    path = f"/v1/exports/{export_id}/orders"
    [order] = (await shop.customer.get(path)).json["orders"]
    assert (order["id"], order["email"], order["shipping_address"]["name"]) == (
        order_id,
        "canary@example.com",
        CANARY,
    )
    assert [line["unit_price"]["amount"] for line in order["lines"]] == [1999]
    stranger = shop.orders.as_account(uuid4(), "orders:read")
    assert (await stranger.get(path)).problem == "export-not-found"
    ready = await shop.orders.published("orders.export_done.v1")
    assert [event["export_id"] for event in ready] == [str(export_id)]


async def test_a_copy_is_gone_after_a_week_and_when_its_owner_is_forgotten(shop: Shop) -> None:
    await cancelled(shop)
    old, new, late = uuid4(), uuid4(), uuid4()
    await shop.orders.deliver(export(shop.customer_id, old))
    shop.orders.clock.advance(days=8)
    await shop.orders.deliver(export(shop.customer_id, new))
    await workers.tidy(shop.orders.db)
    assert (await shop.customer.get(f"/v1/exports/{old}/orders")).status == 404
    assert (await shop.customer.get(f"/v1/exports/{new}/orders")).status == 200
    await shop.orders.deliver(erase(shop.customer_id), export(shop.customer_id, late))
    assert (await shop.customer.get(f"/v1/exports/{new}/orders")).status == 404
    assert (await shop.customer.get(f"/v1/exports/{late}/orders")).status == 404
    assert await mentions(shop.orders) == []


async def test_carts_are_copied_and_forgotten(shop: Shop) -> None:
    variant, _ = await shop.offered()
    _, token = await shop.cart(variant, quantity=2)
    await shop.customer.post("/v1/carts/merge", Cart_Token=token)
    own, _ = await shop.cart(by=shop.customer)
    export_id = uuid4()
    await shop.orders.deliver(export(shop.customer_id, export_id))
    copy = (await shop.customer.get(f"/v1/exports/{export_id}/orders")).json
    assert [(cart["status"], cart["lines"]) for cart in copy["carts"]] == [
        ("active", [{"variant_id": str(variant), "quantity": 2}])
    ]
    await shop.orders.deliver(erase(shop.customer_id))
    assert (await shop.customer.get(own)).problem == "cart-not-found"
    for table in ("carts", "cart_lines"):
        assert await shop.orders.db.one(int, f"SELECT count(*) FROM {table}") == 0  # noqa: S608


async def test_nothing_is_mailed_to_who_was_forgotten(shop: Shop) -> None:
    await cancelled(shop)
    kinds = "SELECT kind FROM mails ORDER BY id"
    assert "order_confirmed" in await shop.orders.db.all(str, kinds)
    await shop.orders.deliver(erase(shop.customer_id))
    assert await shop.orders.db.all(str, kinds) == []
