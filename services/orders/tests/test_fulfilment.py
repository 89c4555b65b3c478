"""Parcels: what may leave, once, and what the customer sees of it."""

import asyncio
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from orders.fulfilment.model import (
    NEXT,
    Fulfilment,
    FulfilmentActionRefused,
    FulfilmentStatus,
    Tracking,
)
from services.orders.tests.make import Shop, pieces
from services.orders.tests.test_order import NOW

TRACKING = {"carrier": "Correos", "tracking_number": "PK 123", "tracking_url": "https://example.com/PK123"}
ACTIONS: dict[str, Any] = {
    "ship": lambda parcel: parcel.ship(Tracking(), [], NOW),
    "deliver": lambda parcel: parcel.deliver([], NOW),
    "cancel": lambda parcel: parcel.cancel([], NOW),
}


@pytest.mark.parametrize(("status", "action"), list(product(FulfilmentStatus, ACTIONS)))
def test_every_action_moves_as_the_table_says_or_is_refused(status: FulfilmentStatus, action: str) -> None:
    parcel = Fulfilment(uuid4(), uuid4(), status, NOW)
    if (status, action) in NEXT:
        ACTIONS[action](parcel)
        assert parcel.status == NEXT[status, action]
    else:
        with pytest.raises(FulfilmentActionRefused):
            ACTIONS[action](parcel)
        assert parcel.status == status


async def test_an_order_leaves_in_two_parcels_and_is_complete(shop: Shop) -> None:
    order = await shop.bought(3)
    variant = order["lines"][0]["variant_id"]
    first = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(2))
    assert (first["status"], first["lines"]) == ("pending", [{"line": 1, "quantity": 2}])
    assert (await shop.order(order["id"]))["fulfilment_status"] == "unfulfilled"
    sent = await shop.keep(f"fulfilments/{first['id']}/ship", TRACKING)
    assert sent["status"] == "shipped"
    assert TRACKING.items() <= sent.items()
    assert (await shop.order(order["id"]))["fulfilment_status"] == "partially_shipped"
    await shop.keep(f"fulfilments/{first['id']}/deliver")
    assert (await shop.order(order["id"]))["fulfilment_status"] == "partially_delivered"
    second = await shop.shipped(order["id"], 1)
    assert (await shop.order(order["id"]))["status"] == "confirmed"
    await shop.keep(f"fulfilments/{second}/deliver")
    complete = await shop.order(order["id"])
    assert (complete["status"], complete["fulfilment_status"]) == ("completed", "delivered")
    shipped = await shop.orders.published("orders.fulfilment_shipped.v1")
    assert [(event["fulfilment_id"], event["lines"]) for event in shipped] == [
        (first["id"], [{"variant_id": variant, "quantity": 2}]),
        (second, [{"variant_id": variant, "quantity": 1}]),
    ]
    [event] = await shop.orders.published("orders.order_completed.v1")
    assert str(event["of"]) == event["order_id"] == order["id"]


async def test_lines_of_one_variant_are_announced_once(shop: Shop) -> None:
    order = await shop.bought(2, 3)
    await shop.shipped(order["id"], 1, 2)
    [event] = await shop.orders.published("orders.fulfilment_shipped.v1")
    assert event["lines"] == [{"variant_id": order["lines"][0]["variant_id"], "quantity": 3}]


async def test_the_customer_follows_its_parcels_and_nobody_elses(shop: Shop) -> None:
    order = await shop.bought(1)
    parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1))
    await shop.keep(f"fulfilments/{parcel['id']}/ship", TRACKING)
    path = f"/v1/orders/{order['id']}/fulfilments"
    [seen] = (await shop.customer.get(path)).json["items"]
    assert seen["tracking_number"] == "PK 123"
    assert (await shop.keeper.get(f"/v1/admin/orders/{order['id']}/fulfilments")).json["items"] == [seen]
    assert (await shop.orders.as_account(uuid4()).get(path)).problem == "order-not-found"
    assert (await shop.keeper.get(f"/v1/admin/orders/{uuid4()}/fulfilments")).problem == "order-not-found"


async def test_pieces_of_a_cancelled_parcel_go_into_another(shop: Shop) -> None:
    order = await shop.bought(1)
    parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1))
    await shop.keep(f"fulfilments/{parcel['id']}/cancel")
    assert len(await shop.orders.published("orders.fulfilment_cancelled.v1")) == 1
    await shop.shipped(order["id"], 1)
    refused = await shop.keeper.post(f"/v1/admin/fulfilments/{parcel['id']}/ship", {}, key=str(uuid4()))
    assert (refused.status, refused.problem) == (409, "fulfilment-action-refused")


async def test_a_held_order_is_not_sent(shop: Shop) -> None:
    order = await shop.bought(2)
    parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1))
    held = await shop.keep(f"orders/{order['id']}/hold", {"reason": "Strange address"})
    assert held["hold_reason"] == (await shop.order(order["id"]))["hold_reason"] == "Strange address"
    for path, body in (
        (f"orders/{order['id']}/fulfilments", pieces(1)),
        (f"fulfilments/{parcel['id']}/ship", {}),
    ):
        refused = await shop.keeper.post(f"/v1/admin/{path}", body, key=str(uuid4()))
        assert (refused.status, refused.problem) == (409, "order-on-hold")
    assert "hold_reason" not in (await shop.customer.get(f"/v1/orders/{order['id']}")).json
    assert (await shop.keep(f"orders/{order['id']}/resume"))["hold_reason"] is None
    await shop.keep(f"fulfilments/{parcel['id']}/ship", {})


async def test_two_who_send_the_last_piece_at_once_send_it_once(shop: Shop) -> None:
    for _ in range(5):
        order = await shop.bought(3)
        path = f"/v1/admin/orders/{order['id']}/fulfilments"
        answers = await asyncio.gather(
            *(shop.keeper.post(path, pieces(2), key=str(uuid4())) for _ in range(4))
        )
        assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
        [parcel] = [answer.json["id"] for answer in answers if answer.status == 201]
        ship = f"/v1/admin/fulfilments/{parcel}/ship"
        shipped = await asyncio.gather(*(shop.keeper.post(ship, {}, key=str(uuid4())) for _ in range(4)))
        assert sorted(answer.status for answer in shipped) == [200, 409, 409, 409]
    assert len(await shop.orders.published("orders.fulfilment_shipped.v1")) == 5


async def test_the_same_key_sends_once(shop: Shop) -> None:
    order = await shop.bought(2)
    staff, path = shop.keeper, f"/v1/admin/orders/{order['id']}/fulfilments"
    first, again = [await staff.post(path, pieces(1), key="parcel-1234") for _ in range(2)]
    assert (first.status, again.content) == (201, first.content)
    assert len((await staff.get(path)).json["items"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (pieces(4), 409, "quantity-exceeded"),
        (pieces(2) | {"lines": pieces(2)["lines"] * 2}, 409, "quantity-exceeded"),
        (pieces(1, line=2), 422, "unknown-line"),
        (pieces(1, 1), 422, "unknown-line"),
        *(
            ({"lines": [{"line": 1, "quantity": quantity}]}, 422, "invalid")
            for quantity in (0, -1, 1000, 2**31, 1.5, "1", None, True)
        ),
        ({"lines": []}, 422, "invalid"),
        ({"lines": pieces(1)["lines"] * 101}, 422, "invalid"),
        ({"lines": [{"line": 0, "quantity": 1}]}, 422, "invalid"),
        (pieces(1) | {"status": "shipped"}, 422, "invalid"),
        ({}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_sent_changes_nothing(
    shop: Shop, body: dict[str, Any], status: int, problem: str
) -> None:
    order = await shop.bought(3)
    path = f"/v1/admin/orders/{order['id']}/fulfilments"
    answer = await shop.keeper.post(path, body, key=str(uuid4()))
    assert (answer.status, answer.problem) == (status, problem)
    if problem == "quantity-exceeded":
        assert answer.json["lines"] == [{"line": 1, "left": 3}]
    assert (await shop.keeper.get(path)).json["items"] == []
    assert await shop.orders.db.one(int, "SELECT sum(fulfilling) FROM order_lines") == 0


@pytest.mark.parametrize(
    "tracking",
    [
        {"tracking_url": "http://example.com"},
        {"tracking_url": "javascript:alert(1)"},
        {"tracking_url": "https://example.com/a b"},
        {"tracking_number": "<b>"},
        {"carrier": ""},
        {"quantity": 1},
    ],
)
async def test_tracking_that_nobody_can_follow_is_refused(shop: Shop, tracking: dict[str, Any]) -> None:
    order = await shop.bought(1)
    parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1))
    answer = await shop.keeper.post(f"/v1/admin/fulfilments/{parcel['id']}/ship", tracking, key=str(uuid4()))
    assert (answer.status, answer.problem) == (422, "invalid")
    assert await shop.orders.published("orders.fulfilment_shipped.v1") == []


async def test_only_what_is_paid_for_is_sent(shop: Shop) -> None:
    refused = (await shop.place(await shop.stocked(0))).json["order_id"]
    answer = await shop.keeper.post(f"/v1/admin/orders/{refused}/fulfilments", pieces(1), key=str(uuid4()))
    assert (answer.status, answer.problem) == (409, "order-action-refused")
    for path in (f"orders/{uuid4()}/fulfilments", f"fulfilments/{uuid4()}/ship"):
        body = {} if path.endswith("ship") else pieces(1)
        assert (await shop.keeper.post(f"/v1/admin/{path}", body, key=str(uuid4()))).status == 404


async def test_parcels_wait_in_line_and_only_who_may_sends_them(shop: Shop) -> None:
    order = await shop.bought(3)
    made = [(await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1)))["id"] for _ in range(3)]
    first = (await shop.keeper.get("/v1/admin/fulfilments?limit=2")).json
    assert [parcel["id"] for parcel in first["items"]] == made[:2]
    second = (await shop.keeper.get(f"/v1/admin/fulfilments?limit=2&cursor={first['next']}")).json
    assert ([parcel["id"] for parcel in second["items"]], second["next"]) == (made[2:], None)
    agent = shop.orders.as_account(uuid4(), "orders:read", "orders:cancel", "orders:refund")
    for who in (agent, shop.customer):
        for path in (f"orders/{order['id']}/hold", f"fulfilments/{made[0]}/ship"):
            body = {"reason": "x"} if path.endswith("hold") else {}
            assert (await who.post(f"/v1/admin/{path}", body, key=str(uuid4()))).problem == "forbidden"
