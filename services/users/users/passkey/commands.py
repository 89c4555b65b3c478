"""Registering passkeys, recognising them, removing them."""

import secrets
from typing import Any
from uuid import UUID

import msgspec
import structlog

from chassis.database import Transaction
from chassis.errors import Refusal
from chassis.ids import new_id
from chassis.tokens import Actor
from users.audit import commands as audit
from users.audit.model import Action
from users.factor import commands as factors
from users.factor.model import Factor
from users.key.seal import Seal
from users.passkey import store
from users.passkey.model import (
    CHALLENGE_LIFE,
    MOST_PASSKEYS,
    Passkey,
    PasskeyKnown,
    PasskeyNotFound,
    PasskeyRefused,
    Site,
    TooManyPasskeys,
    challenge_in,
    creation_options,
    credential_id,
    is_holder,
    is_synced,
    request_options,
    verified_login,
    verified_registration,
)
from users.recovery import commands as recovery

log = structlog.get_logger()


class Registered(msgspec.Struct):
    """`recovery_codes` come with the first factor of an account."""

    passkey: Passkey
    recovery_codes: list[str] | None


async def start_registration(tx: Transaction, site: Site, *, by: Actor) -> dict[str, Any]:
    await factors.require_fresh(tx, by=by)
    known = await store.find_all(tx, by.id)
    if len(known) >= MOST_PASSKEYS:
        raise TooManyPasskeys
    challenge = await _new_challenge(tx, by.id)
    email = await store.find_email(tx, by.id)
    credentials = [passkey.credential_id for passkey in known]
    return creation_options(site, challenge, account_id=by.id, email=email, known=credentials)


async def register(
    tx: Transaction, seal: Seal, site: Site, credential: dict[str, Any], *, name: str, by: Actor
) -> Registered | Refusal:
    """A refusal is returned, not raised, because the challenge must stay used."""
    await factors.require_fresh(tx, by=by)
    await store.lock_account(tx, by.id)
    challenge = challenge_in(credential["response"]["clientDataJSON"])
    taken = await store.take_challenge(tx, challenge)
    if taken is None or taken.account_id != by.id:
        return PasskeyRefused()
    try:
        found = verified_registration(site, challenge, credential)
    except PasskeyRefused as refused:
        return refused
    passkey = Passkey(
        new_id(),
        by.id,
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        is_synced(found),
        name,
        tx.now,
    )
    return await _keep(tx, seal, passkey)


async def _keep(tx: Transaction, seal: Seal, passkey: Passkey) -> Registered | Refusal:
    known = await factors.factors_of(tx, passkey.account_id)
    if len(await store.find_all(tx, passkey.account_id)) >= MOST_PASSKEYS:
        return TooManyPasskeys()
    if not await store.add(tx, passkey):
        return PasskeyKnown()
    by = Actor(account_id=passkey.account_id)
    await audit.note(tx, passkey.account_id, Action.PASSKEY_ADDED, by=by, passkey=str(passkey.id))
    await factors.tell_owner(tx, seal, passkey.account_id)
    log.info("passkey_registered", account_id=str(passkey.account_id), passkey_id=str(passkey.id))
    codes = None if known else await recovery.hand_out(tx, passkey.account_id)
    return Registered(passkey, codes)


async def start_login(tx: Transaction, site: Site) -> dict[str, Any]:
    return request_options(site, await _new_challenge(tx, None))


async def recognise(tx: Transaction, site: Site, credential: dict[str, Any]) -> Passkey | Refusal:
    """Whose passkey answered, and that its owner was there and verified.

    A refusal is returned, not raised, because the challenge must stay used.
    """
    challenge = challenge_in(credential["response"]["clientDataJSON"])
    taken = await store.take_challenge(tx, challenge)
    passkey = await store.find_by_credential(tx, credential_id(credential))
    if taken is None or taken.account_id is not None or passkey is None:
        return PasskeyRefused()
    try:
        found = verified_login(site, challenge, credential, passkey)
    except PasskeyRefused as refused:
        log.warning("passkey_refused", account_id=str(passkey.account_id), passkey_id=str(passkey.id))
        return refused
    if not is_holder(credential, passkey) or not await store.use(tx, passkey.id, found.new_sign_count):
        return PasskeyRefused()
    return passkey


async def remove(tx: Transaction, seal: Seal, passkey_id: UUID, *, by: Actor) -> None:
    """The recovery codes go with the last factor that they stand in for."""
    await factors.require_fresh(tx, by=by)
    if not await store.delete(tx, by.id, passkey_id):
        raise PasskeyNotFound(passkey_id=passkey_id)
    if not set(await factors.factors_of(tx, by.id)) - {Factor.RECOVERY_CODE}:
        await recovery.withdraw(tx, by.id)
    await audit.note(tx, by.id, Action.PASSKEY_REMOVED, by=by, passkey=str(passkey_id))
    await factors.tell_owner(tx, seal, by.id)
    log.info("passkey_removed", account_id=str(by.id), passkey_id=str(passkey_id))


async def forget(tx: Transaction, account_id: UUID) -> None:
    """The owner goes."""
    await store.delete_all(tx, account_id)


async def _new_challenge(tx: Transaction, account_id: UUID | None) -> bytes:
    challenge = secrets.token_bytes(32)
    await store.add_challenge(tx, challenge, account_id, until=tx.now + CHALLENGE_LIFE)
    return challenge
