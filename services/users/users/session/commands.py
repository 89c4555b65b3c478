"""Logging in, carrying a session on, ending sessions."""

from uuid import UUID

import msgspec
import structlog

from chassis.database import Transaction
from chassis.errors import Refusal
from chassis.tokens import Actor
from users.audit import commands as audit
from users.audit.model import Action
from users.key import commands as keys
from users.key.commands import Issuer
from users.key.seal import Seal
from users.mail import commands as mails
from users.mail.model import Kind
from users.password import commands as passwords
from users.session import store
from users.session.model import (
    AccountDisabled,
    Ended,
    RefreshRaced,
    RefreshRefused,
    Session,
    Verdict,
    WrongCredentials,
    digest,
    new_refresh_token,
)

log = structlog.get_logger()


class Grant(msgspec.Struct):
    """What a login or a refresh earns."""

    access_token: str
    refresh_token: str
    refresh_expires_in: int


async def log_in(
    tx: Transaction, issuer: Issuer, account_id: UUID, *, verified: str, renewed: str | None
) -> Grant:
    """`verified` is the stored hash that the password matched: it was checked outside of this transaction."""
    holder = await store.lock_holder(tx, account_id)
    if holder is None or holder.password_hash != verified:
        raise WrongCredentials
    if holder.disabled_at is not None:
        raise AccountDisabled
    if renewed is not None:
        await passwords.rehash(tx, account_id, old=verified, new=renewed)
    session = Session.opened(account_id, tx.now)
    await store.add(tx, session)
    by = Actor(account_id=account_id, session_id=str(session.id))
    await audit.note(tx, account_id, Action.LOGGED_IN, by=by)
    return await _grant(tx, issuer, session, holder.roles)


async def note_failure(tx: Transaction, account_id: UUID) -> None:
    """Somebody tried a wrong password: the owner will see when and from where."""
    await audit.note(tx, account_id, Action.LOGIN_FAILED, by=None)


async def refresh(tx: Transaction, issuer: Issuer, refresh_token: str) -> Grant | Refusal:
    """A refusal is returned, not raised, because what it did to the session must be committed."""
    session = await store.rotate(tx, digest(refresh_token))
    if session is None:
        return await _refuse(tx, issuer.seal, refresh_token)
    return await _grant(tx, issuer, session, await store.find_roles(tx, session.account_id))


async def log_out(tx: Transaction, refresh_token: str) -> None:
    """Any token of the session will do, also an old one; an unknown one has nothing to end."""
    presented = await store.find_presented(tx, digest(refresh_token))
    if presented is None:
        return
    account_id = await store.revoke(tx, presented.session_id, Ended.LOGOUT)
    if account_id is not None:
        by = Actor(account_id=account_id, session_id=str(presented.session_id))
        await audit.note(tx, account_id, Action.LOGGED_OUT, by=by)


async def end_all(tx: Transaction, account_id: UUID, because: Ended, *, but: str | None = None) -> None:
    """The caller holds the account's row, so no login slips in between. `but` is the session that stays."""
    await store.revoke_all(tx, account_id, because, but=UUID(but) if but else None)


async def _grant(tx: Transaction, issuer: Issuer, session: Session, roles: list[str]) -> Grant:
    refresh_token = new_refresh_token()
    await store.add_token(tx, session, digest(refresh_token))
    access_token = await keys.issue(tx, issuer, session.claims(roles))
    return Grant(access_token, refresh_token, int((session.idle_until - tx.now).total_seconds()))


async def _refuse(tx: Transaction, seal: Seal, refresh_token: str) -> Refusal:
    """Why the token could not be exchanged; one that was exchanged long ago is in two hands, so both lose."""
    presented = await store.find_presented(tx, digest(refresh_token))
    session = await store.lock(tx, presented.session_id) if presented is not None else None
    if presented is None or session is None:
        return RefreshRefused()
    verdict = session.judge(presented.generation, tx.now)
    if verdict is Verdict.RACED:
        return RefreshRaced()
    if verdict is Verdict.REUSED:
        await store.revoke(tx, session.id, Ended.REUSE)
        await audit.note(
            tx, session.account_id, Action.REFRESH_TOKEN_REUSED, by=None, session=str(session.id)
        )
        await _warn(tx, seal, session.account_id)
        log.warning("refresh_token_reused", account_id=str(session.account_id), session_id=str(session.id))
    return RefreshRefused()


async def _warn(tx: Transaction, seal: Seal, account_id: UUID) -> None:
    """The owner should know that somebody may have had a copy."""
    mailbox = await store.find_mailbox(tx, account_id)
    if mailbox is not None:
        await mails.write(
            tx,
            seal,
            Kind.SESSION_ENDED,
            account_id=account_id,
            recipient=mailbox.email,
            locale=mailbox.locale,
        )
