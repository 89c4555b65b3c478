"""Sending mails: claim, find out to whom, hand over, record. A mail leaves twice rather than never."""

import aiosmtplib
import structlog

from chassis.client import CallRefused, ServiceClient
from chassis.database import Database
from chassis.errors import Unavailable
from orders.mail import store
from orders.mail.delivery import Sender
from orders.mail.model import KEEP, About, Mail, Profiles, Recipient, pause_after

log = structlog.get_logger()

BATCH = 500


async def send_next(db: Database, users: ServiceClient, sender: Sender) -> bool:
    """Send one mail; True when there was one. Safe to die between any two lines."""
    async with db.transaction() as tx:
        mail = await store.claim(tx)
    if mail is None:
        return False
    try:
        is_sent = await _send(db, users, sender, mail)
    except (aiosmtplib.SMTPException, OSError, TimeoutError, Unavailable, CallRefused) as error:
        await _record_failure(db, mail, error)
        return True
    async with db.transaction() as tx:
        await (store.record_sent if is_sent else store.record_failed)(tx, mail.id)
    log.info("mail_sent" if is_sent else "mail_dropped", mail_id=str(mail.id), kind=mail.kind)
    return True


async def _send(db: Database, users: ServiceClient, sender: Sender, mail: Mail) -> bool:
    """False when nobody is there any more to be told, or it is too late."""
    now = db.clock.now()
    about = await store.about(db, mail)
    if about is None or about.is_erased or mail.is_outdated(now):
        return False
    to = await _recipient(users, about)
    if to is None:
        return False
    await sender.send(mail, about, to, now)
    return True


async def _recipient(users: ServiceClient, about: About) -> Recipient | None:
    """A guest's address is in the order; an account's, and its language, users knows today."""
    if about.guest_locale is not None:
        return None if about.email is None else Recipient(about.email, about.guest_locale)
    found = (await users.get(f"/internal/profiles?ids={about.customer_id}", Profiles)).items
    return Recipient(found[0].email, found[0].locale) if found else None


async def forget_old(db: Database) -> bool:
    """Delete a batch of mails that were done long ago; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_old(tx, before=tx.now - KEEP, limit=BATCH) == BATCH


async def _record_failure(db: Database, mail: Mail, error: Exception) -> None:
    """The error's own words may hold the address, so only its name and code are logged."""
    codes = _codes(error)
    log.warning("mail_not_sent", mail_id=str(mail.id), kind=mail.kind, why=type(error).__name__, codes=codes)
    async with db.transaction() as tx:
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and all(code >= 500 for code in codes):
            await store.record_failed(tx, mail.id)
        else:
            await store.postpone(tx, mail, until=tx.now + pause_after(mail.attempts))


def _codes(error: Exception) -> list[int]:
    """SMTP's reply codes: 4xx may pass, 5xx will not."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return [refused.code for refused in error.recipients]
    return [error.code] if isinstance(error, aiosmtplib.SMTPResponseException) else []
