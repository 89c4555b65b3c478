"""Logging in, carrying a session on, ending sessions."""

from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from chassis import context
from chassis.context import Sender
from chassis.database import Reader, Transaction
from chassis.errors import Refusal
from chassis.tokens import Actor
from users.audit import commands as audit
from users.audit.model import Action
from users.factor import commands as factors
from users.factor.model import SecondFactorRequired
from users.key import commands as keys
from users.key.commands import Issuer
from users.key.seal import Seal
from users.mail import commands as mails
from users.mail.model import Kind
from users.password import commands as passwords
from users.role import commands as roles
from users.session import store
from users.session.model import (
    PASSWORD,
    PASSWORD_AND_CODE,
    AccountDisabled,
    Ended,
    Holder,
    Proof,
    RefreshRaced,
    RefreshRefused,
    Session,
    SessionEnded,
    SessionNotFound,
    Verdict,
    WrongCredentials,
    digest,
    new_refresh_token,
)
from users.totp import commands as totps

log = structlog.get_logger()

NOWHERE = Sender("")  # not from a request


class Grant(msgspec.Struct):
    """What a login or a refresh earns."""

    access_token: str
    refresh_token: str
    refresh_expires_in: int


class Checked(msgspec.Struct, frozen=True):
    """A password that was right outside of the transaction: the stored hash it matched, and a better one."""

    hash: str
    renewed: str | None = None


async def log_in(
    tx: Transaction,
    issuer: Issuer,
    account_id: UUID,
    *,
    password: Checked,
    code: str | None = None,
) -> Grant | Refusal:
    """A refusal is returned, not raised, because the wrong code must stay counted."""
    proof = await prove(tx, issuer.seal, account_id, password, code)
    if isinstance(proof, Refusal):
        return proof
    if password.renewed is not None:
        await passwords.rehash(tx, account_id, old=password.hash, new=password.renewed)
    return await _open(tx, issuer, account_id, proof)


async def log_in_proven(tx: Transaction, issuer: Issuer, account_id: UUID, proof: Proof) -> Grant:
    """With another proof than a password."""
    await _admit(tx, account_id)
    return await _open(tx, issuer, account_id, proof)


async def prove(
    tx: Transaction, seal: Seal, account_id: UUID, password: Checked, code: str | None
) -> Proof | Refusal:
    """What a password and perhaps a code prove. A refusal is returned: the wrong code must stay counted."""
    holder = await _admit(tx, account_id)
    if holder.password_hash != password.hash:
        raise WrongCredentials
    known = await factors.factors_of(tx, account_id)
    if not known:
        return PASSWORD  # a code for nothing counts for nothing
    if code is None:
        raise SecondFactorRequired(factors=known)
    refusal = await totps.judge(tx, seal, account_id, code)
    if refusal is not None:
        await audit.note(tx, account_id, Action.SECOND_FACTOR_FAILED, by=None)
    return refusal or PASSWORD_AND_CODE


async def strengthen(tx: Transaction, issuer: Issuer, proof: Proof, *, by: Actor) -> str:
    """A fresh access token for the running session, which from now on is as strong as this proof."""
    session = await store.strengthen(tx, _own_session(by), by.id, proof)
    if session is None:
        raise SessionEnded
    await audit.note(tx, by.id, Action.STEPPED_UP, by=by, amr=proof.amr)
    permissions = await roles.permissions_of(tx, by.id)
    return await keys.issue(tx, issuer, session.claims(permissions))


async def stored_password(reader: Reader, account_id: UUID) -> str | None:
    """Its hash, for whoever asks for the password again."""
    return await store.find_password_hash(reader, account_id)


async def is_alive(reader: Reader, session_id: UUID, *, now: datetime) -> bool:
    """Whether it could be carried on at this moment, by an account that may come in."""
    return await store.is_alive(reader, session_id, now=now)


async def _admit(tx: Transaction, account_id: UUID) -> Holder:
    """The account, which nobody disables or gives another password before this transaction ends."""
    holder = await store.lock_holder(tx, account_id)
    if holder is None:
        raise WrongCredentials
    if holder.disabled_at is not None:
        raise AccountDisabled
    return holder


async def _open(tx: Transaction, issuer: Issuer, account_id: UUID, proof: Proof) -> Grant:
    session = Session.opened(account_id, proof, tx.now)
    await store.add(tx, session, context.sender() or NOWHERE)
    by = Actor(account_id=account_id, session_id=str(session.id))
    await audit.note(tx, account_id, Action.LOGGED_IN, by=by, amr=proof.amr)
    return await _grant(tx, issuer, session)


async def note_failure(tx: Transaction, account_id: UUID) -> None:
    """Somebody tried a wrong password: the owner will see when and from where."""
    await audit.note(tx, account_id, Action.LOGIN_FAILED, by=None)


async def refresh(tx: Transaction, issuer: Issuer, refresh_token: str) -> Grant | Refusal:
    """A refusal is returned, not raised, because what it did to the session must be committed."""
    session = await store.rotate(tx, digest(refresh_token))
    if session is None:
        return await _refuse(tx, issuer.seal, refresh_token)
    return await _grant(tx, issuer, session)


async def log_out(tx: Transaction, refresh_token: str) -> None:
    """Any token of the session will do, also an old one; an unknown one has nothing to end."""
    presented = await store.find_presented(tx, digest(refresh_token))
    if presented is None:
        return
    account_id = await store.revoke(tx, presented.session_id, Ended.LOGOUT)
    if account_id is not None:
        by = Actor(account_id=account_id, session_id=str(presented.session_id))
        await audit.note(tx, account_id, Action.LOGGED_OUT, by=by)


async def end_own(tx: Transaction, session_id: UUID, *, by: Actor) -> None:
    """One of one's own: a device that was lost, or somebody else's by mistake."""
    if not await store.revoke_own(tx, session_id, by.id, Ended.OWNER):
        raise SessionNotFound(session_id=session_id)
    await audit.note(tx, by.id, Action.SESSION_ENDED, by=by, session=str(session_id))


async def log_out_everywhere(tx: Transaction, *, by: Actor) -> None:
    """This session too."""
    await _admit(tx, by.id)
    await store.revoke_all(tx, by.id, Ended.EVERYWHERE, but=None)
    await audit.note(tx, by.id, Action.LOGGED_OUT_EVERYWHERE, by=by)


async def end_all(tx: Transaction, account_id: UUID, because: Ended, *, but: str | None = None) -> None:
    """The caller holds the account's row, so no login slips in between. `but` is the session that stays."""
    await store.revoke_all(tx, account_id, because, but=UUID(but) if but else None)


async def forget_senders(tx: Transaction, account_id: UUID) -> None:
    """The owner goes: what stays says no more from where they came."""
    await store.forget_senders(tx, account_id)


def _own_session(actor: Actor) -> UUID:
    try:
        return UUID(actor.session_id)
    except (ValueError, TypeError, AttributeError):
        raise SessionEnded from None


async def _grant(tx: Transaction, issuer: Issuer, session: Session) -> Grant:
    refresh_token = new_refresh_token()
    await store.add_token(tx, session, digest(refresh_token))
    permissions = await roles.permissions_of(tx, session.account_id)
    access_token = await keys.issue(tx, issuer, session.claims(permissions))
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
