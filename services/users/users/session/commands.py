"""Logging in, carrying a session on, ending sessions."""

from uuid import UUID

import msgspec
import structlog

from chassis.database import Transaction
from chassis.errors import Refusal
from users.factor import commands as factors
from users.factor.model import SecondFactorRequired
from users.key import commands as keys
from users.key.commands import Issuer
from users.key.seal import Box
from users.password import commands as passwords
from users.role import commands as roles
from users.session import store
from users.session.model import (
    PASSWORD,
    PASSWORD_AND_CODE,
    AccountDisabled,
    Device,
    Ended,
    Proof,
    RefreshRaced,
    RefreshRefused,
    Session,
    Verdict,
    WrongCredentials,
    digest,
    new_refresh_token,
)
from users.totp import commands as totps

log = structlog.get_logger()


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
    box: Box,
    account_id: UUID,
    *,
    password: Checked,
    code: str | None = None,
    device: Device = Device(),  # noqa: B008 - it is frozen
) -> Grant | Refusal:
    """A refusal is returned, not raised, because the wrong code must stay counted."""
    holder = await store.lock_holder(tx, account_id)
    if holder is None or holder.password_hash != password.hash:
        raise WrongCredentials
    if holder.disabled_at is not None:
        raise AccountDisabled
    proof = await _second_factor(tx, box, account_id, code)
    if isinstance(proof, Refusal):
        return proof
    if password.renewed is not None:
        await passwords.rehash(tx, account_id, old=password.hash, new=password.renewed)
    return await open_session(tx, issuer, account_id, proof, device)


async def open_session(
    tx: Transaction, issuer: Issuer, account_id: UUID, proof: Proof, device: Device
) -> Grant:
    """The caller holds the account's row and knows that it may come in."""
    session = Session.opened(account_id, proof, tx.now)
    await store.add(tx, session, device)
    return await _grant(tx, issuer, session)


async def refresh(tx: Transaction, issuer: Issuer, refresh_token: str) -> Grant | Refusal:
    """A refusal is returned, not raised, because what it did to the session must be committed."""
    session = await store.rotate(tx, digest(refresh_token))
    if session is None:
        return await _refuse(tx, refresh_token)
    return await _grant(tx, issuer, session)


async def log_out(tx: Transaction, refresh_token: str) -> None:
    """Any token of the session will do, also an old one; an unknown one has nothing to end."""
    presented = await store.find_presented(tx, digest(refresh_token))
    if presented is not None:
        await store.revoke(tx, presented.session_id, Ended.LOGOUT)


async def end_all(tx: Transaction, account_id: UUID, because: Ended) -> None:
    """The caller holds the account's row, so no login slips in between."""
    await store.revoke_all(tx, account_id, because)


async def _second_factor(tx: Transaction, box: Box, account_id: UUID, code: str | None) -> Proof | Refusal:
    """Whoever has a second factor shows it at every login; a code for nothing counts for nothing."""
    known = await factors.factors_of(tx, account_id)
    if not known:
        return PASSWORD
    if code is None:
        raise SecondFactorRequired(factors=known)
    return await totps.judge(tx, box, account_id, code) or PASSWORD_AND_CODE


async def _grant(tx: Transaction, issuer: Issuer, session: Session) -> Grant:
    refresh_token = new_refresh_token()
    await store.add_token(tx, session, digest(refresh_token))
    permissions = await roles.permissions_of(tx, session.account_id)
    access_token = await keys.issue(tx, issuer, session.claims(permissions))
    return Grant(access_token, refresh_token, int((session.idle_until - tx.now).total_seconds()))


async def _refuse(tx: Transaction, refresh_token: str) -> Refusal:
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
        log.warning("refresh_token_reused", account_id=str(session.account_id), session_id=str(session.id))
    return RefreshRefused()
