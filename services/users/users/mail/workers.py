"""Sending mails: claim, hand over, record. A mail leaves twice rather than never when a process dies."""

import aiosmtplib
import structlog

from chassis.database import Database
from chassis.smtp import is_final, reply_codes
from users.key.seal import Seal
from users.mail import commands, store
from users.mail.delivery import Sender
from users.mail.model import KEEP, Mail, pause_after

log = structlog.get_logger()

BATCH = 500


async def send_next(db: Database, seal: Seal, sender: Sender) -> bool:
    """Send one mail; True when there was one. Safe to die between any two lines."""
    async with db.transaction() as tx:
        mail = await store.claim(tx)
        if mail is not None and mail.useful_until <= tx.now:
            await store.record_failed(tx, mail.id)
            log.warning("mail_outdated", mail_id=str(mail.id), kind=mail.kind, attempts=mail.attempts)
            return True
    if mail is None:
        return False
    try:
        await sender.send(sender.compose(mail, commands.opened(seal, mail)))
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        await _record_failure(db, mail, error)
        return True
    async with db.transaction() as tx:
        await store.record_sent(tx, mail.id)
    log.info("mail_sent", mail_id=str(mail.id), kind=mail.kind, attempts=mail.attempts)
    return True


async def forget_old(db: Database) -> bool:
    """Delete a batch of mails that were done long ago; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_old(tx, before=tx.now - KEEP, limit=BATCH) == BATCH


async def _record_failure(db: Database, mail: Mail, error: Exception) -> None:
    """The error's own words may hold the address, so only its name and code are logged."""
    codes = reply_codes(error)
    log.warning("mail_not_sent", mail_id=str(mail.id), kind=mail.kind, why=type(error).__name__, codes=codes)
    async with db.transaction() as tx:
        if is_final(error):
            await store.record_failed(tx, mail.id)
        else:
            await store.postpone(tx, mail, until=tx.now + pause_after(mail.attempts))
