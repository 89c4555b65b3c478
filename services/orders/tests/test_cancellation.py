"""Cancelling a part of an order: exactly its share goes back, and what was sent stays sent."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from services.orders.tests.make import Shop, pieces


async def test_two_parcels_and_a_cancelled_line_of_one_sku_leave_everything_exact(shop: Shop) -> None:
    order = await shop.bought(3, 2, amount=333)
    variant = order["lines"][0]["variant_id"]
    await shop.delivered(order["id"], 1)
    done = await shop.keep(f"orders/{order['id']}/cancellations", pieces(2, line=2) | {"reason": "Broken"})
    assert done["refund"] == {"amount": 666, "currency": "EUR"}
    await shop.delivered(order["id"], 2)
    assert (await shop.order(order["id"]))["status"] == "confirmed"  # money is still owed
    await shop.pay_back()
    end = await shop.order(order["id"])
    assert (end["status"], end["payment_status"], end["fulfilment_status"]) == (
        "completed",
        "partially_refunded",
        "delivered",
    )
    counted = [(line["cancelled"], line["shipped"], line["delivered"]) for line in end["lines"]]
    assert counted == [(0, 3, 3), (2, 0, 0)]
    assert await shop.money(order["id"]) == {"authorize": 1665, "capture": 1665, "refund": 666}
    assert await shop.refunds(order["id"]) == [("lines_cancelled", "succeeded", 666)]
    shipped = await shop.orders.published("orders.fulfilment_shipped.v1")
    assert sum(line["quantity"] for event in shipped for line in event["lines"]) == 3
    [cancelled] = await shop.orders.published("orders.lines_cancelled.v1")
    assert cancelled["lines"] == [{"variant_id": variant, "quantity": 2}]
    assert cancelled["cancellation_id"] == done["id"]


async def test_the_customer_cancels_until_something_was_sent(shop: Shop) -> None:
    order = await shop.bought(3)
    assert (await shop.ask(f"orders/{order['id']}/cancellations", pieces(1)))["refund"]["amount"] == 1999
    await shop.shipped(order["id"], 1)
    path = f"/v1/orders/{order['id']}/cancellations"
    refused = await shop.customer.post(path, pieces(1), key=str(uuid4()))
    assert (refused.status, refused.problem) == (409, "order-is-under-way")
    assert len(await shop.orders.published("orders.lines_cancelled.v1")) == 1
    await shop.keep(f"orders/{order['id']}/cancellations", pieces(1))
    assert (await shop.orders.as_account(uuid4()).post(path, pieces(1), key=str(uuid4()))).status == 404


async def test_piece_by_piece_is_worth_as_much_as_at_once(shop: Shop) -> None:
    order = await shop.bought(4, amount=333)
    for _ in range(3):
        await shop.keep(f"orders/{order['id']}/cancellations", pieces(1))
    await shop.pay_back()
    assert (await shop.money(order["id"]))["refund"] == 999


async def test_the_last_of_an_order_is_cancelled_with_the_order(shop: Shop) -> None:
    order = await shop.bought(1, 1)
    await shop.ask(f"orders/{order['id']}/cancellations", pieces(1))
    path = f"/v1/orders/{order['id']}/cancellations"
    refused = await shop.customer.post(path, pieces(1, line=2), key=str(uuid4()))
    assert (refused.status, refused.problem) == (409, "nothing-would-be-left")
    await shop.ask(f"orders/{order['id']}/cancel")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
    assert await shop.refunds(order["id"]) == [
        ("lines_cancelled", "succeeded", 1999),
        ("order_cancelled", "succeeded", 1999),
    ]
    assert (await shop.money(order["id"]))["refund"] == 3998


async def test_what_is_in_a_parcel_is_not_cancelled(shop: Shop) -> None:
    order = await shop.bought(2)
    parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(2))
    path = f"/v1/admin/orders/{order['id']}/cancellations"
    refused = await shop.keeper.post(path, pieces(1), key=str(uuid4()))
    assert (refused.status, refused.problem) == (409, "quantity-exceeded")
    assert refused.json["lines"] == [{"line": 1, "left": 0}]
    await shop.keep(f"fulfilments/{parcel['id']}/cancel")
    await shop.keep(f"orders/{order['id']}/cancellations", pieces(1))


async def test_an_order_of_which_something_was_sent_is_not_cancelled(shop: Shop) -> None:
    order = await shop.bought(2)
    await shop.shipped(order["id"], 1)
    for who, path in ((shop.customer, "/v1/orders"), (shop.keeper, "/v1/admin/orders")):
        answer = await who.post(f"{path}/{order['id']}/cancel", key=str(uuid4()))
        assert (answer.status, answer.problem) == (409, "order-action-refused")
    assert (await shop.order(order["id"]))["status"] == "confirmed"
    assert await shop.refunds(order["id"]) == []


async def test_cancelling_an_order_takes_its_parcels_apart(shop: Shop) -> None:
    order = await shop.bought(2)
    parcel = await shop.keep(f"orders/{order['id']}/fulfilments", pieces(1))
    await shop.ask(f"orders/{order['id']}/cancel")
    assert (await shop.settle(order["id"]))["status"] == "cancelled"
    refused = await shop.keeper.post(f"/v1/admin/fulfilments/{parcel['id']}/ship", {}, key=str(uuid4()))
    assert refused.problem == "order-action-refused"
    assert len(await shop.orders.published("orders.fulfilment_cancelled.v1")) == 1


async def test_sending_and_cancelling_the_same_pieces_at_once_ends_one_way(shop: Shop) -> None:
    for _ in range(5):
        order = await shop.bought(2)
        parcel, lines, whole = await asyncio.gather(
            shop.keeper.post(f"/v1/admin/orders/{order['id']}/fulfilments", pieces(2), key=str(uuid4())),
            shop.keeper.post(f"/v1/admin/orders/{order['id']}/cancellations", pieces(1), key=str(uuid4())),
            shop.customer.post(f"/v1/orders/{order['id']}/cancel", key=str(uuid4())),
        )
        assert whole.status == 200
        assert not (parcel.status == 201 and lines.status == 201)
        settled = await shop.settle(order["id"])
        assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
        assert (await shop.money(order["id"]))["refund"] == 3998


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (pieces(3), 409, "quantity-exceeded"),
        (pieces(1, line=7), 422, "unknown-line"),
        (pieces(2), 409, "nothing-would-be-left"),
        ({"lines": [{"line": 1, "quantity": 0}]}, 422, "invalid"),
        (pieces(1) | {"refund": 1}, 422, "invalid"),
        (pieces(1) | {"reason": ""}, 422, "invalid"),
        (pieces(1) | {"reason": "\x00"}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_cancelled_changes_nothing(
    shop: Shop, body: dict[str, Any], status: int, problem: str
) -> None:
    order = await shop.bought(2)
    path = f"/v1/admin/orders/{order['id']}/cancellations"
    answer = await shop.keeper.post(path, body, key=str(uuid4()))
    assert (answer.status, answer.problem) == (status, problem)
    assert await shop.refunds(order["id"]) == []
    assert await shop.orders.published("orders.lines_cancelled.v1") == []
    assert (await shop.order(order["id"]))["lines"][0]["cancelled"] == 0
