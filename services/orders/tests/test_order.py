"""Orders: every state and action, and what the customer and staff see."""

from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from orders.checkout import model as checkout
from orders.money import Money
from orders.order.model import (
    NEXT,
    Address,
    CancelReason,
    Order,
    OrderActionRefused,
    OrderStatus,
)
from orders.payment import model as payment
from services.orders.tests.make import ADDRESS, Shop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACTIONS: dict[str, Any] = {
    "hold": lambda order: order.hold(Money(1, "EUR")),
    "confirm": lambda order: order.confirm(NOW),
    "cancel": lambda order: order.cancel(CancelReason.CUSTOMER, NOW),
    "close": lambda order: order.close(NOW),
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


@pytest.mark.parametrize("table", [NEXT, payment.NEXT, checkout.NEXT], ids=["order", "payment", "saga"])
def test_the_readme_shows_the_tables(table: dict[tuple[Any, str], Any]) -> None:
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
    staff = shop.orders.as_account(uuid4(), "support_agent")
    confirmed = (await staff.get(f"/v1/admin/orders?customer_id={shop.customer_id}&status=confirmed")).json
    assert [order["status"] for order in confirmed["items"]] == ["confirmed"]
    assert confirmed["items"][0]["customer_id"] == str(shop.customer_id)
    assert (await shop.customer.get("/v1/admin/orders")).problem == "forbidden"


async def test_a_customers_view_has_no_staff_fields(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    assert not {"needs_review", "customer_id", "payment_method"} & order.keys()
