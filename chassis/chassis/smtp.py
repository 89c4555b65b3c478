"""Mails to an SMTP server: where it is, what every mail says of itself, and handing it over."""

import asyncio
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import msgspec

from chassis.settings import Secret

TRY_SECONDS = 20.0
STEP_SECONDS = 10.0
MOST_BYTES = 998
PORTS = {"smtp": 25, "smtps": 465}


class WrongSMTPAddress(SystemExit):
    """Stops the boot; the address may hold a password, so it is not shown."""

    def __init__(self) -> None:
        super().__init__("SMTP_URL must look like smtp://[user:password@]host[:port] or smtps://…")


class Server(msgspec.Struct, frozen=True):
    """An SMTP server. A password is sent only over TLS: `smtps`, or STARTTLS, which must be offered then."""

    host: str
    port: int
    is_tls: bool
    user: str | None = None
    password: Secret | None = None

    @classmethod
    def of(cls, url: Secret) -> Self:
        try:
            parts = urlsplit(url.reveal())
            port = parts.port or PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise WrongSMTPAddress from None
        if not parts.hostname or (parts.username is None) != (parts.password is None):
            raise WrongSMTPAddress
        password = None if parts.password is None else Secret(unquote(parts.password))
        user = None if parts.username is None else unquote(parts.username)
        return cls(parts.hostname, port, parts.scheme == "smtps", user, password)


class Sender(msgspec.Struct, frozen=True):
    """Who writes: `address`, shown as `name`. `home` is where links lead, without a slash at its end."""

    smtp_url: Secret
    address: str
    name: str
    home: str

    async def check(self) -> None:
        """Before anything is written: raises WrongSMTPAddress."""
        Server.of(self.smtp_url)

    def id(self, of: UUID) -> str:
        """The Message-ID of what has this id here."""
        return f"<{of}@{self._domain}>"

    def message(
        self, of: UUID, *, to: str, subject: str, text: str, locale: str, at: datetime
    ) -> EmailMessage:
        """The same each time: whoever gets it twice recognises it by its Message-ID (RFC 5322 3.6.4)."""
        user, _, domain = self.address.rpartition("@")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.name, user, domain)
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = self.id(of)
        message.set_content(text, cte=_encoding(text))
        message["Content-Language"] = locale  # set_content drops what is there
        return message

    def connection(self) -> aiosmtplib.SMTP:
        """To be entered; then it takes one message after the other."""
        server = Server.of(self.smtp_url)
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password.reveal() if server.password else None,
            use_tls=server.is_tls,
            start_tls=None if server.user is None and not server.is_tls else not server.is_tls,
            local_hostname=self._domain,
            timeout=STEP_SECONDS,
        )

    async def send(self, message: EmailMessage) -> None:
        """Raises what aiosmtplib raises, or TimeoutError."""
        async with asyncio.timeout(TRY_SECONDS), self.connection() as smtp:
            await smtp.send_message(message, sender=self.address, recipients=[str(message["To"])])

    @property
    def _domain(self) -> str:
        return self.address.rpartition("@")[2]


def _encoding(text: str) -> str | None:
    """As it is, so that links stay whole, unless a line is too long for SMTP (RFC 5322 2.1.1)."""
    if any(len(line) > MOST_BYTES for line in text.encode().splitlines()):
        return None  # the library's choice
    return "7bit" if text.isascii() else "8bit"


def reply_codes(error: Exception) -> list[int]:
    """SMTP's: 4xx may pass, 5xx will not."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return [refused.code for refused in error.recipients]
    return [error.code] if isinstance(error, aiosmtplib.SMTPResponseException) else []


def is_final(error: Exception) -> bool:
    """Nobody it was for will ever be reached there."""
    is_refused = isinstance(error, aiosmtplib.SMTPRecipientsRefused)
    return is_refused and all(code >= 500 for code in reply_codes(error))
