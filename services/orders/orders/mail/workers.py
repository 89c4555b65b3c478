"""Sending mails: claim, find out to whom, hand over, record. A mail leaves twice rather than never."""

from uuid import UUID

import structlog

from chassis.client import CallRefused, ServiceClient
from chassis.database import Database, Transaction
from chassis.errors import Unavailable
from chassis.smtp import is_final, reply_codes
from orders.mail import store
from orders.mail.delivery import Sender
from orders.mail.model import (
    AT_ONCE,
    KEEP,
    About,
    Letter,
    Mail,
    Profile,
    Profiles,
    pause_after,
    recipient_of,
)

log = structlog.get_logger()

BATCH = 500


async def send_next(db: Database, users: ServiceClient, sender: Sender) -> bool:
    """Send what is due, up to AT_ONCE; True when there may be more. Safe to die between any two lines."""
    async with db.transaction() as tx:
        mails = await store.claim(tx)
    if not mails:
        return False
    outcomes: dict[UUID, Exception | None]
    try:
        letters = await _letters(db, users, [mail for mail in mails if not mail.is_outdated(db.clock.now())])
        outcomes = await sender.send_all(letters, db.clock.now()) if letters else {}
    except (Unavailable, CallRefused) as error:
        outcomes = {mail.id: error for mail in mails if not mail.is_outdated(db.clock.now())}
    async with db.transaction() as tx:
        await _record(tx, mails, outcomes)
    return len(mails) == AT_ONCE


async def _letters(db: Database, users: ServiceClient, mails: list[Mail]) -> list[Letter]:
    """Without those that nobody is there any more to be told."""
    about = await store.about(db, mails)
    profiles = await _profiles(users, list(about.values()))
    found = [(mail, about[mail.id]) for mail in mails if mail.id in about]  # others are forgotten by now
    wanted = [(mail, each, recipient_of(each, profiles)) for mail, each in found]
    return [Letter(mail, each, to) for mail, each, to in wanted if to is not None]


async def _profiles(users: ServiceClient, about: list[About]) -> dict[UUID, Profile]:
    accounts = {each.customer_id for each in about if each.guest_locale is None}
    if not accounts:
        return {}
    ids = ",".join(map(str, accounts))
    found = await users.get(f"/internal/profiles?ids={ids}", Profiles)
    return {profile.account_id: profile for profile in found.items}


async def _record(tx: Transaction, mails: list[Mail], outcomes: dict[UUID, Exception | None]) -> None:
    """What has no outcome was not sent and will not be."""
    sent, dropped = [], [mail.id for mail in mails if mail.id not in outcomes]
    for mail in mails:
        error = outcomes.get(mail.id)
        if error is not None and _is_final(mail, error):
            dropped.append(mail.id)
        elif error is not None:
            await store.postpone(tx, mail, until=tx.now + pause_after(mail.attempts))
        elif mail.id in outcomes:
            sent.append(mail.id)
    await store.record_sent(tx, sent)
    await store.record_failed(tx, dropped)
    log.info("mails_done", sent=len(sent), dropped=len(dropped), claimed=len(mails))


def _is_final(mail: Mail, error: Exception) -> bool:
    """The error's own words may hold the address, so only its name and codes are logged."""
    codes = reply_codes(error)
    log.warning("mail_not_sent", mail_id=str(mail.id), kind=mail.kind, why=type(error).__name__, codes=codes)
    return is_final(error)


async def forget_old(db: Database) -> bool:
    """Delete a batch of mails that were done long ago; True when there may be more."""
    async with db.transaction() as tx:
        return await store.delete_old(tx, before=tx.now - KEEP, limit=BATCH) == BATCH
