"""Refunds: never more than was captured, each once, whatever the provider answers and who asks at once."""

import asyncio
from itertools import product
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import stripe

from chassis.testing import Answer, Client
from orders.payment import commands as payments
from orders.payment.model import Kind, OperationState, Outcome
from orders.payment.provider import refunded
from orders.refund import commands, store
from orders.refund.model import NEXT, Cause, Overtaken, Refund, RefundActionRefused, RefundStatus
from services.orders.tests.make import STAFF, Shop, pieces
from services.orders.tests.test_order import NOW

ACTIONS: dict[str, Any] = {
    "succeed": lambda refund: refund.succeed(NOW),
    "fail": lambda refund: refund.fail("no", NOW),
}


@pytest.mark.parametrize(("status", "action"), list(product(RefundStatus, ACTIONS)))
def test_every_action_moves_as_the_table_says_or_is_refused(status: RefundStatus, action: str) -> None:
    refund = Refund(uuid4(), uuid4(), status, Cause.GOODWILL, 1, "EUR", NOW)
    if (status, action) in NEXT:
        ACTIONS[action](refund)
        assert refund.status == NEXT[status, action]
    else:
        with pytest.raises(RefundActionRefused):
            ACTIONS[action](refund)
        assert refund.status == status


async def give(
    shop: Shop, order_id: str, amount: int, *, by: Client | None = None, currency: str = "EUR"
) -> Answer:
    body = {"amount": {"amount": amount, "currency": currency}, "reason": "It came late"}
    path = f"/v1/admin/orders/{order_id}/refunds"
    return await (by or shop.keeper).post(path, body, key=str(uuid4()))


async def test_an_order_is_refunded_in_parts_and_never_above_what_was_captured(shop: Shop) -> None:
    order = await shop.bought(2)
    for amount in (1000, 2998):
        answer = await give(shop, order["id"], amount)
        assert (answer.status, answer.json["status"]) == (201, "pending")
    refused = await give(shop, order["id"], 1)
    assert (refused.status, refused.problem) == (409, "refund-too-large")
    assert refused.json["refundable"] == {"amount": 0, "currency": "EUR"}
    assert (await shop.order(order["id"]))["payment_status"] == "paid"
    await shop.pay_back()
    assert (await shop.order(order["id"]))["payment_status"] == "refunded"
    assert (await shop.money(order["id"]))["refund"] == 3998
    events = await shop.orders.published("orders.refund_succeeded.v1")
    assert [event["amount"]["amount"] for event in events] == [1000, 2998]
    own = (await shop.customer.get(f"/v1/orders/{order['id']}/refunds")).json["items"]
    assert [event["refund_id"] for event in events] == [refund["id"] for refund in own]
    assert "reason" not in own[0]


async def test_goodwill_above_the_limit_takes_another_permission(shop: Shop) -> None:
    order = await shop.bought(4)
    lead = shop.orders.as_account(uuid4(), "orders:read", "orders:refund")
    assert (await give(shop, order["id"], 5001, by=lead)).problem == "refund-above-limit"
    assert (await give(shop, order["id"], 3000, by=lead)).status == 201
    refused = await give(shop, order["id"], 2001, by=lead)
    assert (refused.status, refused.problem) == (403, "refund-above-limit")
    assert refused.json["limit"] == {"amount": 5000, "currency": "EUR"}
    assert (await give(shop, order["id"], 2000, by=lead)).status == 201
    assert (await give(shop, order["id"], 2996)).status == 201
    agent = shop.orders.as_account(uuid4(), "orders:read", "orders:cancel")
    for who in (agent, shop.customer):
        assert (await give(shop, order["id"], 1, by=who)).problem == "forbidden"


async def test_many_who_refund_at_once_give_back_what_was_captured(shop: Shop) -> None:
    order = await shop.bought(1)
    answers = await asyncio.gather(*(give(shop, order["id"], 800) for _ in range(8)))
    assert sorted(answer.status for answer in answers) == [201] * 2 + [409] * 6
    await asyncio.gather(*(shop.pay_back() for _ in range(4)))
    assert (await shop.money(order["id"]))["refund"] == 1600


async def test_refunding_and_cancelling_at_once_gives_everything_back_once(shop: Shop) -> None:
    for _ in range(5):
        order = await shop.bought(2)
        given, cancelled = await asyncio.gather(
            give(shop, order["id"], 1500),
            shop.customer.post(f"/v1/orders/{order['id']}/cancel", key=str(uuid4())),
        )
        assert cancelled.status == 200
        settled = await shop.settle(order["id"])
        assert (settled["status"], settled["payment_status"]) == ("cancelled", "refunded")
        assert (await shop.money(order["id"]))["refund"] == 3998
        assert len(await shop.refunds(order["id"])) == (2 if given.status == 201 else 1)


async def test_the_database_refuses_what_the_code_would_let_through(shop: Shop) -> None:
    order = await shop.bought(1)
    with pytest.raises(asyncpg.CheckViolationError):
        await shop.orders.db.execute("UPDATE payments SET refunding = amount + 1")
    for change in (
        "UPDATE order_lines SET cancelled = 2",
        "UPDATE order_lines SET cancelled = 1, fulfilling = 1",
        "UPDATE order_lines SET shipped = 1",
        "UPDATE order_lines SET fulfilling = 1, delivered = 1",
        "UPDATE order_lines SET announced = 1",
        "UPDATE order_lines SET fulfilling = 1, shipped = 1, delivered = 1, returned = 1",
        "UPDATE order_lines SET returned = -1",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await shop.orders.db.execute(change)
    assert (await shop.order(order["id"]))["payment_status"] == "paid"


FAULTS = ["timeout_before", "timeout_after", "error_500", "error_500_after", "reset_before", "reset_after"]


@pytest.mark.parametrize("kind", FAULTS)
async def test_an_answer_that_is_lost_is_found_and_money_goes_back_once(shop: Shop, kind: str) -> None:
    order = await shop.bought(1)
    await shop.fault("refund", kind, times=2, seconds=0)
    await give(shop, order["id"], 700)
    await give(shop, order["id"], 300)
    for _ in range(12):
        await shop.pay_back()
        shop.orders.clock.advance(seconds=61)
    assert [status for _, status, _ in await shop.refunds(order["id"])] == ["succeeded"] * 2
    assert (await shop.money(order["id"]))["refund"] == 1000
    assert (await shop.order(order["id"]))["needs_review"] is None


# A fault of ours when it is written down that the money went back; once.
FAILS_ONCE = """
CREATE SEQUENCE fails;
CREATE FUNCTION fails_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('fails') = 1 THEN RAISE 'no space left'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fails_once BEFORE UPDATE ON refunds FOR EACH ROW
  WHEN (NEW.status = 'succeeded') EXECUTE FUNCTION fails_once();
"""


async def test_a_refund_that_could_not_be_written_down_is_not_taken_for_done(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.orders.db.execute(FAILS_ONCE)
    await give(shop, order["id"], 700)
    await shop.pay_back()
    assert await shop.refunds(order["id"]) == [("goodwill", "pending", 700)]
    shop.orders.clock.advance(seconds=61)
    await shop.pay_back()
    assert await shop.refunds(order["id"]) == [("goodwill", "succeeded", 700)]
    assert (await shop.order(order["id"]))["payment_status"] == "partially_refunded"
    assert (await shop.money(order["id"]))["refund"] == 700


async def test_refunds_of_an_order_go_one_after_the_other(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.fault("refund", "reset_after")
    await give(shop, order["id"], 700)
    await give(shop, order["id"], 300)
    await shop.pay_back()
    assert [status for _, status, _ in await shop.refunds(order["id"])] == ["pending"] * 2
    assert (await shop.money(order["id"]))["refund"] == 700


async def test_who_held_a_refund_for_too_long_records_nothing(shop: Shop) -> None:
    order, db = await shop.bought(1), shop.orders.db
    await give(shop, order["id"], 700)
    async with db.transaction() as tx:
        stale = await store.claim_due(tx, None)
    assert stale is not None
    call = await payments.next_call(db, stale.order_id, Kind.REFUND, refund_id=stale.id)
    shop.orders.clock.advance(seconds=11)
    await shop.pay_back()
    with pytest.raises(Overtaken):
        async with db.transaction() as tx:
            await commands.record(tx, stale, call, Outcome(OperationState.FAILED, code="no"))
    assert await shop.refunds(order["id"]) == [("goodwill", "succeeded", 700)]
    assert (await shop.order(order["id"]))["payment_status"] == "partially_refunded"
    assert await shop.orders.published("orders.refund_failed.v1") == []


async def refunded_elsewhere(shop: Shop, order_id: str) -> None:
    """Somebody gave everything back in the provider's own pages."""
    intent = await shop.orders.db.one(
        str, "SELECT provider_reference FROM payments WHERE order_id = $1::text::uuid", order_id
    )
    headers = {
        "Authorization": "Bearer sk_test_orders",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = await shop.payments.send(
        "POST", "/v1/refunds", f"payment_intent={intent}".encode(), headers=headers
    )
    assert answer.status == 200, answer


async def test_a_refund_that_the_provider_refuses_fails_and_somebody_looks(shop: Shop) -> None:
    order = await shop.bought(1)
    await refunded_elsewhere(shop, order["id"])
    await give(shop, order["id"], 700)
    await shop.pay_back()
    assert await shop.refunds(order["id"]) == [("goodwill", "failed", 700)]
    seen = await shop.order(order["id"])
    assert seen["needs_review"].startswith("refund failed")
    assert seen["payment_status"] == "paid"
    [event] = await shop.orders.published("orders.refund_failed.v1")
    assert event["amount"]["amount"] == 700
    refunding = "SELECT refunding FROM payments WHERE order_id = $1::text::uuid"
    assert await shop.orders.db.one(int, refunding, order["id"]) == 0
    assert (await give(shop, order["id"], 1999)).status == 201  # it is there for another try


async def test_a_cancellation_waits_until_its_refund_went_through(shop: Shop) -> None:
    order = await shop.bought(1)
    await shop.fault("refund", "error_500", times=100)
    await shop.ask(f"orders/{order['id']}/cancel")
    driver = shop.orders.service.provide["driver"]
    for _ in range(3):
        while await driver.advance_next():
            pass
    assert (await shop.order(order["id"]))["status"] == "cancelling"
    await shop.mend()
    assert (await shop.settle(order["id"]))["status"] == "cancelled"
    assert (await shop.money(order["id"]))["refund"] == 1999


@pytest.mark.parametrize(
    ("amount", "currency", "status", "problem"),
    [
        (2000, "EUR", 409, "refund-too-large"),
        (10**12, "EUR", 409, "refund-too-large"),
        (1, "USD", 422, "wrong-currency"),
        *((amount, "EUR", 422, "invalid") for amount in (0, -1, 10**12 + 1, 2**63, 1.5, "1", None)),
        (1, "eur", 422, "invalid"),
    ],
)
async def test_what_cannot_be_refunded_changes_nothing(
    shop: Shop, amount: Any, currency: str, status: int, problem: str
) -> None:
    order = await shop.bought(1)
    answer = await give(shop, order["id"], amount, currency=currency)
    assert (answer.status, answer.problem) == (status, problem)
    assert await shop.refunds(order["id"]) == []
    assert (await shop.money(order["id"])).get("refund") is None


async def test_nothing_goes_back_of_what_was_never_taken(shop: Shop) -> None:
    declined = await shop.place(await shop.stocked(5), payment_method="pm_card_visa_chargeDeclined")
    refused = await give(shop, declined.json["order_id"], 1)
    assert (refused.status, refused.problem) == (409, "refund-too-large")
    assert (await give(shop, str(uuid4()), 1)).problem == "order-not-found"
    free = await shop.bought(1, amount=0)
    assert (await give(shop, free["id"], 1)).problem == "refund-too-large"


async def test_a_refund_needs_a_key_and_keeps_its_answer(shop: Shop) -> None:
    order = await shop.bought(1)
    staff = shop.orders.as_account(uuid4(), *STAFF)
    path = f"/v1/admin/orders/{order['id']}/refunds"
    body = {"amount": {"amount": 100, "currency": "EUR"}, "reason": "Late"}
    assert (await staff.post(path, body)).problem == "idempotency-key-missing"
    first, again = [await staff.post(path, body, key="refund-1234") for _ in range(2)]
    assert (first.status, again.content) == (201, first.content)
    other = await staff.post(path, body | {"reason": "Other"}, key="refund-1234")
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    assert len(await shop.refunds(order["id"])) == 1


async def test_goodwill_before_a_cancellation_is_not_paid_twice(shop: Shop) -> None:
    order = await shop.bought(2)
    await give(shop, order["id"], 3000)
    done = await shop.keep(f"orders/{order['id']}/cancellations", pieces(1))
    assert done["refund"]["amount"] == 998
    await shop.pay_back()
    assert (await shop.money(order["id"]))["refund"] == 3998


@pytest.mark.parametrize(
    ("status", "state"),
    [("succeeded", "succeeded"), ("pending", "succeeded"), ("failed", "failed"), ("canceled", "failed")],
)
def test_a_refund_that_the_bank_sent_back_was_none(status: str, state: str) -> None:
    refund = stripe.Refund.construct_from({"id": "re_1", "status": status, "failure_reason": None}, None)
    assert (refunded(refund).state, refunded(refund).reference) == (state, "re_1")
