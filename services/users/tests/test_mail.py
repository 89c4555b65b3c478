"""Mails: what they look like, that they leave once they are committed, and what happens when they cannot."""

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import pytest

from chassis.ids import new_id
from chassis.settings import Secret
from chassis.testing import Running
from services.users.tests.mailbox import Mailbox
from users.key.seal import Seal
from users.mail import commands, store, workers
from users.mail.delivery import Sender
from users.mail.model import LEASE, Facts, Kind, pause_after
from users.mail.texts import TEXTS, written

TOKEN = "t" * 43


async def write(
    users: Running, recipient: str, *, kind: Kind = Kind.VERIFY_EMAIL, locale: str = "en"
) -> UUID:
    """The account it is about."""
    account_id = new_id()
    async with users.db.transaction() as tx:
        await commands.write(
            tx,
            users.service.provide["seal"],
            kind,
            account_id=account_id,
            recipient=recipient,
            locale=locale,
            token=TOKEN,
        )
    return account_id


async def state(users: Running) -> str:
    found = await users.db.one(
        str,
        "SELECT CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed' "
        "ELSE 'due' END || ' ' || attempts FROM mails",
    )
    assert found is not None
    return found


def an_address() -> str:
    return f"{new_id().hex}@example.com"


async def test_a_mail_has_the_headers_of_an_automatic_letter(users: Running, mailbox: Mailbox) -> None:
    address = an_address()
    await write(users, address)
    [mail] = await mailbox.to(address)
    mail_id = await users.db.one(UUID, "SELECT id FROM mails")
    assert mail["Message-ID"] == f"<{mail_id}@shop.example>"
    assert mail["From"] == "Zoco <no-reply@shop.example>"
    assert (mail["To"], mail["Auto-Submitted"]) == (address, "auto-generated")
    assert abs(parsedate_to_datetime(mail["Date"]) - users.clock.now()) < timedelta(minutes=1)
    assert mail.get_content_type() == "text/plain"
    assert f"https://shop.example/verify-email#token={TOKEN}" in mail.get_content()


@pytest.mark.parametrize(("locale", "subject"), [("es", "Confirma tu correo electrónico"), ("xx", "Confirm")])
async def test_it_is_in_the_language_of_the_account(
    users: Running, mailbox: Mailbox, locale: str, subject: str
) -> None:
    address = an_address()
    await write(users, address, locale=locale)
    [mail] = await mailbox.to(address)
    assert mail["Subject"].startswith(subject)
    assert mail.get_content_charset() == "utf-8"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("locale", TEXTS)
def test_every_mail_is_written_in_every_language(locale: str, kind: Kind) -> None:
    text = written(kind, locale, Facts("a@b.example", TOKEN, 60), shop="Zoco", home="https://shop.example")
    assert text.subject
    assert "{" not in text.body
    assert all(len(line) <= 76 or line.startswith("https://") for line in text.body.splitlines())


async def test_nothing_of_it_can_be_read_in_the_database(users: Running, mailbox: Mailbox) -> None:
    address = an_address()
    await write(users, address)
    waiting = str(await users.db.all(str, "SELECT m::text FROM mails m"))
    assert TOKEN not in waiting
    assert address not in waiting
    assert TOKEN.encode().hex() not in waiting
    await mailbox.deliver()
    assert address not in str(await users.db.all(str, "SELECT m::text FROM mails m"))
    assert await state(users) == "sent 1"


async def test_a_sealed_value_opens_only_for_its_own_row() -> None:
    from cryptography.exceptions import InvalidTag

    seal = Seal(Secret("5ea1" * 16))
    sealed = seal.seal_value(b"secret", "mail 1")
    assert seal.open_value(sealed, "mail 1") == b"secret"
    with pytest.raises(InvalidTag):
        seal.open_value(sealed, "mail 2")


async def test_what_is_rolled_back_is_not_sent(users: Running, mailbox: Mailbox) -> None:
    address = an_address()

    async def write_and_fail() -> None:
        async with users.db.transaction() as tx:
            seal = users.service.provide["seal"]
            await commands.write(
                tx, seal, Kind.PASSWORD_CHANGED, account_id=new_id(), recipient=address, locale="en"
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()
    assert await mailbox.to(address) == []


async def test_ten_workers_send_it_once(users: Running, mailbox: Mailbox) -> None:
    addresses = [an_address() for _ in range(5)]
    for address in addresses:
        await write(users, address)
    await asyncio.gather(*(mailbox.deliver() for _ in range(10)))
    for address in addresses:
        assert len(await mailbox.to(address)) == 1


async def test_a_worker_that_died_is_followed_by_another_with_the_same_mail(
    users: Running, mailbox: Mailbox
) -> None:
    address = an_address()
    await write(users, address)
    seal = users.service.provide["seal"]
    async with users.db.transaction() as tx:
        mail = await store.claim(tx)
    assert mail is not None
    sender = mailbox.sender
    await sender.send(sender.compose(mail, commands.opened(seal, mail)))  # and then it dies, not recorded
    assert len(await mailbox.to(address)) == 1
    users.clock.advance(seconds=LEASE.total_seconds() + 1)
    first, second = await mailbox.to(address)
    assert first.as_bytes() == second.as_bytes()
    assert await state(users) == "sent 2"


async def test_a_server_that_is_away_gets_it_later(users: Running, mailbox: Mailbox) -> None:
    address = an_address()
    await write(users, address)
    away = Sender(Secret("smtp://127.0.0.1:9"), "a@shop.example", "Zoco", "https://shop.example")
    seal = users.service.provide["seal"]
    assert await workers.send_next(users.db, seal, away)
    assert not await workers.send_next(users.db, seal, away)
    assert await mailbox.to(address) == []
    users.clock.advance(seconds=pause_after(1).total_seconds() + 1)
    assert len(await mailbox.to(address)) == 1
    assert await state(users) == "sent 2"


async def test_a_mail_that_is_worth_nothing_any_more_is_dropped(users: Running, mailbox: Mailbox) -> None:
    address = an_address()
    await write(users, address)
    users.clock.advance(days=4)
    assert await mailbox.to(address) == []
    assert await state(users) == "failed 1"


async def test_a_refused_recipient_is_not_tried_again(users: Running) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        while line := await reader.readline():
            is_recipient = line.upper().startswith(b"RCPT")
            writer.write(b"550 no such mailbox\r\n" if is_recipient else b"250 ok\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        sender = Sender(Secret(f"smtp://127.0.0.1:{port}"), "a@shop.example", "Zoco", "https://shop")
        await write(users, an_address())
        assert await workers.send_next(users.db, users.service.provide["seal"], sender)
    assert await state(users) == "failed 1"


async def test_old_mails_are_forgotten(users: Running, mailbox: Mailbox) -> None:
    await write(users, an_address())
    await mailbox.deliver()
    users.clock.advance(days=29)
    await workers.forget_old(users.db)
    assert await state(users) == "sent 1"
    users.clock.advance(days=2)
    await workers.forget_old(users.db)
    assert await users.db.one(int, "SELECT count(*) FROM mails") == 0


def test_each_pause_is_longer_up_to_an_hour() -> None:
    pauses = [pause_after(attempts) for attempts in (1, 2, 3, 8, 9, 10, 50)]
    assert [pause.total_seconds() for pause in pauses] == [10, 20, 40, 1280, 2560, 3600, 3600]
