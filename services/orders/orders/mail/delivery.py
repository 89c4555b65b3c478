"""Handing a mail to the SMTP server."""

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
from orders.link.model import Links
from orders.mail.model import About, Letter, Mail, readable
from orders.mail.texts import FOLLOW, REASONS, language, written
from orders.order.model import readable_number

TRY_SECONDS = 40.0
STEP_SECONDS = 10.0
UNREACHED = (aiosmtplib.SMTPException, OSError, TimeoutError)
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
    links: Links

    @property
    def server(self) -> Server:
        return Server.of(self.smtp_url)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def message(self, letter: Letter, now: datetime) -> EmailMessage:
        """Whoever gets it twice recognises it by its Message-ID (RFC 5322 3.6.4)."""
        mail, locale = letter.mail, language(letter.to.locale)
        text = written(mail.kind, locale, self._facts(mail, letter.about, locale, now))
        user, _, domain = self.address.rpartition("@")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.shop, user, domain)
        message["To"] = letter.to.address
        message["Subject"] = text.subject
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = f"<{mail.id}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no holiday reply, please
        message.set_content(text.body, cte="7bit" if text.body.isascii() else "8bit")
        message["Content-Language"] = locale  # set_content drops what is there
        return message

    def _facts(self, mail: Mail, about: About, locale: str, now: datetime) -> dict[str, str]:
        currency = about.currency or ""
        return {
            "shop": self.shop,
            "number": readable_number(about.number),
            "total": readable(about.total_amount or 0, currency, locale),
            "refund": readable(about.refund_amount or 0, currency, locale),
            "reason": REASONS[locale].get(about.cancel_reason or "", ""),
            "parcel": _parcel(about, locale),
            "link": self._link(mail, about, now),
        }

    def _link(self, mail: Mail, about: About, now: datetime) -> str:
        """A guest's carries its token behind a `#`: no server on the way logs it."""
        if about.guest_locale is None:
            return f"{self.home}/orders/{mail.order_id}"
        return f"{self.home}/guest-orders/{mail.order_id}#token={self.links.token(mail.order_id, now)}"

    async def send(self, letters: list[Letter], now: datetime) -> dict[UUID, Exception | None]:
        """By mail, why it was not taken, or None. All go over one connection as long as it holds: the mail
        over which it breaks is not taken, and the next begins another.
        """
        outcomes: dict[UUID, Exception | None] = {letter.mail.id: TimeoutError() for letter in letters}
        rest = list(letters)
        try:
            async with asyncio.timeout(TRY_SECONDS):
                while rest:
                    await self._send_some(rest, now, outcomes)
        except UNREACHED as error:
            outcomes |= {letter.mail.id: error for letter in rest}
        return outcomes

    async def _send_some(
        self, rest: list[Letter], now: datetime, outcomes: dict[UUID, Exception | None]
    ) -> None:
        """Takes from `rest` what one connection carries, at least one. Raises when there is no connection."""
        async with self._connection() as smtp:
            while rest:
                letter = rest.pop(0)
                try:
                    outcomes[letter.mail.id] = await self._hand_over(smtp, letter, now)
                except UNREACHED as error:
                    outcomes[letter.mail.id] = error
                    return

    def _connection(self) -> aiosmtplib.SMTP:
        server = self.server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password.reveal() if server.password else None,
            use_tls=server.is_tls,
            start_tls=None if server.user is None and not server.is_tls else not server.is_tls,
            local_hostname=self.domain,
            timeout=STEP_SECONDS,
        )

    async def _hand_over(self, smtp: aiosmtplib.SMTP, letter: Letter, now: datetime) -> Exception | None:
        """What the server says about this one; it is asked about the next one then."""
        try:
            await smtp.send_message(
                self.message(letter, now), sender=self.address, recipients=[letter.to.address]
            )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as error:
            return error
        return None


def _parcel(about: About, locale: str) -> str:
    """Who brings it, under which number, and where to follow it; whatever of it there is."""
    brought = " ".join(part for part in (about.carrier, about.tracking_number) if part)
    where = f"\n\n{FOLLOW[locale]}\n\n{about.tracking_url}" if about.tracking_url else ""
    return (f" {brought}." if brought else "") + where
