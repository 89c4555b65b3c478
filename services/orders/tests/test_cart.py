"""Carts: of customers and of guests, by today's prices, joined at login, and one order each."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.testing import Answer, Client, message
from orders.cart import workers
from orders.subscribed import StockChanged
from services.orders.tests.make import ADDRESS, Shop

GOOD = {"payment_method": "pm_card_visa", "shipping_address": ADDRESS}
DECLINED = GOOD | {"payment_method": "pm_card_visa_chargeDeclined"}


async def buy(shop: Shop, path: str, terms: dict[str, Any] = GOOD, *, key: str = "") -> Answer:
    body = terms | {"cart_id": path.rpartition("/")[2]}
    return await shop.customer.post("/v1/orders", body, key=key or str(uuid4()))


async def lines(who: Client, path: str, token: str = "") -> dict[UUID, int]:
    answer = await who.get(path, Cart_Token=token)
    assert answer.status == 200, answer
    return {UUID(line["variant_id"]): line["quantity"] for line in answer.json["lines"]}


async def test_a_customer_has_one_cart_from_everywhere(shop: Shop) -> None:
    made = await asyncio.gather(*(shop.customer.post("/v1/carts") for _ in range(10)))
    assert {answer.status for answer in made} == {201}
    assert len({answer.json["id"] for answer in made}) == 1
    assert "token" not in made[0].json


async def test_a_guests_cart_is_whoevers_has_its_token(shop: Shop) -> None:
    variant, _ = await shop.offered()
    nobody = shop.orders.http
    path, token = await shop.cart(variant, quantity=2)
    assert await lines(nobody, path, token) == {variant: 2}
    assert await lines(shop.customer, path, token) == {variant: 2}
    kept = await shop.orders.db.all(str, "SELECT c::text FROM carts c")
    assert token not in str(kept)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a" * 5000, "é" * 43, "' OR 1=1 --"])
async def test_without_the_token_there_is_no_cart(shop: Shop, token: str) -> None:
    variant, _ = await shop.offered()
    path, right = await shop.cart(variant)
    other_path, other = await shop.cart(variant)
    line = f"{path}/lines/{variant}"
    headers = {"Cart-Token": token} if token.isascii() else {"Cart-Token": token.encode().decode("latin-1")}
    for who in (shop.orders.http, shop.customer):
        for method, to, body in (("GET", path, None), ("PUT", line, {"quantity": 9}), ("DELETE", line, None)):
            refused = await who.send(method, to, body, headers=headers)
            assert (refused.status, refused.problem) == (404, "cart-not-found"), refused
            refused = await who.send(method, to, body, headers={"Cart-Token": other})
            assert (refused.status, refused.problem) == (404, "cart-not-found"), refused
    assert await lines(shop.orders.http, path, right) == {variant: 1}
    assert await lines(shop.orders.http, other_path, other) == {variant: 1}


async def test_anothers_cart_is_not_there(shop: Shop) -> None:
    variant, _ = await shop.offered()
    path, _ = await shop.cart(variant, by=shop.customer)
    stranger = shop.orders.as_account(uuid4(), "orders:read")
    await shop.may_buy(stranger_id := uuid4())
    assert (await stranger.get(path)).problem == "cart-not-found"
    put = await stranger.put(f"{path}/lines/{variant}", {"quantity": 5})
    assert put.problem == "cart-not-found"
    body = GOOD | {"cart_id": path.rpartition("/")[2]}
    refused = await shop.orders.as_account(stranger_id).post("/v1/orders", body, key=str(uuid4()))
    assert (refused.status, refused.problem) == (404, "cart-not-found")
    assert await lines(shop.customer, path) == {variant: 1}


async def test_a_machine_has_no_cart(shop: Shop) -> None:
    machine = shop.orders.as_service("support", "orders:read")
    assert (await machine.post("/v1/carts")).problem == "forbidden"


@pytest.mark.parametrize("quantity", [0, -1, 1000, 2**31, 2**80, 1.5, "1", None, [], True])
async def test_a_quantity_is_a_whole_number_from_1_to_999(shop: Shop, quantity: Any) -> None:
    variant, _ = await shop.offered()
    path, _ = await shop.cart(variant, by=shop.customer)
    refused = await shop.customer.put(f"{path}/lines/{variant}", {"quantity": quantity})
    assert (refused.status, refused.problem) == (422, "invalid")
    assert refused.json["pointer"] in ("/quantity", "")
    assert await lines(shop.customer, path) == {variant: 1}


async def test_what_is_not_for_sale_is_not_put_in(shop: Shop) -> None:
    variant, product = await shop.offered()
    path, _ = await shop.cart(by=shop.customer)
    unknown = await shop.customer.put(f"{path}/lines/{uuid4()}", {"quantity": 1})
    assert (unknown.status, unknown.problem) == (422, "unknown-variant")
    await shop.announce(product, variant, 1999, version=2, status="archived")
    archived = await shop.customer.put(f"{path}/lines/{variant}", {"quantity": 1})
    assert (archived.status, archived.json["variant_ids"]) == (422, [str(variant)])
    assert await lines(shop.customer, path) == {}


async def test_a_cart_has_one_currency(shop: Shop) -> None:
    euro, _ = await shop.offered()
    dollar, _ = await shop.offered(currency="USD")
    path, _ = await shop.cart(euro, by=shop.customer)
    refused = await shop.customer.put(f"{path}/lines/{dollar}", {"quantity": 1})
    assert (refused.status, refused.problem) == (422, "mixed-currencies")
    assert await lines(shop.customer, path) == {euro: 1}


async def many(shop: Shop, count: int) -> list[UUID]:
    """So many variants that orders has heard of; catalog has none of them."""
    variants = [uuid4() for _ in range(count)]
    await asyncio.gather(*(shop.announce(uuid4(), variant, 100) for variant in variants))
    return variants


async def test_the_101st_line_is_refused_also_when_all_come_at_once(shop: Shop) -> None:
    variants = await many(shop, 105)
    path, _ = await shop.cart(*variants[:95], by=shop.customer)
    puts = [shop.customer.put(f"{path}/lines/{variant}", {"quantity": 1}) for variant in variants[95:]]
    answers = await asyncio.gather(*puts)
    assert sorted(answer.status for answer in answers) == [200] * 5 + [409] * 5
    assert {answer.problem for answer in answers if answer.status == 409} == {"cart-full"}
    assert len(await lines(shop.customer, path)) == 100
    more = await shop.customer.put(f"{path}/lines/{variants[0]}", {"quantity": 7})
    assert more.status == 200


async def test_two_tabs_do_not_undo_each_other(shop: Shop) -> None:
    variants = await many(shop, 20)
    path, _ = await shop.cart(by=shop.customer)
    puts = [shop.customer.put(f"{path}/lines/{variant}", {"quantity": 3}) for variant in variants * 2]
    assert {answer.status for answer in await asyncio.gather(*puts)} == {200}
    assert await lines(shop.customer, path) == dict.fromkeys(variants, 3)


async def test_if_match_refuses_what_was_decided_on_an_older_cart(shop: Shop) -> None:
    one, other = await many(shop, 2)
    path, _ = await shop.cart(one, by=shop.customer)
    seen = (await shop.customer.get(path)).headers["etag"]
    assert (await shop.customer.put(f"{path}/lines/{one}", {"quantity": 2}, If_Match=seen)).status == 200
    stale = await shop.customer.put(f"{path}/lines/{other}", {"quantity": 2}, If_Match=seen)
    assert (stale.status, stale.problem) == (412, "cart-changed")
    assert (
        await shop.customer.send("DELETE", f"{path}/lines/{one}", headers={"If-Match": seen})
    ).status == 412
    assert await lines(shop.customer, path) == {one: 2}


async def test_a_line_is_taken_out_once(shop: Shop) -> None:
    variant, _ = await shop.offered()
    path, _ = await shop.cart(variant, by=shop.customer)
    assert (await shop.customer.send("DELETE", f"{path}/lines/{variant}")).json["lines"] == []
    again = await shop.customer.send("DELETE", f"{path}/lines/{variant}")
    assert (again.status, again.problem) == (404, "cart-line-not-found")


async def test_a_look_shows_todays_prices_and_what_has_changed(shop: Shop) -> None:
    variant, product = await shop.offered(20, amount=1999)
    path, _ = await shop.cart(variant, by=shop.customer, quantity=3)

    async def look() -> dict[str, Any]:
        found: dict[str, Any] = (await shop.customer.get(path)).json
        return found

    cart = await look()
    assert (cart["total"]["amount"], cart["lines"][0]["changes"]) == (5997, [])
    assert cart["lines"][0]["available"] is None
    await shop.announce(product, variant, 2500, version=2)
    cart = await look()
    assert (cart["total"]["amount"], cart["lines"][0]["changes"]) == (7500, ["price_changed"])
    assert cart["lines"][0]["seen_price"]["amount"] == 1999
    for version, (left, change) in enumerate(
        [(4, "few_left"), (2, "not_enough"), (0, "unavailable")], start=2
    ):
        said = StockChanged(variant_id=variant, available=left)
        await shop.orders.deliver(message(said, of=variant, version=version))
        [line] = (await look())["lines"]
        assert (line["changes"], line["available"]) == (["price_changed", change], left)
    assert (await look())["total"] is None
    await shop.customer.put(f"{path}/lines/{variant}", {"quantity": 1})
    assert (await look())["lines"][0]["changes"] == ["unavailable"], "who sets a line has seen its price"
    await shop.announce(product, variant, 2500, version=3, status="archived")
    [line] = (await look())["lines"]
    assert (line["changes"], line["unit_price"], line["sku"]) == (["unavailable"], None, None)


async def test_an_expired_cart_is_gone_before_and_after_the_sweeper_comes(shop: Shop) -> None:
    variant, _ = await shop.offered()
    empty, empty_token = await shop.cart()
    path, token = await shop.cart(variant)
    shop.orders.clock.advance(days=2)
    assert (await shop.orders.http.get(empty, Cart_Token=empty_token)).problem == "cart-not-found"
    assert await lines(shop.orders.http, path, token) == {variant: 1}
    shop.orders.clock.advance(days=29)
    for _ in range(2):
        assert (await shop.orders.http.get(path, Cart_Token=token)).problem == "cart-not-found"
        put = await shop.orders.http.put(f"{path}/lines/{variant}", {"quantity": 1}, Cart_Token=token)
        assert put.problem == "cart-not-found"
        assert (await shop.customer.post("/v1/carts/merge", Cart_Token=token)).problem == "cart-not-found"
        await workers.sweep(shop.orders.db)
    assert await shop.orders.db.all(int, "SELECT quantity FROM cart_lines") == []


async def test_a_customers_expired_cart_begins_anew(shop: Shop) -> None:
    variant, _ = await shop.offered()
    path, _ = await shop.cart(variant, by=shop.customer)
    shop.orders.clock.advance(days=91)
    assert (await shop.customer.get(path)).status == 404
    again, _ = await shop.cart(by=shop.customer)
    assert await lines(shop.customer, again) == {}


async def test_at_login_the_larger_quantity_stays_and_merging_again_changes_nothing(shop: Shop) -> None:
    mine, both, theirs = await many(shop, 3)
    own, _ = await shop.cart(mine, both, by=shop.customer, quantity=2)
    guest, token = await shop.cart(both, theirs, quantity=5)
    for _ in range(3):
        merged = await shop.customer.post("/v1/carts/merge", Cart_Token=token)
        assert (merged.status, f"/v1/carts/{merged.json['id']}") == (200, own)
        assert await lines(shop.customer, own) == {mine: 2, both: 5, theirs: 5}
    await shop.customer.send("DELETE", f"{own}/lines/{theirs}")
    await shop.customer.post("/v1/carts/merge", Cart_Token=token)
    assert theirs not in await lines(shop.customer, own)
    assert (await shop.orders.http.get(guest, Cart_Token=token)).problem == "cart-not-found"
    stranger = shop.orders.as_account(uuid4())
    assert (await stranger.post("/v1/carts/merge", Cart_Token=token)).problem == "cart-not-found"


async def test_two_accounts_that_merge_one_cart_at_once_do_not_both_get_it(shop: Shop) -> None:
    [variant] = await many(shop, 1)
    accounts = [shop.orders.as_account(uuid4()) for _ in range(10)]
    _, token = await shop.cart(variant)
    answers = await asyncio.gather(*(who.post("/v1/carts/merge", Cart_Token=token) for who in accounts * 3))
    won = {answer.json["id"] for answer in answers if answer.status == 200}
    assert len(won) == 1
    assert {answer.problem for answer in answers if answer.status != 200} == {"cart-not-found"}
    full = "SELECT count(*) FROM cart_lines"
    assert await shop.orders.db.one(int, full) == 1


async def test_what_together_is_too_much_stays_apart(shop: Shop) -> None:
    variants = await many(shop, 101)
    own, _ = await shop.cart(*variants[:60], by=shop.customer)
    guest, token = await shop.cart(*variants[60:])
    refused = await shop.customer.post("/v1/carts/merge", Cart_Token=token)
    assert (refused.status, refused.problem) == (409, "cart-full")
    assert len(await lines(shop.customer, own)) == 60
    assert len(await lines(shop.orders.http, guest, token)) == 41


async def test_an_order_takes_the_cart(shop: Shop) -> None:
    shirt, _ = await shop.offered(amount=1999)
    mug, _ = await shop.offered(amount=901)
    path, _ = await shop.cart(shirt, mug, by=shop.customer, quantity=2)
    bought = await buy(shop, path, key="key-12345678")
    assert (bought.status, bought.json["total"]["amount"]) == (201, 5800), bought
    assert (await buy(shop, path, key="key-12345678")).content == bought.content
    cart = (await shop.customer.get(path)).json
    assert (cart["status"], cart["order_id"]) == ("ordered", bought.json["id"])
    changed = await shop.customer.put(f"{path}/lines/{mug}", {"quantity": 1})
    assert (changed.status, changed.problem) == (409, "cart-ordered")
    again = await buy(shop, path)
    assert (again.status, again.json["order_id"]) == (409, bought.json["id"])
    following, _ = await shop.cart(by=shop.customer)
    assert following != path


async def test_fifty_orders_from_one_cart_are_one(shop: Shop) -> None:
    variant, _ = await shop.offered(100)
    path, _ = await shop.cart(variant, by=shop.customer)
    answers = await asyncio.gather(*(buy(shop, path) for _ in range(50)))
    assert [answer.status for answer in answers].count(201) == 1, [answer.status for answer in answers]
    assert {answer.problem for answer in answers if answer.status != 201} == {"cart-ordered"}
    assert len(await shop.orders.published("orders.order_placed.v1")) == 1
    assert (await shop.level(variant))[1] == 1


@pytest.mark.parametrize(
    "wish", [{}, {"cart_id": str(uuid4()), "lines": [{"variant_id": str(uuid4()), "quantity": 1}]}]
)
async def test_an_order_is_of_lines_or_of_a_cart(shop: Shop, wish: dict[str, Any]) -> None:
    refused = await shop.customer.post("/v1/orders", GOOD | wish, key=str(uuid4()))
    assert (refused.status, refused.problem) == (422, "invalid")
    assert "cart_id" in refused.json["detail"]


async def test_nothing_is_bought_of_an_empty_cart(shop: Shop) -> None:
    path, _ = await shop.cart(by=shop.customer)
    refused = await buy(shop, path)
    assert (refused.status, refused.problem) == (422, "cart-empty")
    assert await shop.orders.published() == []


async def test_after_a_decline_the_same_cart_is_bought_with_another_card(shop: Shop) -> None:
    variant, _ = await shop.offered(1)
    path, _ = await shop.cart(variant, by=shop.customer)
    declined = await buy(shop, path, DECLINED)
    assert declined.problem == "payment-declined"
    assert (await shop.customer.get(path)).json["status"] == "active"
    bought = await buy(shop, path)
    assert bought.status == 201, bought
    assert await shop.level(variant) == (1, 1)


async def test_a_declined_cart_joins_the_one_begun_meanwhile(shop: Shop) -> None:
    first, _ = await shop.offered()
    other, _ = await shop.offered()
    path, _ = await shop.cart(first, by=shop.customer, quantity=2)
    waiting = await buy(shop, path, GOOD | {"payment_method": "pm_card_authenticationRequired"})
    assert waiting.status == 202, waiting
    newer, _ = await shop.cart(first, other, by=shop.customer)
    assert newer != path
    await shop.bank(waiting.json, "fail")
    assert (await shop.settle(waiting.json["id"]))["status"] == "cancelled"
    assert await lines(shop.customer, newer) == {first: 2, other: 1}
    assert (await shop.customer.get(path)).problem == "cart-not-found"


async def test_a_step_up_leaves_the_cart_as_it_was(shop: Shop) -> None:
    variant, _ = await shop.offered(amount=50_000)
    path, _ = await shop.cart(variant, by=shop.customer)
    refused = await buy(shop, path)
    assert refused.problem == "insufficient-user-authentication"
    assert (await shop.customer.get(path)).json["status"] == "active"


async def test_a_cancelled_purchase_does_not_come_back_into_the_cart(shop: Shop) -> None:
    variant, _ = await shop.offered()
    path, _ = await shop.cart(variant, by=shop.customer)
    order = (await buy(shop, path)).json
    await shop.customer.post(f"/v1/orders/{order['id']}/cancel", key=str(uuid4()))
    assert (await shop.settle(order["id"]))["status"] == "cancelled"
    assert (await shop.customer.get(path)).json["status"] == "ordered"
