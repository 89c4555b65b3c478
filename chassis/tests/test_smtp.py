"""Mails: where the server is, and what each of them says of itself."""

from datetime import UTC, datetime
from uuid import UUID

import aiosmtplib
import pytest

from chassis.settings import Secret
from chassis.smtp import Sender, Server, WrongSMTPAddress, is_final

SENDER = Sender(Secret("smtp://mail.example"), "no-reply@shop.example", "Señor Zoco", "https://shop.example")
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://a@host", "smtp://h:x"]
)
def test_a_wrong_server_stops_the_boot_and_is_not_shown(url: str) -> None:
    with pytest.raises(WrongSMTPAddress, match=r"^SMTP_URL must look like"):
        Server.of(Secret(url))


def test_a_server_is_read_from_its_address() -> None:
    server = Server.of(Secret("smtps://AKIA:p%40ss@email.example"))
    assert (server.host, server.port, server.is_tls, server.user) == ("email.example", 465, True, "AKIA")
    assert server.password is not None
    assert server.password.reveal() == "p@ss"


async def test_a_sender_is_checked_before_it_writes() -> None:
    await SENDER.check()
    with pytest.raises(WrongSMTPAddress):
        await Sender(Secret("nowhere"), "a@shop.example", "Zoco", "").check()


@pytest.mark.parametrize(
    "text", ["Plain", "Está en camino", "A long line: " + "á" * 3000, "https://" + "x" * 600]
)
def test_a_mail_says_who_wrote_it_when_and_in_which_language(text: str) -> None:
    found = SENDER.message(
        UUID(int=7), to="ana@example.com", subject="Sí\u2028", text=text, locale="es", at=AT
    )
    assert found["Message-ID"] == f"<{UUID(int=7)}@shop.example>"
    assert found["From"].addresses[0].display_name == "Señor Zoco"
    assert found["Content-Language"] == "es"
    assert found["Date"].datetime == AT
    assert found.get_content().rstrip() == text
    assert max(map(len, bytes(found).splitlines())) <= 998


def test_a_link_is_not_broken() -> None:
    link = "https://shop.example/" + "x" * 600
    found = SENDER.message(UUID(int=7), to="a@example.com", subject="é", text=link, locale="en", at=AT)
    assert link.encode() in bytes(found)


def test_only_a_recipient_that_is_refused_for_good_is_final() -> None:
    refused = [
        aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(code, "no", "a@x")])
        for code in (450, 550)
    ]
    others = [OSError(), TimeoutError(), aiosmtplib.SMTPResponseException(550, "no")]
    assert [is_final(error) for error in [*refused, *others]] == [False, True, False, False, False]
