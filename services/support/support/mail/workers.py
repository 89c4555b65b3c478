"""Sending mails: claim, ask for the address, hand over, record. Twice rather than never if a process dies."""

import aiosmtplib
import structlog

from chassis.client import CallRefused, ServiceClient
from chassis.database import Database
from chassis.errors import Unavailable
from chassis.smtp import is_final
from support.mail import store
from support.mail.delivery import Sender
from support.mail.model import USEFUL, Mail, Recipient, RecipientList, pause_after

log = structlog.get_logger()


class Mailer:
    """Sends one mail after the other. Safe to die between any two lines."""

    def __init__(self, db: Database, users: ServiceClient, sender: Sender) -> None:
        self._db = db
        self._users = users
        self._sender = sender

    async def send_next(self) -> bool:
        """True when there was one that was due."""
        async with self._db.transaction() as tx:
            mail = await store.claim(tx)
        if mail is None:
            return False
        if self._db.clock.now() - mail.created_at > USEFUL:
            await self._give_up(mail, "outdated")
            return True
        try:
            await self._send(mail)
        except (Unavailable, CallRefused, aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            await self._record_failure(mail, error)
        return True

    async def _send(self, mail: Mail) -> None:
        recipient = await self._recipient(mail)
        if recipient is None or recipient.email_verified_at is None:
            # An address that nobody proved to be theirs may be a stranger's.
            await self._give_up(mail, "no verified address")
            return
        whole = await store.with_words(self._db, mail)
        await self._sender.send(self._sender.compose(whole, recipient))
        async with self._db.transaction() as tx:
            await store.record_sent(tx, mail.message_id)
        log.info("mail_sent", message_id=str(mail.message_id), attempts=mail.attempts)

    async def _recipient(self, mail: Mail) -> Recipient | None:
        found = await self._users.get(f"/internal/profiles?ids={mail.customer_id}", RecipientList)
        return next(iter(found.items), None)

    async def _give_up(self, mail: Mail, why: str) -> None:
        log.warning("mail_given_up", message_id=str(mail.message_id), why=why)
        async with self._db.transaction() as tx:
            await store.record_failed(tx, mail.message_id, why)

    async def _record_failure(self, mail: Mail, error: Exception) -> None:
        """The error's own words may hold the address, so only its name is logged."""
        log.warning("mail_not_sent", message_id=str(mail.message_id), why=type(error).__name__)
        if is_final(error):
            await self._give_up(mail, "refused")
            return
        async with self._db.transaction() as tx:
            await store.postpone(tx, mail, until=tx.now + pause_after(mail.attempts))
