"""Mails about orders: in the customer's language, once per cause, and to nobody who was forgotten."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from chassis.settings import Secret
from chassis.testing import Peer, message
from orders.guest import commands as guests
from orders.mail.model import Kind, readable
from orders.mail.texts import REASONS, TEXTS
from orders.mail.workers import send_next
from orders.order.model import CancelReason
from orders.subscribed import EraseRequested
from services.orders.tests.mailbox import Mailbox, registered
from services.orders.tests.make import Shop


async def rows(shop: Shop) -> list[str]:
    sql = (
        "SELECT kind || ' ' || CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL "
        "THEN 'failed' ELSE 'due' END FROM mails ORDER BY id"
    )
    return await shop.orders.db.all(str, sql)


async def test_a_customer_hears_what_becomes_of_the_order_in_their_language(
    writing: Shop, users: Peer, mailbox: Mailbox
) -> None:
    email = await registered(writing, users, locale="es")
    order = await writing.bought(2)
    parcel = await writing.keep(f"orders/{order['id']}/fulfilments", {"lines": [{"line": 1, "quantity": 1}]})
    tracking = {"carrier": "Correos", "tracking_number": "PK1", "tracking_url": "https://example.com/PK1"}
    await writing.keep(f"fulfilments/{parcel['id']}/ship", tracking)
    amount = {"amount": 150, "currency": "EUR"}
    await writing.keep(f"orders/{order['id']}/refunds", {"amount": amount, "reason": "Sorry"})
    await writing.pay_back()
    number = order["number"]
    assert await mailbox.subjects(email) == [
        f"Tu pedido {number}",
        f"Un paquete de tu pedido {number} está en camino",
        f"Te hemos devuelto 1,50 EUR de tu pedido {number}",
    ]
    confirmed, shipped, _ = await mailbox.to(email)
    assert (confirmed["Content-Language"], confirmed["Auto-Submitted"]) == ("es", "auto-generated")
    assert "39,98 EUR" in confirmed.get_content()
    assert f"https://shop.example/orders/{order['id']}" in confirmed.get_content()
    assert "Correos PK1" in shipped.get_content()
    assert "https://example.com/PK1" in shipped.get_content()
    assert not [
        word for mail in (confirmed, shipped) for word in ("Ana", "Mayor") if word in mail.get_content()
    ]
    assert email not in str(await writing.orders.db.all(str, "SELECT m::text FROM mails m"))
    assert email not in str(await writing.orders.published())


async def test_a_cancelled_purchase_is_told_once_with_its_reason(
    writing: Shop, users: Peer, mailbox: Mailbox
) -> None:
    email = await registered(writing, users, locale="en")
    order = await writing.bought(1)
    await writing.keep(f"orders/{order['id']}/cancel")
    assert (await writing.settle(order["id"]))["status"] == "cancelled"
    confirmed, *cancelled = await mailbox.to(email)
    assert confirmed["Subject"] == f"Your order {order['number']}"
    told = {str(mail["Subject"]): " ".join(mail.get_content().split()) for mail in cancelled}
    assert told.keys() == {
        f"Your order {order['number']} was cancelled",
        f"19.99 EUR for your order {order['number']} went back to you",
    }
    assert "the shop could not deliver it" in told[f"Your order {order['number']} was cancelled"]
    await mailbox.deliver()
    assert len(await mailbox.to(email)) == 3


async def test_who_was_refused_while_they_waited_is_not_told_again(
    writing: Shop, users: Peer, mailbox: Mailbox
) -> None:
    email = await registered(writing, users)
    declined = await writing.place(await writing.stocked(), payment_method="pm_card_visa_chargeDeclined")
    assert declined.problem == "payment-declined"
    waiting = await writing.place(await writing.stocked(), payment_method="pm_card_authenticationRequired")
    await writing.bank(waiting.json, "fail")
    assert (await writing.settle(waiting.json["id"]))["status"] == "cancelled"
    [mail] = await mailbox.to(email)
    assert "el pago fue rechazado" in " ".join(mail.get_content().split())


async def test_a_mail_waits_while_users_is_away(shop: Shop, sink: Mailbox) -> None:
    await shop.bought(1)
    for seconds in (0, 11, 21):
        shop.orders.clock.advance(seconds=seconds)
        await sink.of(shop.orders).deliver()
        assert await rows(shop) == ["order_confirmed due"]
    assert await shop.orders.db.one(int, "SELECT attempts FROM mails") == 3


async def test_what_is_too_old_is_not_told(writing: Shop, users: Peer, mailbox: Mailbox) -> None:
    email = await registered(writing, users)
    await writing.bought(1)
    writing.orders.clock.advance(days=4)
    assert await mailbox.to(email) == []
    assert await rows(writing) == ["order_confirmed failed"]


async def test_nobody_who_was_forgotten_gets_mail(writing: Shop, users: Peer, mailbox: Mailbox) -> None:
    email = await registered(writing, users)
    order = await writing.bought(1)
    await writing.keep(f"orders/{order['id']}/cancel")
    await writing.settle(order["id"])
    erased = EraseRequested(account_id=writing.customer_id, scan=1)
    await writing.orders.deliver(message(erased, of=writing.customer_id))
    assert await mailbox.to(email) == []
    assert await rows(writing) == []


async def test_an_account_that_is_gone_gets_none(writing: Shop, mailbox: Mailbox) -> None:
    await writing.bought(1)
    await mailbox.deliver()
    assert await rows(writing) == ["order_confirmed failed"]


async def test_several_senders_send_each_mail_once(writing: Shop, users: Peer, mailbox: Mailbox) -> None:
    email = await registered(writing, users)
    variant = await writing.stocked(10)
    assert {answer.status for answer in [await writing.place(variant) for _ in range(5)]} == {201}
    await asyncio.gather(*(mailbox.deliver() for _ in range(5)))
    assert len(await mailbox.to(email)) == 5


class Picky:
    """A mail server that has no room for some, hangs up on others, and knows nobody of a third kind."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = {"unknown": "550 no such user", "full": "452 mailbox full"}
        answer = answers.get(address.partition("-")[0])
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if envelope.rcpt_tos[0].startswith("hangup"):
            server.transport.abort()
        return "250 OK"


@pytest.mark.parametrize("worst", ["full", "hangup"])
async def test_one_mail_that_is_not_taken_keeps_no_other_back(shop: Shop, worst: str) -> None:
    names = ["first", "unknown", worst, "last"]
    for name in names:
        order_id = UUID((await shop.place(await shop.stocked())).json["id"])
        async with shop.orders.db.transaction() as tx:
            await tx.execute("UPDATE orders SET email = $2 WHERE id = $1", order_id, f"{name}-a@example.com")
            await guests.note(tx, order_id, uuid4(), "en")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Picky(), hostname="picky"), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sender = shop.orders.service.provide["sender"]
    sender = msgspec.structs.replace(sender, smtp_url=Secret(f"smtp://127.0.0.1:{port}"))
    users, done = shop.orders.service.provide["users"], {}
    for _ in range(6):
        await send_next(shop.orders.db, users, sender)
        done = dict(zip(names, await rows(shop), strict=False))
        shop.orders.clock.advance(minutes=5)
    server.close()
    assert {name: row.split()[1] for name, row in done.items()} == {
        "first": "sent",
        "unknown": "failed",
        worst: "due",
        "last": "sent",
    }


def test_every_mail_has_words_in_every_language() -> None:
    for language, texts in TEXTS.items():
        assert texts.keys() == set(Kind)
        assert REASONS[language].keys() == set(CancelReason)


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [(2990, "EUR", "en", "29.90 EUR"), (5, "EUR", "es", "0,05 EUR"), (500, "JPY", "es", "500 JPY")],
)
def test_amounts_are_readable(amount: int, currency: str, locale: str, text: str) -> None:
    assert readable(amount, currency, locale) == text
