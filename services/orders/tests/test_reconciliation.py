"""The provider's list against ours: what differs is found, and set right where that is safe."""

from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from orders.payment.model import IntentClaim, Kind, Known, OperationState, PaymentStatus
from orders.reconciliation.model import FINE, Verdict, judge
from services.orders.tests.make import Shop

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
P, V = PaymentStatus, Verdict


def claim(status: PaymentStatus, reference: str = "pi_1") -> IntentClaim:
    return IntentClaim(
        reference=reference,
        amount=1,
        currency="EUR",
        created_at=datetime.now(UTC),
        order_id=uuid4(),
        operation_id=uuid4(),
        status=status,
    )


def known(status: PaymentStatus, *, is_moving: bool = False, reference: str | None = "pi_1") -> Known:
    return Known(status, 1, "EUR", reference, is_moving, Kind.AUTHORIZE, OperationState.SUCCEEDED, 1)


@pytest.mark.parametrize(("ours", "theirs"), list(product(PaymentStatus, PaymentStatus)))
def test_old_news_of_a_living_payment_is_never_a_difference(
    ours: PaymentStatus, theirs: PaymentStatus
) -> None:
    """Whatever a payment has been through may be told late; whatever is told while a call is open is news."""
    assert judge(claim(theirs), known(ours, is_moving=True), is_live=False) in FINE
    path = [P.CREATED, P.REQUIRES_ACTION, P.AUTHORIZED, P.CAPTURED]
    if ours in path and theirs in path[: path.index(ours) + 1]:
        assert judge(claim(theirs), known(ours), is_live=False) == V.AGREES


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (P.FAILED, P.AUTHORIZED, V.STRAY_AUTHORIZATION),
        (P.EXPIRED, P.REQUIRES_ACTION, V.STRAY_AUTHORIZATION),
        (P.VOIDED, P.CAPTURED, V.STRAY_CAPTURE),
        (P.CAPTURED, P.AUTHORIZED, V.STATUS_DIFFERS),
        (P.CAPTURED, P.VOIDED, V.STATUS_DIFFERS),
        (P.AUTHORIZED, P.VOIDED, V.STATUS_DIFFERS),
        (P.EXPIRED, P.VOIDED, V.AGREES),
        (P.FAILED, P.FAILED, V.AGREES),
    ],
)
def test_what_is_true_now_is_judged_strictly(
    ours: PaymentStatus, theirs: PaymentStatus, verdict: Verdict
) -> None:
    assert judge(claim(theirs), known(ours), is_live=True) == verdict


def test_a_second_intent_of_one_order_is_a_stray() -> None:
    assert judge(claim(P.AUTHORIZED, "pi_2"), known(P.CAPTURED), is_live=True) == V.STRAY_AUTHORIZATION
    assert judge(claim(P.CAPTURED, "pi_2"), known(P.CAPTURED), is_live=True) == V.STRAY_CAPTURE
    assert judge(claim(P.VOIDED, "pi_2"), known(P.CAPTURED), is_live=True) == V.AGREES


async def every_difference(shop: Shop) -> list[dict[str, Any]]:
    """The whole report, page by page."""
    staff, path, cursor = shop.orders.as_account(uuid4(), "orders:read"), "/v1/admin/payments/differences", ""
    found: list[dict[str, Any]] = []
    while True:
        page = (await staff.get(f"{path}?limit=100{cursor}")).json
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


async def compare(shop: Shop) -> list[dict[str, Any]]:
    """A run of the comparison and of everything it suspects; the report."""
    reconciler = shop.orders.service.provide["reconciler"]
    shop.orders.clock.advance(minutes=11)
    await reconciler.compare_next()
    while await reconciler.look_into_next():
        pass
    report = await every_difference(shop)
    # The provider is shared by all tests: to this database the orders of others are unknown.
    ours = {str(each) for each in await shop.orders.db.all(type(uuid4()), "SELECT id FROM orders")}
    return [each for each in report if each["order_id"] in ours]


async def provider(shop: Shop, path: str, body: bytes = b"") -> dict[str, Any]:
    answer = await shop.payments.acting("sk_test_orders").send("POST", path, body, headers=FORM)
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


async def test_where_all_is_well_there_is_nothing_to_report(shop: Shop) -> None:
    bought = (await shop.place(await shop.stocked(5))).json
    cancelled = (await shop.place(await shop.stocked(5))).json
    await shop.customer.post(f"/v1/orders/{cancelled['id']}/cancel", key="cancel-1234")
    await shop.settle(cancelled["id"])
    await shop.place(await shop.stocked(5), payment_method="pm_card_visa_chargeDeclined")
    await shop.place(await shop.stocked(5), payment_method="pm_card_captureFails")
    assert await compare(shop) == []
    assert await compare(shop) == []
    assert await shop.money(bought["id"]) == {"authorize": 1999, "capture": 1999}


async def test_an_unknown_outcome_whose_answer_and_webhook_were_lost_is_resolved(shop: Shop) -> None:
    await shop.fault("authorize", "error_500_after")
    order = (await shop.place(await shop.stocked(5))).json
    await shop.orders.db.execute("UPDATE sagas SET next_at = 'infinity'")
    shop.orders.clock.advance(minutes=-5)
    assert await compare(shop) == []
    driver = shop.orders.service.provide["driver"]
    await driver.advance_next()
    assert (await shop.order(order["id"]))["status"] == "confirmed"
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}


async def test_what_nobody_of_ours_did_is_reported_and_left_alone(shop: Shop) -> None:
    """Somebody refunded in the provider's dashboard."""
    order = (await shop.place(await shop.stocked(5))).json
    intent = await shop.intent(order["id"])
    about = f"&metadata[order_id]={order['id']}".encode()
    refund = await provider(shop, "/v1/refunds", f"payment_intent={intent['id']}&amount=500".encode() + about)
    [difference] = await compare(shop)
    assert (difference["kind"], difference["state"]) == ("unknown_refund", "open")
    assert (difference["reference"], difference["claimed"]["amount"]) == (refund["id"], 500)
    assert difference["source"] == "list"
    assert await compare(shop) == [difference]


async def test_a_hold_that_belongs_to_a_dead_order_is_let_go_once(shop: Shop) -> None:
    declined = await shop.place(await shop.stocked(5), payment_method="pm_card_visa_chargeDeclined")
    order_id = declined.json["order_id"]
    intent = await shop.intent(order_id)
    await provider(shop, f"/v1/payment_intents/{intent['id']}/confirm", b"payment_method=pm_card_visa")
    [difference] = await compare(shop)
    assert (difference["kind"], difference["state"]) == ("stray_authorization", "repaired")
    assert await shop.money(order_id) == {"authorize": 1999, "void": 1999}
    assert await compare(shop) == [difference]
    assert len(await shop.orders.published("orders.stray_payment_returned.v1")) == 1


async def test_a_repair_whose_record_was_lost_is_recorded_by_the_next_look(shop: Shop) -> None:
    declined = await shop.place(await shop.stocked(5), payment_method="pm_card_visa_chargeDeclined")
    order_id = declined.json["order_id"]
    intent = await shop.intent(order_id)
    path = f"/v1/payment_intents/{intent['id']}"
    await provider(shop, f"{path}/confirm", b"payment_method=pm_card_visa")
    await shop.tell(await shop.intent(order_id))
    await provider(shop, f"{path}/cancel")  # as the process did that died before it wrote that down
    [difference] = await compare(shop)
    assert (difference["kind"], difference["state"]) == ("stray_authorization", "repaired")
    assert len(await shop.orders.published("orders.stray_payment_returned.v1")) == 1


async def test_a_provider_that_is_away_is_asked_again_later(shop: Shop) -> None:
    declined = await shop.place(await shop.stocked(5), payment_method="pm_card_visa_chargeDeclined")
    order_id = declined.json["order_id"]
    intent = await shop.intent(order_id)
    path = f"/v1/payment_intents/{intent['id']}"
    await provider(shop, f"{path}/confirm", b"payment_method=pm_card_visa")
    await shop.tell(await shop.intent(order_id))
    await shop.fault("cancel", "reset_before")
    reconciler = shop.orders.service.provide["reconciler"]
    with pytest.raises(Exception, match="unavailable"):
        await reconciler.look_into_next()
    assert "void" not in await shop.money(order_id)
    [difference] = await compare(shop)
    assert difference["state"] == "repaired"
    assert await shop.money(order_id) == {"authorize": 1999, "void": 1999}


async def test_a_payment_that_the_provider_has_never_heard_of_is_reported(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    await shop.orders.db.execute("UPDATE payments SET provider_reference = 'pi_gone'")
    shop.orders.clock.advance(minutes=60)
    report = {(each["kind"], each["state"]): each["reference"] for each in await compare(shop)}
    assert report[("missing", "open")] == "pi_gone"
    assert (await shop.order(order["id"]))["status"] == "confirmed"


async def test_the_ledger_says_what_payments_say_and_cannot_be_rewritten(shop: Shop) -> None:
    order = (await shop.place(await shop.stocked(5))).json
    db = shop.orders.db
    kinds = await db.all(str, "SELECT kind FROM payment_entries ORDER BY at, kind")
    assert kinds == ["authorize", "capture"]
    for statement in ("UPDATE payment_entries SET amount = 1", "DELETE FROM payment_entries"):
        with pytest.raises(Exception, match="append-only"):
            await db.execute(statement)
    assert await shop.unbalanced() == []
    await db.execute("UPDATE payments SET amount = amount + 1")
    assert [str(each) for each in await shop.unbalanced()] == [order["id"]]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "state=x", "kind=x", "cursor=x"])
async def test_a_wrong_question_is_refused(shop: Shop, query: str) -> None:
    staff = shop.orders.as_account(uuid4(), "orders:read")
    assert (await staff.get(f"/v1/admin/payments/differences?{query}")).problem == "invalid"


async def test_differences_are_for_staff(shop: Shop) -> None:
    assert (await shop.customer.get("/v1/admin/payments/differences")).status == 403
