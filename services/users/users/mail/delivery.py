"""Handing a mail to the SMTP server."""

import asyncio
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec

from chassis.settings import Secret
from users.mail.model import Facts, Mail
from users.mail.texts import written

TRY_SECONDS = 20.0
STEP_SECONDS = 10.0
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
    """Who writes, and through which server. `home` is where links lead, without a slash at its end."""

    smtp_url: Secret
    address: str
    shop: str
    home: str

    @property
    def server(self) -> Server:
        return Server.of(self.smtp_url)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def message(self, mail: Mail, facts: Facts) -> EmailMessage:
        """The same each time: whoever gets it twice recognises it by its Message-ID (RFC 5322 3.6.4)."""
        text = written(mail.kind, mail.locale, facts, shop=self.shop, home=self.home)
        user, _, domain = self.address.rpartition("@")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.shop, user, domain)
        message["To"] = facts.recipient
        message["Subject"] = text.subject
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = f"<{mail.id}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no holiday reply, please
        message.set_content(text.body, cte="7bit" if text.body.isascii() else "8bit")
        message["Content-Language"] = mail.locale  # set_content drops what is there
        return message

    async def send(self, mail: Mail, facts: Facts) -> None:
        """Raises what aiosmtplib raises, or TimeoutError."""
        server = self.server
        async with asyncio.timeout(TRY_SECONDS):
            await aiosmtplib.send(
                self.message(mail, facts),
                sender=self.address,
                recipients=[facts.recipient],
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password.reveal() if server.password else None,
                use_tls=server.is_tls,
                start_tls=None if server.user is None and not server.is_tls else not server.is_tls,
                local_hostname=self.domain,
                timeout=STEP_SECONDS,
            )
