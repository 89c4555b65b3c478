"""Mail goes into a folder."""

import asyncio
import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest


def message(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@example.com", "ana@example.com", subject
    mail.set_content("¡Gracias!")
    return mail


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def smtp(start: Any, folder: Path) -> Any:
    running = start("mail", "--port", "0", "--folder", str(folder))
    port = int(running.ready.split(",")[0].rsplit(":", 1)[1])
    yield lambda: smtplib.SMTP("127.0.0.1", port, timeout=5)
    assert running.stop() == 0


def test_every_recipient_gets_a_whole_file(smtp: Any, folder: Path) -> None:
    with smtp() as client:
        client.send_message(message("Hello"), to_addrs=["ana@example.com", "../../etc/passwd@example.com"])
    names = sorted(path.name.split("Z-", 1)[1] for path in folder.iterdir())
    assert names == [".._.._etc_passwd@example.com.eml", "ana@example.com.eml"]
    for path in folder.iterdir():
        received = message_from_bytes(path.read_bytes())
        assert received["Subject"] == "Hello"
        assert received.get_payload(decode=True) == "¡Gracias!\r\n".encode()


async def test_many_at_once_lose_nothing(smtp: Any, folder: Path) -> None:
    def send(number: int) -> None:
        with smtp() as client:
            client.send_message(message(str(number)))

    await asyncio.gather(*(asyncio.to_thread(send, number) for number in range(40)))
    subjects = {message_from_bytes(path.read_bytes())["Subject"] for path in folder.glob("*.eml")}
    assert subjects == {str(number) for number in range(40)}
    assert len(list(folder.iterdir())) == 40


def test_a_message_over_the_limit_is_refused(smtp: Any, folder: Path) -> None:
    with smtp() as client, pytest.raises(smtplib.SMTPException):
        client.sendmail("shop@example.com", ["ana@example.com"], "x" * (11 * 1024 * 1024))
    assert list(folder.iterdir()) == []
