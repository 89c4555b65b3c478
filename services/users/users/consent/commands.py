"""Giving and withdrawing consent."""

from uuid import UUID

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from users.account import commands as accounts
from users.audit import commands as audit
from users.audit.model import Action
from users.consent import store
from users.consent.model import Consent, ConsentPurpose
from users.published import ProfileChanged


async def answer(
    tx: Transaction, purpose: ConsentPurpose, *, by: Actor, is_granted: bool, version: str
) -> Consent:
    """The same answer to the same wording again changes nothing."""
    account = await accounts.own(tx, by.id)
    before = await store.newest(tx, account.id, purpose)
    if before is not None and (before.is_granted, before.version) == (is_granted, version):
        return before
    consent = Consent(new_id(), purpose, version, is_granted, tx.now)
    await store.add(tx, account.id, consent)
    await tx.publish(ProfileChanged(account_id=account.id, fields=[f"{purpose}_consent"]), of=account.id)
    facts = {"purpose": purpose, "is_granted": is_granted, "version": version}
    await audit.note(tx, account.id, Action.CONSENT_CHANGED, by=by, **facts)
    return consent


async def forget(tx: Transaction, account_id: UUID) -> None:
    await store.delete_all(tx, account_id)
