"""Checkout: from a wish to a confirmed or a cancelled order, money and stock agreeing."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.orders.tests.make import ADDRESS, Shop


async def test_two_products_are_held_paid_and_confirmed(shop: Shop) -> None:
    shirt, mug = await shop.stocked(5, amount=1999), await shop.stocked(5, amount=901)
    answer = await shop.place(shirt, mug)
    assert answer.status == 201, answer
    order = answer.json
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert order["total"] == {"amount": 2900, "currency": "EUR"}
    assert [line["unit_price"]["amount"] for line in order["lines"]] == [1999, 901]
    assert await shop.level(shirt) == (5, 1)
    assert await shop.money(order["id"]) == {"authorize": 2900, "capture": 2900}
    events = await shop.orders.published()
    assert [(event["type"], event["version"]) for event in events] == [
        ("orders.order_placed.v1", 1),
        ("orders.payment_authorized.v1", 2),
        ("orders.payment_captured.v1", 3),
        ("orders.order_confirmed.v1", 4),
    ]


async def test_out_of_stock_names_the_skus_and_holds_and_charges_nothing(shop: Shop) -> None:
    plenty, none = await shop.stocked(5), await shop.stocked(0)
    answer = await shop.place(plenty, none)
    assert (answer.status, answer.problem) == (409, "out-of-stock")
    assert len(answer.json["skus"]) == 1
    assert await shop.level(plenty) == (5, 0)
    assert await shop.money(answer.json["order_id"]) == {}


async def test_one_variant_on_two_lines_is_counted_together(shop: Shop) -> None:
    variant = await shop.stocked(3)
    line = {"variant_id": str(variant), "quantity": 2}
    answer = await shop.place(variant, lines=[line, line])
    assert answer.problem == "out-of-stock"
    assert await shop.level(variant) == (3, 0)


async def test_a_variant_that_is_not_for_sale_is_refused(shop: Shop) -> None:
    unknown = uuid4()
    answer = await shop.place(await shop.stocked(), unknown)
    assert answer.problem == "out-of-stock"
    assert answer.json["variant_ids"] == [str(unknown)]


@pytest.mark.parametrize("card", ["pm_card_visa_chargeDeclined", "pm_card_chargeDeclinedInsufficientFunds"])
async def test_a_declined_card_releases_the_stock(shop: Shop, card: str) -> None:
    variant = await shop.stocked(5)
    answer = await shop.place(variant, payment_method=card)
    assert (answer.status, answer.problem) == (402, "payment-declined")
    assert await shop.level(variant) == (5, 0)
    assert await shop.money(answer.json["order_id"]) == {}
    order = await shop.order(answer.json["order_id"])
    assert (order["status"], order["payment_status"]) == ("cancelled", "failed")


async def test_a_card_that_fails_at_capture_gives_everything_back(shop: Shop) -> None:
    variant = await shop.stocked(5)
    answer = await shop.place(variant, payment_method="pm_card_captureFails")
    assert answer.problem == "payment-declined"
    assert await shop.level(variant) == (5, 0)
    assert "capture" not in await shop.money(answer.json["order_id"])
    assert (await shop.order(answer.json["order_id"]))["payment_status"] == "voided"


async def test_another_total_than_expected_is_refused(shop: Shop) -> None:
    variant = await shop.stocked(5, amount=2000)
    answer = await shop.place(variant, expected_total={"amount": 1999, "currency": "EUR"})
    assert (answer.status, answer.problem) == (409, "total-changed")
    assert answer.json["total"] == {"amount": 2000, "currency": "EUR"}
    assert await shop.level(variant) == (5, 0)
    exact = await shop.place(variant, expected_total={"amount": 2000, "currency": "EUR"})
    assert exact.status == 201


async def test_what_costs_nothing_needs_no_payment(shop: Shop) -> None:
    variant = await shop.stocked(5, amount=0)
    answer = await shop.place(variant, payment_method="pm_card_visa_chargeDeclined")
    assert (answer.status, answer.json["payment_status"]) == (201, "none")
    assert await shop.level(variant) == (5, 1)


async def test_a_disabled_account_buys_nothing(shop: Shop) -> None:
    variant = await shop.stocked(5)
    await shop.may_buy(shop.customer_id, is_disabled=True)
    answer = await shop.place(variant)
    assert (answer.status, answer.problem) == (403, "account-disabled")
    assert await shop.level(variant) == (5, 0)
    assert await shop.orders.published() == []


async def test_an_unheard_of_account_is_asked_for_and_nobody_answers(shop: Shop) -> None:
    variant = await shop.stocked(5)
    answer = await shop.place(variant, by=shop.orders.as_account(uuid4()))
    assert (answer.status, answer.problem) == (503, "unavailable")
    assert await shop.orders.published() == []


async def test_the_same_key_gets_the_same_order(shop: Shop) -> None:
    variant = await shop.stocked(5)
    answers = await asyncio.gather(*(shop.place(variant, key="key-12345678") for _ in range(20)))
    settled = [answer for answer in answers if answer.status == 201]
    assert {answer.status for answer in answers} <= {201, 202, 409}
    assert len({answer.json["id"] for answer in settled}) == 1
    again = await shop.place(variant, key="key-12345678")
    assert (again.status, again.content) == (201, settled[0].content)
    assert await shop.level(variant) == (5, 1)
    assert await shop.money(again.json["id"]) == {"authorize": 1999, "capture": 1999}


async def test_a_refusal_is_repeated_for_its_key(shop: Shop) -> None:
    none = await shop.stocked(0)
    first = await shop.place(none, key="key-12345678")
    again = await shop.place(none, key="key-12345678")
    assert (first.problem, again.problem) == ("out-of-stock", "out-of-stock")
    assert again.json["order_id"] == first.json["order_id"]


async def test_a_key_belongs_to_its_account(shop: Shop) -> None:
    variant, other = await shop.stocked(5), uuid4()
    await shop.may_buy(other)
    mine = await shop.place(variant, key="key-12345678")
    theirs = await shop.place(variant, key="key-12345678", by=shop.orders.as_account(other))
    assert mine.json["id"] != theirs.json["id"]


async def test_fifty_buyers_of_the_last_unit_are_one_buyer(shop: Shop) -> None:
    variant = await shop.stocked(1)
    buyers = [uuid4() for _ in range(50)]
    for buyer in buyers:
        await shop.may_buy(buyer)

    async def told(buyer: UUID) -> int:
        """On a busy machine the first answer is 202: the same request again says what became of it."""
        key, by = str(uuid4()), shop.orders.as_account(buyer)
        while (answer := await shop.place(variant, key=key, by=by)).status == 202:
            pass
        return answer.status

    assert sorted(await asyncio.gather(*map(told, buyers))) == [201] + [409] * 49
    assert await shop.level(variant) == (1, 1)


async def test_a_slow_provider_is_answered_202_and_settles_later(shop: Shop) -> None:
    variant = await shop.stocked(5)
    await shop.fault("authorize", "slow", seconds=2.5)
    answer = await shop.place(variant, key="key-12345678")
    assert (answer.status, answer.json["status"]) == (202, "awaiting_payment")
    assert answer.headers["location"] == f"/v1/orders/{answer.json['id']}"
    repeated = await shop.place(variant, key="key-12345678")
    assert (repeated.status, repeated.json["id"]) == (201, answer.json["id"])
    assert await shop.money(answer.json["id"]) == {"authorize": 1999, "capture": 1999}


# The database ends the connection that writes down that the money was taken; once.
ENDS_ONCE = """
CREATE SEQUENCE ends;
CREATE FUNCTION ends_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('ends') = 1 THEN RAISE EXCEPTION 'stopped' USING ERRCODE = 'admin_shutdown'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ends_once BEFORE UPDATE ON sagas FOR EACH ROW
  WHEN (OLD.step = 'capture' AND NEW.step = 'done') EXECUTE FUNCTION ends_once();
"""


async def test_a_step_that_could_not_be_written_down_is_not_taken_for_done(shop: Shop) -> None:
    await shop.orders.db.execute(ENDS_ONCE)
    answer = await shop.place(await shop.stocked(5))
    assert (answer.status, answer.json["status"]) == (202, "awaiting_payment")
    order = await shop.settle(answer.json["id"])
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert await shop.money(order["id"]) == {"authorize": 1999, "capture": 1999}


async def test_what_is_too_much_is_refused_at_once_and_what_was_accepted_is_finished(narrow: Shop) -> None:
    variant = await narrow.stocked(5)
    await narrow.fault("authorize", "slow", times=2, seconds=1.5)
    accepted = [asyncio.create_task(narrow.place(variant)) for _ in range(2)]
    while await narrow.orders.db.one(int, "SELECT count(*) FROM sagas WHERE step = 'authorize'") != 2:
        pass
    refused = await narrow.place(variant, key="key-12345678")
    assert (refused.status, refused.problem) == (503, "too-many-orders")
    assert refused.headers["retry-after"] == "1"
    assert not any(each.done() for each in accepted)
    assert await narrow.orders.db.one(int, "SELECT count(*) FROM orders") == 2
    assert [answer.status for answer in await asyncio.gather(*accepted)] == [201, 201]
    assert (await narrow.place(variant, key="key-12345678")).status == 201
    assert await narrow.level(variant) == (5, 3)


@pytest.mark.parametrize("operation", ["authorize", "capture"])
@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "reset_after"])
async def test_a_call_of_unknown_outcome_is_repeated_as_the_same_call(
    shop: Shop, operation: str, kind: str
) -> None:
    variant = await shop.stocked(5)
    await shop.fault(operation, kind)
    answer = await shop.place(variant)
    assert answer.status in (201, 202)
    order = await shop.settle(answer.json["id"])
    assert (order["status"], order["payment_status"]) == ("confirmed", "paid")
    assert await shop.money(answer.json["id"]) == {"authorize": 1999, "capture": 1999}
    assert await shop.level(variant) == (5, 1)


@pytest.mark.parametrize("operation", ["authorize", "capture"])
@pytest.mark.parametrize("kind", ["error_500", "error_500_after"])
async def test_a_key_whose_answer_stays_an_error_is_looked_up(shop: Shop, operation: str, kind: str) -> None:
    """The provider keeps the 500 for the key: what happened is adopted, what never did gets a new key."""
    variant = await shop.stocked(5)
    await shop.fault(operation, kind)
    answer = await shop.place(variant)
    order = await shop.settle(answer.json["id"])
    assert (order["status"], order["payment_status"], order["needs_review"]) == ("confirmed", "paid", None)
    assert await shop.money(answer.json["id"]) == {"authorize": 1999, "capture": 1999}
    assert await shop.level(variant) == (5, 1)


async def test_a_provider_that_never_answers_is_reviewed_by_people(shop: Shop) -> None:
    variant = await shop.stocked(5)
    await shop.fault("authorize", "reset_before", times=100)
    answer = await shop.place(variant)
    order = await shop.settle(answer.json["id"])
    assert order["status"] == "awaiting_payment"
    assert "authorize does not succeed" in order["needs_review"]
    assert len(await shop.orders.published("orders.needs_review.v1")) >= 1


async def test_an_order_that_takes_too_long_expires(shop: Shop) -> None:
    variant = await shop.stocked(5)
    await shop.fault("authorize", "timeout_before")
    answer = await shop.place(variant)
    assert answer.status == 202
    shop.orders.clock.advance(minutes=16)
    order = await shop.settle(answer.json["id"])
    assert (order["status"], order["cancel_reason"]) == ("cancelled", "expired")
    assert "capture" not in await shop.money(answer.json["id"])
    assert await shop.level(variant) == (5, 0)


WISH: dict[str, Any] = {
    "lines": [{"variant_id": str(uuid4()), "quantity": 1}],
    "payment_method": "pm_card_visa",
    "shipping_address": ADDRESS,
}


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"lines": []}, "/lines"),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": 1}] * 101}, "/lines"),
        *(
            ({"lines": [{"variant_id": str(uuid4()), "quantity": quantity}]}, "/lines/0/quantity")
            for quantity in (0, -1, 1.5, "1", True, None, 2**31, 2**63)
        ),
        ({"lines": [{"variant_id": "x", "quantity": 1}]}, "/lines/0/variant_id"),
        ({"lines": [{"variant_id": str(uuid4()), "quantity": 1, "price": 1}]}, "/lines/0/price"),
        *(({name: "x"}, f"/{name}") for name in ("price", "total", "status", "customer_id", "role", "id")),
        ({"payment_method": "4242 4242 4242 4242"}, "/payment_method"),
        ({"shipping_address": ADDRESS | {"country": "Spain"}}, "/shipping_address/country"),
        ({"shipping_address": ADDRESS | {"name": ""}}, "/shipping_address/name"),
        ({"email": "nobody"}, "/email"),
        ({"email": "a@b\r\nBcc: c@d"}, "/email"),
        ({"expected_total": {"amount": -1, "currency": "EUR"}}, "/expected_total/amount"),
        ({"expected_total": {"amount": 1, "currency": "euro"}}, "/expected_total/currency"),
    ],
)
async def test_a_wrong_wish_is_refused_before_anything_happens(
    shop: Shop, changed: dict[str, Any], pointer: str
) -> None:
    answer = await shop.customer.post("/v1/orders", WISH | changed, key="key-12345678")
    assert (answer.status, answer.problem, answer.json["pointer"]) == (422, "invalid", pointer)
    assert await shop.orders.published() == []


async def test_open_orders_are_capped(shop: Shop) -> None:
    variant = await shop.stocked(500)
    await shop.fault("authorize", "error_500", times=40)
    answers = await asyncio.gather(*(shop.place(variant) for _ in range(40)))
    assert sorted(answer.status for answer in answers) == [202] * 20 + [409] * 20
    assert {answer.problem for answer in answers if answer.status == 409} == {"too-many-open-orders"}


async def test_personal_data_stays_out_of_events(shop: Shop) -> None:
    await shop.place(await shop.stocked(5), email="canary@example.com")
    for event in await shop.orders.published():
        assert "canary" not in str(event)
        assert "Calle Mayor" not in str(event)


async def test_a_step_that_cannot_be_written_down_is_taken_again(shop: Shop) -> None:
    variant = await shop.stocked(5)
    db = shop.orders.db
    await db.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no space left'; END $$"
    )
    await db.execute(
        "CREATE TRIGGER fail BEFORE INSERT ON events FOR EACH ROW "
        "WHEN (NEW.type = 'orders.payment_authorized.v1') EXECUTE FUNCTION fail()"
    )
    placed = await shop.place(variant)
    assert (placed.status, placed.json["status"]) == (202, "awaiting_payment")
    assert await db.all(str, "SELECT step || attempts FROM sagas") == ["authorize1"]
    await db.execute("DROP TRIGGER fail ON events")
    assert (await shop.settle(placed.json["id"]))["status"] == "confirmed"
    assert await shop.level(variant) == (5, 1)
    assert await shop.money(placed.json["id"]) == {"authorize": 1999, "capture": 1999}
