"""Orders: every state and action, and what the customer and staff see."""

from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chassis.testing import Client
from orders.checkout import model as checkout
from orders.fulfilment import model as fulfilment
from orders.order.model import (
    NEXT,
    Address,
    CancelReason,
    Order,
    OrderActionRefused,
    OrderStatus,
)
from orders.payment import model as payment
from orders.pricing.model import Breakdown
from orders.reconciliation import model as reconciliation
from orders.refund import model as refund
from orders.return_request import model as return_request
from services.orders.tests.make import ADDRESS, Shop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACTIONS: dict[str, Any] = {
    "hold": lambda order: order.hold([], Breakdown("EUR", True, (), None)),
    "confirm": lambda order: order.confirm(NOW),
    "cancel": lambda order: order.cancel(CancelReason.CUSTOMER, NOW),
    "close": lambda order: order.close(NOW),
    "complete": lambda order: order.complete(NOW),
}


def order_in(status: OrderStatus) -> Order:
    return Order(uuid4(), uuid4(), status, "pm_card_visa", Address(**ADDRESS), NOW)


@pytest.mark.parametrize(("status", "action"), list(product(OrderStatus, ACTIONS)))
def test_every_action_moves_as_the_table_says_or_is_refused(status: OrderStatus, action: str) -> None:
    order = order_in(status)
    if (status, action) in NEXT:
        ACTIONS[action](order)
        assert order.status == NEXT[status, action]
    else:
        with pytest.raises(OrderActionRefused):
            ACTIONS[action](order)
        assert order.status == status


def diagram(table: dict[tuple[Any, str], Any]) -> str:
    """The table as a Mermaid state diagram."""
    arrows = [f"  {before} --> {after}: {action}" for (before, action), after in table.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *arrows, "```"])


TABLES = {
    "order": NEXT,
    "payment": payment.NEXT,
    "saga": checkout.NEXT,
    "fulfilment": fulfilment.NEXT,
    "refund": refund.NEXT,
    "return": return_request.NEXT,
    "difference": reconciliation.NEXT,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_readme_shows_the_tables(name: str) -> None:
    table = TABLES[name]
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    assert diagram(table) in readme, diagram(table)


async def test_orders_are_listed_newest_first_and_paged(shop: Shop) -> None:
    variant = await shop.stocked(5)
    placed = [(await shop.place(variant)).json["id"] for _ in range(3)]
    first = (await shop.customer.get("/v1/orders?limit=2")).json
    assert [order["id"] for order in first["items"]] == [placed[2], placed[1]]
    second = (await shop.customer.get(f"/v1/orders?limit=2&cursor={first['next']}")).json
    assert [order["id"] for order in second["items"]] == [placed[0]]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x"])
async def test_a_wrong_page_is_refused(shop: Shop, query: str) -> None:
    assert (await shop.customer.get(f"/v1/orders?{query}")).problem == "invalid"


async def test_staff_finds_orders_by_customer_and_status(shop: Shop) -> None:
    await shop.place(await shop.stocked(5))
    await shop.place(await shop.stocked(0))
    staff = shop.orders.as_account(uuid4(), "orders:read")
    confirmed = (await staff.get(f"/v1/admin/orders?customer_id={shop.customer_id}&status=confirmed")).json
    assert [order["status"] for order in confirmed["items"]] == ["confirmed"]
    assert confirmed["items"][0]["customer_id"] == str(shop.customer_id)
    assert (await shop.customer.get("/v1/admin/orders")).problem == "forbidden"


async def test_a_customers_view_has_no_staff_fields(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    assert not {"needs_review", "customer_id", "payment_method"} & order.keys()


# What other services ask


async def placed_by(shop: Shop, count: int) -> list[str]:
    variant = await shop.stocked(count)
    return [(await shop.place(variant)).json["id"] for _ in range(count)]


def asking(shop: Shop) -> Client:
    return shop.orders.as_service("support", "orders:read")


async def test_a_service_reads_a_customers_orders_newest_first(shop: Shop) -> None:
    confirmed = (await shop.place(await shop.stocked(5))).json
    sold_out = (await shop.place(await shop.stocked(0))).json["order_id"]
    page = (await asking(shop).get(f"/internal/customers/{shop.customer_id}/orders")).json
    assert [(order["id"], order["status"]) for order in page["items"]] == [
        (sold_out, "cancelled"),
        (confirmed["id"], "confirmed"),
    ]
    seen = page["items"][1]
    assert seen.pop("version") > 1  # what an agent saw of it; no customer is shown that
    assert seen == {name: confirmed[name] for name in seen}
    statuses = {"status", "payment_status", "fulfilment_status", "return_status"}
    assert seen.keys() == {"id", "number", "total", "costs", "lines", "placed_at"} | statuses
    assert page["next"] is None


async def test_a_service_pages_through_a_customers_orders(shop: Shop) -> None:
    placed = await placed_by(shop, 3)
    path = f"/internal/customers/{shop.customer_id}/orders?limit=2"
    first = (await asking(shop).get(path)).json
    assert [order["id"] for order in first["items"]] == [placed[2], placed[1]]
    second = (await asking(shop).get(f"{path}&cursor={first['next']}")).json
    assert [order["id"] for order in second["items"]] == [placed[0]]
    assert second["next"] is None


async def test_an_older_order_comes_last_when_it_is_asked_for(shop: Shop) -> None:
    placed = await placed_by(shop, 3)
    path = f"/internal/customers/{shop.customer_id}/orders?limit=2&including="
    for including, expected in [
        (placed[0], [placed[2], placed[1], placed[0]]),
        (placed[1], [placed[2], placed[1]]),
        (uuid4(), [placed[2], placed[1]]),
    ]:
        page = (await asking(shop).get(f"{path}{including}")).json
        assert [order["id"] for order in page["items"]] == expected
        assert page["next"] == placed[1]


async def test_somebody_elses_order_is_not_included(shop: Shop) -> None:
    [order_id] = await placed_by(shop, 1)
    page = (await asking(shop).get(f"/internal/customers/{uuid4()}/orders?including={order_id}")).json
    assert page == {"items": [], "next": None}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "including=x"])
async def test_a_service_asks_for_a_wrong_page(shop: Shop, query: str) -> None:
    path = f"/internal/customers/{shop.customer_id}/orders?{query}"
    assert (await asking(shop).get(path)).problem == "invalid"


async def test_only_a_service_with_the_scope_reads_a_customers_orders(shop: Shop) -> None:
    path = f"/internal/customers/{shop.customer_id}/orders"
    issuer = shop.orders.issuer
    clients = [
        (asking(shop), 200),
        (shop.orders.as_service("support", "profiles:read"), 403),
        (shop.orders.as_service("support"), 403),
        (shop.orders.http.acting(issuer.service_token("support", "users", "orders:read")), 401),
        (shop.customer, 403),
        (shop.orders.as_account(uuid4(), "tickets:read", scope="orders:read"), 403),
        (shop.orders.as_account(uuid4(), "orders:read"), 403),
        (shop.orders.http, 401),
    ]
    assert [(await client.get(path)).status for client, _ in clients] == [status for _, status in clients]
