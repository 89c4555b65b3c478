"""What a mail says, and handing many over at once."""

import asyncio
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

import aiosmtplib

from chassis import smtp
from orders.link.model import Links
from orders.mail.model import About, Letter, Mail, readable
from orders.mail.texts import FOLLOW, REASONS, language, written
from orders.order.model import readable_number

TRY_SECONDS = 40.0
UNREACHED = (aiosmtplib.SMTPException, OSError, TimeoutError)


class Sender(smtp.Sender, frozen=True):
    links: Links

    def compose(self, letter: Letter, now: datetime) -> EmailMessage:
        mail, locale = letter.mail, language(letter.to.locale)
        text = written(mail.kind, locale, self._facts(mail, letter.about, locale, now))
        message = self.message(
            mail.id,
            to=letter.to.address,
            subject=text.subject,
            text=text.body,
            locale=locale,
            at=mail.created_at,
        )
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no holiday reply, please
        return message

    def _facts(self, mail: Mail, about: About, locale: str, now: datetime) -> dict[str, str]:
        currency = about.currency or ""
        return {
            "shop": self.name,
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

    async def send_all(self, letters: list[Letter], now: datetime) -> dict[UUID, Exception | None]:
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
        async with self.connection() as open_smtp:
            while rest:
                letter = rest.pop(0)
                try:
                    outcomes[letter.mail.id] = await self._hand_over(open_smtp, letter, now)
                except UNREACHED as error:
                    outcomes[letter.mail.id] = error
                    return

    async def _hand_over(self, open_smtp: aiosmtplib.SMTP, letter: Letter, now: datetime) -> Exception | None:
        """What the server says about this one; it is asked about the next one then."""
        try:
            await open_smtp.send_message(
                self.compose(letter, now), sender=self.address, recipients=[letter.to.address]
            )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as error:
            return error
        return None


def _parcel(about: About, locale: str) -> str:
    """Who brings it, under which number, and where to follow it; whatever of it there is."""
    brought = " ".join(part for part in (about.carrier, about.tracking_number) if part)
    where = f"\n\n{FOLLOW[locale]}\n\n{about.tracking_url}" if about.tracking_url else ""
    return (f" {brought}." if brought else "") + where
