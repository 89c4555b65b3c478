"""Answers reach a customer's mailbox, in one thread, once their address is known to be theirs."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from chassis.testing import Parts, Running, message
from services.support.tests.conftest import started
from services.support.tests.make import TICKETS, Mailbox, Neighbourhood, create, dead, until
from services.support.tests.test_context import Case, case_of
from support.mail.model import LEASE, USEFUL, footer, pause_after
from support.mail.workers import Mailer
from support.subscribed import EraseRequested


@pytest.fixture
async def case(running_parts: Parts, neighbourhood: Neighbourhood, mailbox: Mailbox) -> AsyncIterator[Case]:
    urls = {"USERS_URL": neighbourhood.users.http.url, "ORDERS_URL": neighbourhood.orders.http.url}
    mail = {"SMTP_URL": mailbox.url, "STOREFRONT_URL": "https://shop.example"}
    async with started(running_parts, **urls, **mail) as support:
        yield await case_of(support, neighbourhood)


async def verified(neighbourhood: Neighbourhood, customer_id: UUID, locale: str = "en") -> str:
    """The customer has proved the address; what it is."""
    connection = await asyncpg.connect(neighbourhood.users.environment["DATABASE_URL"], ssl=False)
    try:
        sql = "UPDATE accounts SET email_verified_at = now(), locale = $2 WHERE id = $1 RETURNING email"
        return str(await connection.fetchval(sql, customer_id, locale))
    finally:
        await connection.close()


async def answer(case: Case, text: str, **more: Any) -> str:
    path = f"/v1/admin/tickets/{case.ticket_id}/messages"
    written = await create(case.agent, path, {"text": text, **more})
    assert written.status == 201, written
    return str(written.json["id"])


async def send(support: Running) -> None:
    mailer: Mailer = support.service.provide["mailer"]
    while await mailer.send_next():
        pass


async def states(support: Running) -> list[str]:
    return await support.db.all(
        str,
        "SELECT CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN why ELSE 'due' END "
        "FROM mails ORDER BY message_id",
    )


async def test_answers_of_a_ticket_are_one_thread(
    case: Case, neighbourhood: Neighbourhood, mailbox: Mailbox
) -> None:
    await case.live()
    address = await verified(neighbourhood, case.customer_id, "es")
    texts = ["Está en camino: <b>no</b>", "=1+1\n.\nEnd " + "x" * 3000, "A\u202eB"]
    ids = [await answer(case, text) for text in texts]
    await answer(case, "secret", is_internal=True)
    await send(case.support)
    mails = mailbox.of(address)
    assert [mail["Message-ID"] for mail in mails] == [f"<{each}@shop.example>" for each in ids]
    root = f"<{case.ticket_id}@shop.example>"
    assert [mail["In-Reply-To"] for mail in mails] == [root, *[mail["Message-ID"] for mail in mails[:2]]]
    assert str(mails[2]["References"]).split() == [root, *[f"<{each}@shop.example>" for each in ids[:2]]]
    number = (await case.agent.get(f"/v1/admin/tickets/{case.ticket_id}")).json["number"]
    assert {str(mail["Subject"]) for mail in mails} == {f"[{number}] My parcel"}
    assert [mail.get_content_type() for mail in mails] == ["text/plain"] * 3
    assert {mail["Content-Language"] for mail in mails} == {"es"}
    for mail, text in zip(mails, texts, strict=True):
        body = mail.get_content().replace("\r\n", "\n")
        assert body.startswith(text), body
        assert f"Responde aquí: https://shop.example/support/tickets/{case.ticket_id}" in body
        assert "secret" not in body
    assert await states(case.support) == ["sent"] * 3
    await send(case.support)
    assert len(mailbox.of(address)) == 3


async def test_an_address_that_nobody_proved_gets_nothing(case: Case) -> None:
    await case.live()
    await answer(case, "Hello")
    await send(case.support)
    assert await states(case.support) == ["no verified address"]


async def test_a_mail_waits_for_users_and_is_given_up_once_it_is_old(
    case: Case, neighbourhood: Neighbourhood, mailbox: Mailbox
) -> None:
    await case.live()
    address = await verified(neighbourhood, case.customer_id)
    await answer(case, "Hello")
    async with dead(neighbourhood.users):
        await send(case.support)
        assert await states(case.support) == ["due"]
    case.support.clock.advance(seconds=pause_after(1).total_seconds() + 1)

    async def sent() -> bool:
        await send(case.support)
        case.support.clock.advance(minutes=5)
        return await states(case.support) == ["sent"]

    await until(sent)
    assert len(mailbox.of(address)) == 1
    await answer(case, "Too late")
    case.support.clock.advance(seconds=USEFUL.total_seconds() + 1)
    await send(case.support)
    assert await states(case.support) == ["sent", "outdated"]


async def test_two_workers_send_a_mail_once_and_a_dead_ones_is_taken_up(
    case: Case, neighbourhood: Neighbourhood, mailbox: Mailbox
) -> None:
    await case.live()
    address = await verified(neighbourhood, case.customer_id)
    await answer(case, "Hello")
    await case.support.db.execute(
        "UPDATE mails SET attempts = 1, next_try_at = $1", case.support.clock.now() + LEASE
    )
    await send(case.support)
    assert mailbox.of(address) == []
    case.support.clock.advance(seconds=LEASE.total_seconds() + 1)
    await send(case.support)
    assert len(mailbox.of(address)) == 1


async def test_nothing_is_told_to_who_was_forgotten(
    case: Case, neighbourhood: Neighbourhood, mailbox: Mailbox
) -> None:
    await case.live()
    address = await verified(neighbourhood, case.customer_id)
    await answer(case, "Hello")
    event = EraseRequested(account_id=case.customer_id, scan=1)
    await case.support.deliver(message(event, of=case.customer_id))
    await send(case.support)
    assert (mailbox.of(address), await states(case.support)) == ([], ["forgotten"])
    assert (await case.support.as_account(case.customer_id).get(TICKETS)).json["items"][0]["subject"] == "–"


def test_the_footer_is_in_the_readers_language() -> None:
    assert footer("es-MX", "x").startswith("Responde")
    assert footer("fr", "x") == footer("en", "x")
