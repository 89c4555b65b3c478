"""Returns: what was delivered comes back, goes on the shelf or not, and is paid for once."""

import asyncio
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from orders.order.model import LineQuantity, OrderLine
from orders.return_request.model import (
    NEXT,
    Condition,
    ReceivedLine,
    Return,
    ReturnActionRefused,
    ReturnStatus,
)
from services.orders.tests.make import Shop, pieces
from services.orders.tests.test_order import NOW

VARIANT = uuid4()
ORDER_LINES = [OrderLine(1, VARIANT, 1)]
ACTIONS: dict[str, Any] = {
    "approve": lambda found: found.approve(),
    "reject": lambda found: found.reject(NOW),
    "cancel": lambda found: found.cancel(NOW),
    "receive": lambda found: found.receive([ReceivedLine(1, 1, Condition.AS_NEW, True)], ORDER_LINES, NOW),
    "refund": lambda found: found.refund(NOW),
}


@pytest.mark.parametrize(("status", "action"), list(product(ReturnStatus, ACTIONS)))
def test_every_action_moves_as_the_table_says_or_is_refused(status: ReturnStatus, action: str) -> None:
    found = Return(uuid4(), uuid4(), uuid4(), status, "Too small", NOW, lines=[LineQuantity(1, 1)])
    if (status, action) in NEXT:
        ACTIONS[action](found)
        assert found.status == NEXT[status, action]
    else:
        with pytest.raises(ReturnActionRefused):
            ACTIONS[action](found)
        assert found.status == status


def came(quantity: int, condition: str = "as_new", *, restock: bool = True, line: int = 1) -> dict[str, Any]:
    return {"line": line, "quantity": quantity, "condition": condition, "restock": restock}


async def announced(shop: Shop, order_id: str, *quantities: int) -> str:
    wish = pieces(*quantities) | {"reason": "Too small"}
    return str((await shop.ask(f"orders/{order_id}/returns", wish))["id"])


async def approved(shop: Shop, order_id: str, *quantities: int) -> str:
    return_id = await announced(shop, order_id, *quantities)
    assert (await shop.keep(f"returns/{return_id}/approve"))["status"] == "approved"
    return return_id


async def test_a_return_comes_in_and_is_paid_for(shop: Shop) -> None:
    order = await shop.bought(3)
    variant = order["lines"][0]["variant_id"]
    await shop.delivered(order["id"], 3)
    assert (await shop.order(order["id"]))["status"] == "completed"
    return_id = await approved(shop, order["id"], 2)
    assert (await shop.order(order["id"]))["return_status"] == "requested"
    received = await shop.keep(
        f"returns/{return_id}/receive", {"lines": [came(1), came(1, "damaged", restock=False)]}
    )
    assert (received["status"], len(received["received"])) == ("received", 2)
    await shop.pay_back()
    [seen] = (await shop.customer.get("/v1/returns")).json["items"]
    assert (seen["id"], seen["status"]) == (return_id, "refunded")
    assert await shop.refunds(order["id"]) == [("return", "succeeded", 3998)]
    assert (await shop.money(order["id"]))["refund"] == 3998
    end = await shop.order(order["id"])
    assert (end["return_status"], end["payment_status"]) == ("partially_returned", "partially_refunded")
    [event] = await shop.orders.published("orders.return_received.v1")
    assert event["lines"] == [
        {"variant_id": variant, "quantity": 1, "restock": True},
        {"variant_id": variant, "quantity": 1, "restock": False},
    ]
    changes = await shop.orders.published("orders.return_changed.v1")
    assert [change["status"] for change in changes] == ["requested", "approved", "refunded"]


async def test_what_was_announced_and_did_not_come_may_come_later(shop: Shop) -> None:
    order = await shop.bought(3)
    await shop.delivered(order["id"], 3)
    return_id = await approved(shop, order["id"], 3)
    await shop.keep(f"returns/{return_id}/receive", {"lines": [came(1)]})
    again = await approved(shop, order["id"], 2)
    await shop.keep(f"returns/{again}/receive", {"lines": [came(2)]})
    await shop.pay_back()
    assert (await shop.money(order["id"]))["refund"] == 5997
    assert (await shop.order(order["id"]))["return_status"] == "returned"


async def test_a_return_that_ends_early_frees_its_pieces(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.delivered(order["id"], 1)
    rejected = await announced(shop, order["id"], 1)
    await shop.keep(f"returns/{rejected}/reject", {"reason": "It was worn"})
    kept = await announced(shop, order["id"], 1)
    await shop.ask(f"returns/{kept}/cancel")
    lost = await approved(shop, order["id"], 1)
    await shop.keep(f"returns/{lost}/cancel")
    assert (await shop.order(order["id"]))["return_status"] == "none"
    await shop.pay_back()
    assert await shop.refunds(order["id"]) == []
    statuses = [each["status"] for each in (await shop.customer.get("/v1/returns")).json["items"]]
    assert statuses == ["cancelled", "cancelled", "rejected"]


async def test_an_order_with_an_open_return_is_not_complete(shop: Shop) -> None:
    order = await shop.bought(2)
    await shop.delivered(order["id"], 1)
    return_id = await approved(shop, order["id"], 1)
    parcel = await shop.shipped(order["id"], 1)
    await shop.keep(f"fulfilments/{parcel}/deliver")
    assert (await shop.order(order["id"]))["status"] == "confirmed"
    await shop.keep(f"returns/{return_id}/receive", {"lines": [came(1)]})
    assert (await shop.order(order["id"]))["status"] == "confirmed"  # money is owed
    await shop.pay_back()
    assert (await shop.order(order["id"]))["status"] == "completed"


async def test_receiving_twice_at_once_pays_once(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.delivered(order["id"], 1)
    return_id = await approved(shop, order["id"], 1)
    path = f"/v1/admin/returns/{return_id}/receive"
    answers = await asyncio.gather(
        *(shop.keeper.post(path, {"lines": [came(1)]}, key=str(uuid4())) for _ in range(4))
    )
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    await asyncio.gather(*(shop.pay_back() for _ in range(3)))
    assert (await shop.money(order["id"]))["refund"] == 1999
    assert len(await shop.orders.published("orders.return_received.v1")) == 1


async def test_a_free_line_comes_back_for_nothing(shop: Shop) -> None:
    order = await shop.bought(1, amount=0)
    await shop.delivered(order["id"], 1)
    return_id = await approved(shop, order["id"], 1)
    done = await shop.keep(f"returns/{return_id}/receive", {"lines": [came(1)]})
    assert done["status"] == "refunded"


async def test_another_customers_order_and_return_are_not_there(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.delivered(order["id"], 1)
    return_id = await announced(shop, order["id"], 1)
    stranger = shop.orders.as_account(uuid4())
    for path, body in (
        (f"/v1/orders/{order['id']}/returns", pieces(1) | {"reason": "x"}),
        (f"/v1/returns/{return_id}/cancel", None),
        (f"/v1/returns/{UUID(int=0)}/cancel", None),
    ):
        assert (await stranger.post(path, body, key=str(uuid4()))).status == 404
    assert (await stranger.get("/v1/returns")).json["items"] == []
    agent = shop.orders.as_account(uuid4(), "orders:read", "orders:refund")
    for verb in ("approve", "cancel"):
        refused = await agent.post(f"/v1/admin/returns/{return_id}/{verb}", key=str(uuid4()))
        assert refused.problem == "forbidden"


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (pieces(2), 409, "quantity-exceeded"),
        (pieces(1, line=3), 422, "unknown-line"),
        (pieces(0, 1), 409, "quantity-exceeded"),
        ({"lines": []}, 422, "invalid"),
        (pieces(1) | {"status": "approved"}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_returned_changes_nothing(
    shop: Shop, body: dict[str, Any], status: int, problem: str
) -> None:
    order = await shop.bought(2, 1)
    await shop.delivered(order["id"], 1)
    path = f"/v1/orders/{order['id']}/returns"
    answer = await shop.customer.post(path, {"reason": "Too small"} | body, key=str(uuid4()))
    assert (answer.status, answer.problem) == (status, problem)
    assert (await shop.customer.get("/v1/returns")).json["items"] == []
    assert await shop.orders.published("orders.return_changed.v1") == []


@pytest.mark.parametrize(
    ("lines", "status", "problem"),
    [
        ([came(2)], 409, "quantity-exceeded"),
        ([came(1), came(1)], 409, "quantity-exceeded"),
        ([came(1, line=2)], 422, "unknown-line"),
        ([came(0)], 422, "invalid"),
        ([came(1, "eaten")], 422, "invalid"),
        ([], 422, "invalid"),
    ],
)
async def test_what_cannot_have_come_changes_nothing(
    shop: Shop, lines: list[dict[str, Any]], status: int, problem: str
) -> None:
    order = await shop.bought(2, 1)
    await shop.delivered(order["id"], 2, 1)
    return_id = await approved(shop, order["id"], 1)
    path = f"/v1/admin/returns/{return_id}/receive"
    answer = await shop.keeper.post(path, {"lines": lines}, key=str(uuid4()))
    assert (answer.status, answer.problem) == (status, problem)
    [seen] = (await shop.keeper.get(f"/v1/admin/orders/{order['id']}/returns")).json["items"]
    assert (seen["status"], seen["received"]) == ("approved", [])
    assert await shop.refunds(order["id"]) == []


async def test_returns_wait_in_line_for_staff(shop: Shop) -> None:
    order = await shop.bought(3)
    await shop.delivered(order["id"], 3)
    made = [await announced(shop, order["id"], 1) for _ in range(3)]
    first = (await shop.keeper.get("/v1/admin/returns?limit=2")).json
    assert [each["id"] for each in first["items"]] == made[:2]
    second = (await shop.keeper.get(f"/v1/admin/returns?limit=2&cursor={first['next']}")).json
    assert ([each["id"] for each in second["items"]], second["next"]) == (made[2:], None)
    own = (await shop.customer.get("/v1/returns?limit=2")).json
    assert [each["id"] for each in own["items"]] == made[:0:-1]
    rest = (await shop.customer.get(f"/v1/returns?limit=2&cursor={own['next']}")).json
    assert [each["id"] for each in rest["items"]] == made[:1]
