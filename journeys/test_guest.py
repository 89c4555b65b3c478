"""Somebody without an account fills a cart, buys it, reads the mail, and finds the order in a new account."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from chassis.testing import Answer, Client
from journeys.people import ADDRESS, PASSWORD, People, until

LINK = re.compile(r"/(\S+?)#token=(\S+)")


async def a_cart(people: People, who: Client, *variants: str, quantity: int = 1) -> tuple[str, str]:
    """The id of a cart with so many of each, and its token."""
    made = await who.post("/v1/carts")
    assert made.status == 201, made
    cart_id, token = made.json["id"], made.json.get("token", "")
    for variant in variants:

        async def put(variant: str = variant) -> Answer | None:
            """Orders hears of new products in its own time."""
            line = f"/v1/carts/{cart_id}/lines/{variant}"
            answer = await who.put(line, {"quantity": quantity}, Cart_Token=token)
            return None if answer.status == 422 else answer

        assert (await until(put)).status == 200
    return str(cart_id), str(token)


def mails_to(people: People, email: str) -> list[EmailMessage]:
    files = sorted(people.stack.home.path("mail").glob(f"*-{email}.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


async def mailed(people: People, email: str, subject: str) -> EmailMessage:
    async def found() -> EmailMessage | None:
        return next((mail for mail in mails_to(people, email) if subject in mail["Subject"]), None)

    return await until(found)


async def bought_as_guest(people: People, email: str, cart_id: str, token: str, **changed: Any) -> Answer:
    wish = {
        "cart_id": cart_id,
        "email": email,
        "payment_method": "pm_card_visa",
        "shipping_address": ADDRESS,
    } | changed
    headers = {"Cart_Token": token, "Accept_Language": "es"}
    return await people.nobody.post("/v1/guest-orders", wish, key=str(uuid4()), **headers)


async def test_a_guest_buys_gets_the_mail_and_opens_the_link(people: People) -> None:
    email, nobody = f"{uuid4().hex[:12]}@example.com", people.nobody
    variant = await people.stocked(5, amount=1999)
    cart_id, token = await a_cart(people, nobody, variant, quantity=2)
    cart = (await nobody.get(f"/v1/carts/{cart_id}", Cart_Token=token)).json
    assert cart["total"] == {"amount": 3998, "currency": "EUR"}
    declined = await bought_as_guest(
        people, email, cart_id, token, payment_method="pm_card_visa_chargeDeclined"
    )
    assert declined.problem == "payment-declined"
    order = await bought_as_guest(people, email, cart_id, token, expected_total=cart["total"])
    assert order.status == 201, order
    mail = await mailed(people, email, f"Tu pedido {order.json['number']}")
    assert mail["Content-Language"] == "es"
    link = LINK.search(mail.get_content())
    assert link is not None, mail.get_content()
    path, opened_by = link.groups()
    order_id = path.rpartition("/")[2]
    read = await nobody.get(f"/v1/guest-orders/{order_id}", Order_Token=opened_by)
    assert (read.json["status"], read.json["total"]) == ("confirmed", cart["total"])
    assert read.headers["cache-control"] == "no-store"
    assert (await nobody.get(f"/v1/guest-orders/{order_id}", Order_Token="x" * 75)).status == 404
    assert await people.money(order_id) == {"authorize": 3998, "capture": 3998}
    assert email not in str(await people.rows("orders", "SELECT body FROM events"))


async def test_a_guest_cancels_by_the_link_of_the_mail(people: People) -> None:
    email, nobody = f"{uuid4().hex[:12]}@example.com", people.nobody
    variant = await people.stocked(5)
    order = await bought_as_guest(people, email, *await a_cart(people, nobody, variant))
    mail = await mailed(people, email, f"Tu pedido {order.json['number']}")
    link = LINK.search(mail.get_content())
    assert link is not None, mail.get_content()
    path = f"/v1/guest-orders/{order.json['id']}"
    wrong = await nobody.post(f"{path}/cancel", key=str(uuid4()), Order_Token="x" * 75)
    assert (wrong.status, wrong.problem) == (404, "order-link-invalid")
    cancelled = await nobody.post(f"{path}/cancel", key=str(uuid4()), Order_Token=link.group(2))
    assert (cancelled.status, cancelled.json["cancel_reason"]) == (200, "customer"), cancelled

    async def is_over() -> bool:
        read = await nobody.get(path, Order_Token=link.group(2))
        return bool(read.json["status"] == "cancelled")

    await until(is_over)
    total = order.json["total"]["amount"]
    assert await people.money(order.json["id"]) == {"authorize": total, "capture": total, "refund": total}
    await mailed(people, email, f"Tu pedido {order.json['number']} se ha cancelado")


async def test_a_new_account_has_the_orders_of_its_address_once_that_is_verified(people: People) -> None:
    email = f"{uuid4().hex[:12]}@example.com"
    variant = await people.stocked(5)
    order = await bought_as_guest(people, email, *await a_cart(people, people.nobody, variant))
    assert order.status == 201, order
    await people.nobody.post("/v1/auth/register", {"email": email, "password": PASSWORD, "name": "Ana"})
    person = await people.login(email, PASSWORD)
    path = f"/v1/orders/{order.json['id']}"
    assert (await person.http.post("/v1/guest-orders/claim")).problem == "email-not-verified"
    assert (await person.http.get(path)).status == 404
    confirmation = await mailed(people, email, "Confirm your e-mail")
    token = LINK.search(confirmation.get_content())
    assert token is not None
    assert (await people.nobody.post("/v1/auth/verify-email", {"token": token.group(2)})).status == 204

    async def linked() -> bool:
        return (await person.http.get(path)).status == 200

    await until(linked)
    [listed] = (await person.http.get("/v1/orders")).json["items"]
    assert listed["id"] == order.json["id"]


async def test_a_lookup_mails_a_new_link(people: People) -> None:
    email, nobody = f"{uuid4().hex[:12]}@example.com", people.nobody
    order = await bought_as_guest(people, email, *await a_cart(people, nobody, await people.stocked(5)))
    asked = {"number": order.json["number"], "email": email}
    assert (await nobody.post("/v1/guest-orders/lookup", asked)).json == {"status": "accepted"}
    mail = await mailed(people, email, "El enlace a tu pedido")
    link = LINK.search(mail.get_content())
    assert link is not None
    opened = await nobody.get(f"/v1/guest-orders/{order.json['id']}", Order_Token=link.group(2))
    assert opened.status == 200


async def test_what_a_guest_chose_comes_along_at_login(people: People) -> None:
    shirt, mug = await people.stocked(5), await people.stocked(5)
    _, token = await a_cart(people, people.nobody, shirt, mug, quantity=2)
    person = await people.customer()
    own, _ = await a_cart(people, person.http, mug)
    merged = await person.http.post("/v1/carts/merge", Cart_Token=token)
    assert merged.json["id"] == own
    assert {line["variant_id"]: line["quantity"] for line in merged.json["lines"]} == {shirt: 2, mug: 2}
    wish = {"cart_id": own, "payment_method": "pm_card_visa", "shipping_address": ADDRESS}
    bought = await person.http.post("/v1/orders", wish, key=str(uuid4()))
    assert (bought.status, len(bought.json["lines"])) == (201, 2), bought
