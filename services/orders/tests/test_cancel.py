"""Cancelling: money and stock go back, whatever the order had reached."""

import asyncio
from uuid import uuid4

import pytest

from services.orders.tests.make import Shop


async def test_a_confirmed_order_is_refunded_and_released(shop: Shop) -> None:
    variant = await shop.stocked(5)
    order = (await shop.place(variant)).json
    answer = await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    assert (answer.status, answer.json["status"]) == (200, "cancelling")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
    assert settled["cancel_reason"] == "customer"
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999, "refund": 1999}
    assert await shop.level(variant) == (5, 0)


async def test_cancelling_twice_is_cancelling_once(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    path = f"/v1/orders/{order['id']}/cancel"
    first = await shop.customer.post(path, key="cancel-1234")
    again = await shop.customer.post(path, key="cancel-1234")
    other = await shop.customer.post(path, key="cancel-5678")
    assert (first.status, again.content, other.status) == (200, first.content, 200)
    await shop.settle(order["id"])
    assert (await shop.money(order["id"]))["refund"] == 1999
    assert len(await shop.orders.published("orders.order_cancelled.v1")) == 1


async def test_a_repeat_of_the_purchase_still_gets_the_order(shop: Shop) -> None:
    variant = await shop.stocked(5)
    order = (await shop.place(variant, key="key-12345678")).json
    await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    await shop.settle(order["id"])
    again = await shop.place(variant, key="key-12345678")
    assert (again.status, again.json["status"]) == (201, "cancelled")


async def test_an_order_waiting_for_its_payment_is_voided(shop: Shop) -> None:
    variant = await shop.stocked(5)
    await shop.fault("authorize", "timeout_after")
    order = (await shop.place(variant)).json
    assert order["status"] == "awaiting_payment"
    answer = await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    assert answer.json["status"] == "cancelling"
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "voided")
    assert await shop.money(order["id"]) == {"authorize": 1999, "void": 1999}
    assert await shop.level(variant) == (5, 0)


@pytest.mark.parametrize("kind", ["error_500", "error_500_after"])
async def test_a_refund_whose_answer_stays_an_error_is_looked_up(shop: Shop, kind: str) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    await shop.fault("refund", kind)
    await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
    assert (await shop.money(order["id"]))["refund"] == 1999


@pytest.mark.parametrize("kind", ["error_500", "error_500_after"])
async def test_a_void_whose_answer_stays_an_error_is_looked_up(shop: Shop, kind: str) -> None:
    await shop.fault("cancel", kind)
    answer = await shop.place(await shop.stocked(5), payment_method="pm_card_captureFails")
    settled = await shop.settle(answer.json["order_id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "voided")
    assert await shop.money(answer.json["order_id"]) == {"authorize": 1999, "void": 1999}


async def _newest_but(seen: set[str], shop: Shop) -> str:
    """The next order, as soon as its customer can see it."""
    while (
        not (page := (await shop.customer.get("/v1/orders?limit=1")).json["items"]) or page[0]["id"] in seen
    ):
        await asyncio.sleep(0)
    return str(page[0]["id"])


async def test_a_cancel_racing_the_purchase_ends_one_way(shop: Shop) -> None:
    variant, seen = await shop.stocked(50), set[str]()
    for _ in range(10):
        placing = asyncio.create_task(shop.place(variant))
        order_id = await _newest_but(seen, shop)
        seen.add(order_id)
        path = f"/v1/orders/{order_id}/cancel"
        cancelled = await shop.customer.post(path, key=str(uuid4()))
        answer = await placing
        order = await shop.settle(order_id)
        if cancelled.status == 409:
            assert cancelled.problem == "order-is-settling"
            assert cancelled.headers["retry-after"] == "1"
            assert (answer.status, order["status"]) == (201, "confirmed")
            await shop.customer.post(path, key=str(uuid4()))
            order = await shop.settle(order_id)
        assert order["status"] in ("cancelled", "cancelling")
        money = await shop.money(order_id)
        assert money.get("capture", 0) == money.get("refund", 0)
    assert (await shop.level(variant))[1] == 0


async def test_anothers_order_is_not_there(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    stranger = shop.orders.as_account(uuid4())
    for answer in (
        await stranger.get(f"/v1/orders/{order['id']}"),
        await stranger.post(f"/v1/orders/{order['id']}/cancel", key="cancel-1234"),
    ):
        assert (answer.status, answer.problem) == (404, "order-not-found")
    missing = await stranger.get(f"/v1/orders/{uuid4()}")
    assert missing.problem == "order-not-found"
    assert (await stranger.get("/v1/orders")).json == {"items": [], "next": None}
    assert len(await shop.orders.published("orders.cancellation_started.v1")) == 0


async def test_staff_cancels_with_its_own_reason_and_agents_may_not(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    path = f"/v1/admin/orders/{order['id']}/cancel"
    agent = await shop.orders.as_account(uuid4(), "orders:read").post(path, key="cancel-1234")
    assert (agent.status, agent.problem) == (403, "forbidden")
    manager = await shop.orders.as_account(uuid4(), "orders:cancel").post(path, key="cancel-1234")
    assert manager.status == 200, manager
    assert (await shop.settle(order["id"]))["cancel_reason"] == "staff"
