"""Guests: they buy a cart, read the order by its link, and find it in their account when they have one."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.settings import Secret
from chassis.testing import Answer, Client, Peer, message
from orders.guest import workers
from orders.guest.model import language_of
from orders.link.model import Links
from orders.privacy import workers as privacy
from orders.subscribed import ProfileChanged, UserVerified
from services.orders.tests.mailbox import Mailbox, registered, token_of
from services.orders.tests.make import ADDRESS, Shop

LINKS = Links(Secret("71" * 32))


def an_address() -> str:
    return f"{uuid4().hex[:12]}@example.com"


async def buy(
    shop: Shop,
    path: str,
    token: str,
    *,
    email: str = "guest@example.com",
    key: str = "",
    by: Client | None = None,
    **changed: Any,
) -> Answer:
    wish = {
        "cart_id": path.rpartition("/")[2],
        "email": email,
        "payment_method": "pm_card_visa",
        "shipping_address": ADDRESS,
    }
    headers = {"Cart_Token": token, "Accept_Language": "es-ES,es;q=0.9,en;q=0.5"}
    who = by or shop.orders.http
    return await who.post("/v1/guest-orders", wish | changed, key=key or str(uuid4()), **headers)


async def bought(shop: Shop, email: str) -> dict[str, Any]:
    variant, _ = await shop.offered()
    answer = await buy(shop, *await shop.cart(variant), email=email)
    assert answer.status == 201, answer
    order: dict[str, Any] = answer.json
    return order


async def read(shop: Shop, order_id: str, token: str) -> Answer:
    return await shop.orders.http.get(f"/v1/guest-orders/{order_id}", Order_Token=token)


async def test_a_guest_buys_a_cart_and_reads_the_order_by_its_link(shop: Shop) -> None:
    order = await bought(shop, "guest@example.com")
    assert (order["status"], order["total"]["amount"]) == ("confirmed", 1999)
    found = await read(shop, order["id"], order["order_token"])
    assert found.json == {name: value for name, value in order.items() if name != "order_token"}
    announced = await shop.orders.published()
    assert "guest@example.com" not in str(announced)
    assert {event["customer_id"] for event in announced if "customer_id" in event} == {
        str(LINKS.guest_id("Guest@Example.com"))
    }


async def test_repeated_it_is_the_same_order_and_the_same_link(shop: Shop) -> None:
    variant, _ = await shop.offered()
    path, token = await shop.cart(variant)
    answers = await asyncio.gather(*(buy(shop, path, token, key="key-12345678") for _ in range(20)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len(await shop.orders.published("orders.order_placed.v1")) == 1


async def test_strangers_with_the_same_key_get_their_own_orders(shop: Shop) -> None:
    variant, _ = await shop.offered()
    carts = [await shop.cart(variant) for _ in range(5)]
    answers = await asyncio.gather(*(buy(shop, *cart, key="key-12345678") for cart in carts))
    assert {answer.status for answer in answers} <= {201, 202}, answers  # a slow machine settles some later
    assert len({answer.json["id"] for answer in answers}) == 5


async def test_fifty_guests_with_one_token_buy_once(shop: Shop) -> None:
    variant, _ = await shop.offered(100)
    path, token = await shop.cart(variant)
    answers = await asyncio.gather(*(buy(shop, path, token) for _ in range(50)))
    assert [answer.status for answer in answers].count(201) == 1
    assert {answer.problem for answer in answers if answer.status != 201} <= {
        "cart-ordered",
        "too-many-open-orders",
    }
    assert (await shop.level(variant))[1] == 1


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
async def test_nobody_buys_a_cart_without_its_token(shop: Shop, token: str) -> None:
    variant, _ = await shop.offered()
    path, right = await shop.cart(variant)
    for by in (shop.orders.http, shop.customer):
        refused = await buy(shop, path, token, by=by)
        assert (refused.status, refused.problem) == (404, "cart-not-found")
    own, _ = await shop.cart(variant, by=shop.customer)
    refused = await buy(shop, own, right, by=shop.customer)
    assert (refused.status, refused.problem) == (404, "cart-not-found")
    assert await shop.orders.published() == []


@pytest.mark.parametrize(
    "email", [None, "", "x", "a@b", "a b@example.com", "a@example.com\r\nBcc: b@example.com", 5,
              "a,b@example.com", "ß@example.com", '"a"@example.com', "<a@example.com>", f"a@{'b' * 99}.com"]
)  # fmt: skip
async def test_an_address_is_one_that_can_be_written_to(shop: Shop, email: Any) -> None:
    variant, _ = await shop.offered()
    path, token = await shop.cart(variant)
    refused = await buy(shop, path, token, email=email)
    assert (refused.status, refused.json["pointer"]) == (422, "/email")
    assert await shop.orders.published() == []


async def test_without_an_account_nobody_orders_by_lines(shop: Shop) -> None:
    variant, _ = await shop.offered()
    answer = await shop.place(variant, by=shop.orders.http)
    assert (answer.status, answer.problem) == (401, "unauthenticated")


async def test_one_address_has_few_open_orders(shop: Shop) -> None:
    variant, _ = await shop.offered()
    waits = {"payment_method": "pm_card_authenticationRequired", "email": "Crowd@example.com"}
    carts = [await shop.cart(variant) for _ in range(6)]
    answers = await asyncio.gather(*(buy(shop, *cart, **waits) for cart in carts))
    assert sorted(answer.status for answer in answers) == [202] * 5 + [409]
    [refused] = [answer for answer in answers if answer.status == 409]
    assert refused.problem == "too-many-open-orders"
    assert [answer.headers["location"] for answer in answers if answer.status == 202] == [
        f"/v1/guest-orders/{answer.json['id']}" for answer in answers if answer.status == 202
    ]


async def test_a_link_opens_one_order_until_it_expires(shop: Shop) -> None:
    one, other = await bought(shop, "a@example.com"), await bought(shop, "a@example.com")
    now, forger = shop.orders.clock.now(), Links(Secret("72" * 32))
    wrong = [
        "",
        "x",
        "é".encode().decode("latin-1"),
        other["order_token"],
        one["order_token"][:-1],
        one["order_token"] + "A",
        forger.token(UUID(one["id"]), now),
        one["order_token"][:30] + ("A" if one["order_token"][30] != "A" else "B") + one["order_token"][31:],
    ]
    for token in wrong:
        refused = await read(shop, one["id"], token)
        assert (refused.status, refused.problem) == (404, "order-link-invalid"), token
    assert (await shop.customer.get(f"/v1/orders/{one['id']}")).status == 404
    shop.orders.clock.advance(days=29)
    assert (await read(shop, one["id"], one["order_token"])).status == 200
    shop.orders.clock.advance(days=1, seconds=1)
    assert (await read(shop, one["id"], one["order_token"])).problem == "order-link-invalid"


async def test_a_lookup_mails_a_link_and_tells_nothing(writing: Shop, mailbox: Mailbox) -> None:
    email = an_address()
    order = await bought(writing, email)
    known = {"number": order["number"], "email": email.upper()}
    asked = [known, {"number": order["number"], "email": an_address()}, {"number": "9999", "email": email}]
    answers = [await writing.orders.http.post("/v1/guest-orders/lookup", body) for body in asked]
    assert {(answer.status, answer.content) for answer in answers} == {(202, b'{"status":"accepted"}')}
    while await workers.answer_next(writing.orders.db):
        pass
    confirmed, link = await mailbox.to(email)
    assert (confirmed["Subject"], link["Subject"]) == (
        f"Tu pedido {order['number']}",
        f"El enlace a tu pedido {order['number']}",
    )
    for mail in (confirmed, link):
        assert (await read(writing, order["id"], token_of(mail))).status == 200
    assert await mailbox.to(asked[1]["email"]) == []
    assert await writing.orders.db.all(str, "SELECT t::text FROM guest_lookups t") == []


async def test_whoever_asks_again_and_again_fills_no_mailbox(writing: Shop, mailbox: Mailbox) -> None:
    email = an_address()
    order = await bought(writing, email)
    for _ in range(10):
        await writing.orders.http.post("/v1/guest-orders/lookup", {"number": order["number"], "email": email})
    while await workers.answer_next(writing.orders.db):
        pass
    assert len(await mailbox.to(email)) == 1 + 3
    writing.orders.clock.advance(hours=2)
    await writing.orders.http.post("/v1/guest-orders/lookup", {"number": order["number"], "email": email})
    await workers.answer_next(writing.orders.db)
    assert len(await mailbox.to(email)) == 1 + 3 + 1


async def claims(shop: Shop) -> None:
    provide = shop.orders.service.provide
    while await workers.claim_next(shop.orders.db, provide["users"], provide["links"]):
        pass


async def test_an_account_gets_the_orders_of_its_address_once_that_is_verified(
    writing: Shop, users: Peer
) -> None:
    email = await registered(writing, users, is_verified=False)
    order, foreign = await bought(writing, email.upper()), await bought(writing, an_address())
    path = "/v1/guest-orders/claim"
    refused = await writing.customer.post(path)
    assert (refused.status, refused.problem) == (409, "email-not-verified")
    await writing.orders.deliver(
        message(UserVerified(account_id=writing.customer_id), of=writing.customer_id)
    )
    await claims(writing)
    assert (await read(writing, order["id"], order["order_token"])).status == 200, "users knows better"
    another = await registered(writing, users)
    third = await bought(writing, another)
    answers = await asyncio.gather(*(writing.customer.post(path) for _ in range(10)))
    assert sum(answer.json["orders"] for answer in answers) == 1
    assert (await writing.customer.get(f"/v1/orders/{third['id']}")).json["id"] == third["id"]
    assert (await read(writing, third["id"], third["order_token"])).problem == "order-link-invalid"
    assert (await writing.customer.get(f"/v1/orders/{foreign['id']}")).status == 404
    linked = await writing.orders.published("orders.order_linked.v1")
    assert [(event["of"], event["customer_id"]) for event in linked] == [
        (UUID(third["id"]), str(writing.customer_id))
    ]


@pytest.mark.parametrize("how", ["verified", "changed"])
async def test_verification_links_by_itself(writing: Shop, users: Peer, how: str) -> None:
    order = await bought(writing, await registered(writing, users))
    account_id = writing.customer_id
    event = UserVerified(account_id=account_id)
    changed = ProfileChanged(account_id=account_id, fields=["email"])
    other = ProfileChanged(account_id=account_id, fields=["name"])
    told = event if how == "verified" else changed
    await writing.orders.deliver(message(other, of=account_id))
    await claims(writing)
    assert (await writing.customer.get(f"/v1/orders/{order['id']}")).status == 404
    await writing.orders.deliver(*[message(told, of=account_id, version=2)] * 2)
    await claims(writing)
    assert (await writing.customer.get(f"/v1/orders/{order['id']}")).status == 200


async def test_while_users_is_away_a_claim_waits(shop: Shop) -> None:
    await shop.orders.deliver(message(UserVerified(account_id=shop.customer_id), of=shop.customer_id))
    provide = shop.orders.service.provide
    assert await workers.claim_next(shop.orders.db, provide["users"], provide["links"])
    assert not await workers.claim_next(shop.orders.db, provide["users"], provide["links"])
    assert await shop.orders.db.all(UUID, "SELECT account_id FROM guest_claims") == [shop.customer_id]
    assert (await shop.customer.post("/v1/guest-orders/claim")).status == 503


async def test_a_declined_guest_keeps_the_cart_and_gets_no_mail(writing: Shop, mailbox: Mailbox) -> None:
    email = an_address()
    variant, _ = await writing.offered()
    path, token = await writing.cart(variant)
    for _ in range(3):
        declined = await buy(writing, path, token, email=email, payment_method="pm_card_visa_chargeDeclined")
        assert (declined.status, declined.problem) == (402, "payment-declined")
    assert await mailbox.to(email) == []
    assert (await buy(writing, path, token, email=email)).status == 201
    assert len(await mailbox.to(email)) == 1


async def test_after_a_year_a_guest_is_forgotten(shop: Shop) -> None:
    order = await bought(shop, "canary@example.com")
    async with shop.orders.db.transaction() as tx:
        await tx.execute("UPDATE guest_orders SET placed_at = placed_at - interval '400 days'")
    await bought(shop, "canary@example.com")
    for days, is_known in ((0, True), (366, False)):
        shop.orders.clock.advance(days=days)
        while await privacy.tidy(shop.orders.db):
            pass
        assert ("canary@example.com" in str(await shop.order(order["id"]))) == is_known
    tables = await shop.orders.db.all(
        str, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
    )
    for table in tables:
        sql = f"SELECT count(*) FROM \"{table}\" AS row WHERE row::text ILIKE '%canary%'"  # noqa: S608
        assert not await shop.orders.db.one(int, sql), table
    assert await shop.orders.db.one(int, "SELECT count(*) FROM guest_orders") == 0
    token = LINKS.token(UUID(order["id"]), shop.orders.clock.now())
    assert (await read(shop, order["id"], token)).problem == "order-link-invalid"


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("es", "es"), ("de, es;q=0.5, en;q=0.4", "es"), ("en;q=0.1,es-MX;q=0.9", "es"),
     ("es;q=0", "en"), ("es;q=x", "en"), ("*", "en"), (",;=," * 90, "en"), ("EN-us, es", "en")],
)  # fmt: skip
def test_the_language_is_the_first_of_ours(header: str, language: str) -> None:
    assert language_of(header) == language


def test_no_account_has_the_id_of_a_guest() -> None:
    guest = LINKS.guest_id("a@example.com")
    assert (guest.version, guest == LINKS.guest_id("A@EXAMPLE.com")) == (8, True)
    assert guest != LINKS.guest_id("b@example.com")
    assert guest != Links(Secret("72" * 32)).guest_id("a@example.com")
