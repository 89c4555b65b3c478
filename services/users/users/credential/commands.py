"""Proving an address, recovering and changing a password, changing the address, deleting the account."""

from chassis.database import Transaction
from chassis.tokens import Actor
from users.account import commands as accounts
from users.address import commands as addresses
from users.audit import commands as audit
from users.audit.model import Action
from users.consent import commands as consents
from users.key.seal import Seal
from users.mail import commands as mails
from users.mail.model import Kind
from users.passkey import commands as passkeys
from users.password import commands as passwords
from users.privacy import commands as privacy
from users.proof import commands as proofs
from users.proof.model import Purpose, TokenRefused
from users.session import commands as sessions
from users.session.model import Ended
from users.throttle.commands import Throttles
from users.totp import commands as totps


async def resend_verification(tx: Transaction, seal: Seal, throttles: Throttles, *, by: Actor) -> None:
    """Nothing is sent when the address is verified."""
    account = await accounts.own(tx, by.id)
    if account.email_verified_at is None and await throttles.may_mail(tx, account.email):
        await proofs.mail_token(
            tx, seal, Purpose.VERIFY, account_id=account.id, email=account.email, locale=account.locale
        )


async def verify_email(tx: Transaction, token: str) -> None:
    account = await accounts.own(tx, await proofs.owner(tx, Purpose.VERIFY, token, now=tx.now))
    await proofs.use(tx, Purpose.VERIFY, token)
    await accounts.verify(tx, account)


async def forget_password(tx: Transaction, seal: Seal, throttles: Throttles, email: str) -> None:
    """A new token replaces the old. Nothing is sent when there is no account, or a disabled one."""
    may_mail = await throttles.may_mail(tx, email)
    account = await accounts.lock_by_email(tx, email)
    if account is None or account.is_disabled or not may_mail:
        return
    await audit.note(tx, account.id, Action.PASSWORD_RESET_ASKED, by=None)
    await proofs.mail_token(
        tx, seal, Purpose.RESET, account_id=account.id, email=email, locale=account.locale
    )


async def reset_password(tx: Transaction, seal: Seal, token: str, password_hash: str) -> None:
    """Whoever brings the token reads the account's address, so that is verified too. Every session ends."""
    account = await accounts.own(tx, await proofs.owner(tx, Purpose.RESET, token, now=tx.now))
    await proofs.use(tx, Purpose.RESET, token)
    await passwords.set_password(tx, account.id, password_hash)
    await sessions.end_all(tx, account.id, Ended.PASSWORD)
    await audit.note(tx, account.id, Action.PASSWORD_RESET, by=None)
    await accounts.verify(tx, account)
    await accounts.tell(tx, seal, account, Kind.PASSWORD_CHANGED)


async def change_password(
    tx: Transaction, seal: Seal, *, by: Actor, verified: str, password_hash: str
) -> None:
    """The session that asks goes on, all others end; a reset that was asked for before is void."""
    account = await accounts.own(tx, by.id)
    await passwords.confirm(tx, account.id, verified)
    await passwords.set_password(tx, account.id, password_hash)
    await sessions.end_all(tx, account.id, Ended.PASSWORD, but=by.session_id)
    await proofs.revoke(tx, account.id, Purpose.RESET)
    await audit.note(tx, account.id, Action.PASSWORD_CHANGED, by=by)
    await accounts.tell(tx, seal, account, Kind.PASSWORD_CHANGED)


async def ask_email_change(
    tx: Transaction, seal: Seal, throttles: Throttles, *, by: Actor, verified: str, email: str
) -> None:
    """The new address gets a token, or, when it has an account already, word of that."""
    may_mail = await throttles.may_mail(tx, email)
    account = await accounts.own(tx, by.id)
    await passwords.confirm(tx, account.id, verified)
    await audit.note(tx, account.id, Action.EMAIL_CHANGE_ASKED, by=by)
    if email == account.email or not may_mail:
        return
    holder = await accounts.find_by_email(tx, email)
    if holder is not None:
        await proofs.revoke(tx, account.id, Purpose.CHANGE_EMAIL)
        await accounts.tell(tx, seal, holder, Kind.EMAIL_TAKEN)
        return
    await proofs.mail_token(
        tx, seal, Purpose.CHANGE_EMAIL, account_id=account.id, email=email, locale=account.locale
    )


async def confirm_email_change(tx: Transaction, seal: Seal, token: str) -> None:
    """What was mailed to the old address is void from now on: a token proves the address of today."""
    account = await accounts.own(tx, await proofs.owner(tx, Purpose.CHANGE_EMAIL, token, now=tx.now))
    proof = await proofs.use(tx, Purpose.CHANGE_EMAIL, token)
    old = account.email
    if not await accounts.move(tx, account, proofs.address(seal, proof)):
        raise TokenRefused(pointer="/token")
    await proofs.revoke(tx, account.id, Purpose.VERIFY, Purpose.RESET)
    await accounts.tell(tx, seal, account, Kind.EMAIL_CHANGED, at=old)


async def delete_account(tx: Transaction, seal: Seal, *, by: Actor, verified: str) -> None:
    """Nothing of the person is left here but the mail that says so, until it is sent."""
    account = await accounts.own(tx, by.id)
    await passwords.confirm(tx, account.id, verified)
    await sessions.end_all(tx, account.id, Ended.DELETED)
    await proofs.revoke(tx, account.id, *Purpose)
    await sessions.forget_senders(tx, account.id)
    await totps.forget(tx, account.id)
    await passkeys.forget(tx, account.id)
    await addresses.forget(tx, account.id)
    await consents.forget(tx, account.id)
    await mails.drop_unsent(tx, account.id)
    await accounts.bury(tx, account, by=by)
    await privacy.begin_erasure(tx, account.id)
    await accounts.tell(tx, seal, account, Kind.ACCOUNT_DELETED)
