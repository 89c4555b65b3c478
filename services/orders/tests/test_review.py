"""Orders that cannot go on by themselves: shown to staff, and decided about."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from chassis.testing import Answer, Client
from orders.review.workers import watch
from services.orders.tests.make import Shop

NOTE = "The provider is back."


def staff(shop: Shop) -> Client:
    return shop.orders.as_account(uuid4(), "orders:read", "orders:cancel")


async def stuck(shop: Shop, operation: str = "authorize") -> dict[str, Any]:
    """An order whose provider never answers."""
    await shop.fault(operation, "reset_before", times=100)
    order = (await shop.place(await shop.stocked(5))).json
    found = await shop.settle(order["id"])
    await shop.mend()
    assert found["needs_review"] is not None
    return found


async def decide(
    shop: Shop, order_id: str, action: str, *, key: str = "key-12345678", by: Client | None = None
) -> Answer:
    path = f"/v1/admin/orders/{order_id}/review-resolution"
    return await (by or staff(shop)).post(path, {"action": action, "note": NOTE}, key=key)


async def test_staff_finds_what_waits_for_a_decision(shop: Shop) -> None:
    await shop.place(await shop.stocked(5))
    order = await stuck(shop)
    waiting = (await staff(shop).get("/v1/admin/orders?needs_review=true")).json["items"]
    assert [each["id"] for each in waiting] == [order["id"]]
    others = (await staff(shop).get("/v1/admin/orders?needs_review=false")).json["items"]
    assert len(others) == 1
    assert others[0]["id"] != order["id"]


async def test_a_retry_goes_on_where_it_stood(shop: Shop) -> None:
    order = await stuck(shop, "capture")
    answer = await decide(shop, order["id"], "retry")
    assert (answer.status, answer.json["needs_review"]) == (200, None)
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["needs_review"]) == ("confirmed", None)
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}
    [event] = await shop.orders.published("orders.review_resolved.v1")
    assert (event["action"], NOTE in str(event)) == ("retry", False)
    [review] = (await staff(shop).get(f"/v1/admin/orders/{order['id']}/reviews")).json["items"]
    assert (review["action"], review["note"], review["reason"]) == ("retry", NOTE, order["needs_review"])


async def test_a_cancellation_gives_everything_back(shop: Shop) -> None:
    order = await stuck(shop)
    answer = await decide(shop, order["id"], "cancel")
    assert (answer.status, answer.json["status"]) == (200, "cancelling")
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["cancel_reason"]) == ("cancelled", "staff")
    money = await shop.money(order["id"])
    assert money.get("authorize", 0) == money.get("void", 0)


async def test_what_is_just_being_confirmed_cannot_be_cancelled(shop: Shop) -> None:
    order = await stuck(shop, "capture")
    answer = await decide(shop, order["id"], "cancel")
    assert (answer.status, answer.problem) == (409, "order-is-settling")
    assert (await shop.order(order["id"]))["needs_review"] == order["needs_review"]
    assert (await decide(shop, order["id"], "retry")).status == 200  # the key was not used up


async def test_a_note_decides_nothing_and_a_dismissal_ends_the_question(shop: Shop) -> None:
    order = await stuck(shop)
    noted = await decide(shop, order["id"], "note", key="key-00000001")
    assert noted.json["needs_review"] == order["needs_review"]
    dismissed = await decide(shop, order["id"], "dismiss", key="key-00000002")
    assert dismissed.json["needs_review"] is None
    late = await decide(shop, order["id"], "dismiss", key="key-00000003")
    assert (late.status, late.problem) == (409, "nothing-to-review")
    assert len(await shop.orders.published("orders.review_resolved.v1")) == 1


async def test_fifty_decisions_with_one_key_are_one(shop: Shop) -> None:
    order = await stuck(shop)
    by = staff(shop)
    answers = await asyncio.gather(*(decide(shop, order["id"], "retry", by=by) for _ in range(50)))
    settled = [answer for answer in answers if answer.status == 200]
    assert {answer.status for answer in answers} <= {200, 409}
    assert len({answer.content for answer in settled}) == 1
    assert await shop.orders.db.one(int, "SELECT count(*) FROM order_reviews") == 1


@pytest.mark.parametrize(
    "body",
    [
        {"action": "refund", "note": "x"},
        {"action": "retry"},
        {"action": "retry", "note": ""},
        {"action": "retry", "note": "x" * 1001},
        {"action": "retry", "note": "\u0000"},
        {"action": "retry", "note": "x", "status": "confirmed"},
        {"note": "x"},
    ],
)
async def test_a_wrong_decision_changes_nothing(shop: Shop, body: dict[str, Any]) -> None:
    path = f"/v1/admin/orders/{uuid4()}/review-resolution"
    answer = await staff(shop).post(path, body, key="key-12345678")
    assert (answer.status, answer.problem) == (422, "invalid")


async def test_who_may_decide(shop: Shop) -> None:
    unknown = await decide(shop, str(uuid4()), "retry")
    assert (unknown.status, unknown.problem) == (404, "order-not-found")
    assert (await staff(shop).get(f"/v1/admin/orders/{uuid4()}/reviews")).problem == "order-not-found"
    assert (await decide(shop, str(uuid4()), "retry", by=shop.customer)).status == 403
    reader = shop.orders.as_account(uuid4(), "orders:read")
    assert (await decide(shop, str(uuid4()), "retry", by=reader)).status == 403
    path = f"/v1/admin/orders/{uuid4()}/review-resolution"
    keyless = await staff(shop).post(path, {"action": "retry", "note": "x"})
    assert keyless.problem == "idempotency-key-missing"


async def test_an_order_past_its_deadline_is_shown_and_counted(shop: Shop) -> None:
    await shop.fault("authorize", "timeout_before")
    order = (await shop.place(await shop.stocked(5))).json
    shop.orders.clock.advance(minutes=15, seconds=31)
    await watch(shop.orders.db)
    assert b"sagas_overdue 1.0" in (await shop.orders.http.get("/metrics")).content
    assert (seen("sagas_running"), seen("payments_unknown")) == (1, 1)
    assert 931 <= seen("payments_unknown_seconds") <= seen("saga_oldest_seconds") < 1000
    assert (await shop.order(order["id"]))["needs_review"] is None  # a moment for the workers
    shop.orders.clock.advance(minutes=5)
    await watch(shop.orders.db)
    await watch(shop.orders.db)
    assert (await shop.order(order["id"]))["needs_review"] == "authorize is past the order's deadline"
    assert len(await shop.orders.published("orders.needs_review.v1")) == 1
    settled = await shop.settle(order["id"])
    assert (settled["status"], settled["needs_review"]) == ("cancelled", None)
    await watch(shop.orders.db)
    assert b"sagas_overdue 0.0" in (await shop.orders.http.get("/metrics")).content
    assert seen("sagas_running") == seen("saga_oldest_seconds") == 0
    assert seen("payments_unknown") == seen("payments_unknown_seconds") == 0


def seen(name: str) -> float:
    value = REGISTRY.get_sample_value(name)
    assert value is not None, name
    return value
