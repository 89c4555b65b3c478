"""Enrolling an authenticator app, checking its codes, removing it."""

from uuid import UUID

import structlog

from chassis.database import Transaction
from chassis.errors import Refusal
from chassis.tokens import Actor
from users.audit import commands as audit
from users.audit.model import Action
from users.factor import commands as factors
from users.factor.model import CodeWrong, Factor, NoFactor
from users.key.seal import Seal
from users.recovery import commands as recovery
from users.totp import store
from users.totp.model import Totp, TotpEnrolled, TotpNotFound, new_secret, step_of

log = structlog.get_logger()


async def enrol(tx: Transaction, seal: Seal, *, by: Actor) -> str:
    """A new secret. It counts for nothing until a code proves that the app has it."""
    await factors.require_fresh(tx, by=by)
    secret = new_secret()
    if not await store.put_pending(tx, by.id, seal.seal_value(secret.encode(), _about(by.id))):
        raise TotpEnrolled
    return secret


async def confirm(tx: Transaction, seal: Seal, code: str, *, by: Actor) -> list[str] | Refusal:
    """Ten recovery codes. A refusal is returned, not raised, because the wrong code must stay counted."""
    await factors.require_fresh(tx, by=by)
    totp = await store.find(tx, by.id)
    if totp is None:
        raise TotpNotFound
    if totp.confirmed_at is not None:
        raise TotpEnrolled
    await factors.take_try(tx, by.id)
    if not await _is_right(tx, seal, totp, code):
        return CodeWrong()
    await factors.forgive(tx, by.id)
    await store.confirm(tx, by.id)
    await audit.note(tx, by.id, Action.TOTP_ENROLLED, by=by)
    await factors.tell_owner(tx, seal, by.id)
    log.info("totp_enrolled", account_id=str(by.id))
    return await recovery.hand_out(tx, by.id)


async def remove(tx: Transaction, seal: Seal, *, by: Actor) -> None:
    """The recovery codes go with the last factor that they stand in for."""
    await factors.require_fresh(tx, by=by)
    if not await store.delete(tx, by.id):
        raise TotpNotFound
    if not set(await factors.factors_of(tx, by.id)) - {Factor.RECOVERY_CODE}:
        await recovery.withdraw(tx, by.id)
    await audit.note(tx, by.id, Action.TOTP_REMOVED, by=by)
    await factors.tell_owner(tx, seal, by.id)
    log.info("totp_removed", account_id=str(by.id))


async def renew_recovery_codes(tx: Transaction, *, by: Actor) -> list[str]:
    await factors.require_fresh(tx, by=by)
    if not set(await factors.factors_of(tx, by.id)) - {Factor.RECOVERY_CODE}:
        raise NoFactor
    await audit.note(tx, by.id, Action.RECOVERY_CODES_RENEWED, by=by)
    return await recovery.hand_out(tx, by.id)


async def provide(tx: Transaction, seal: Seal, account_id: UUID, secret: str) -> None:
    """The operator's way: this secret counts from now on. The same again changes nothing."""
    totp = await store.find_confirmed(tx, account_id)
    if totp is not None and seal.open_value(totp.sealed, _about(account_id)) == secret.encode():
        return
    await store.delete(tx, account_id)
    await store.put_pending(tx, account_id, seal.seal_value(secret.encode(), _about(account_id)))
    await store.confirm(tx, account_id)
    await audit.note(tx, account_id, Action.TOTP_ENROLLED, by=None)


async def forget(tx: Transaction, account_id: UUID) -> None:
    """The owner goes."""
    await store.delete(tx, account_id)
    await recovery.withdraw(tx, account_id)


async def judge(tx: Transaction, seal: Seal, account_id: UUID, code: str) -> Refusal | None:
    """None when it is a code of the app or a recovery code, which is then used up.

    The caller holds the account's row. A refusal is returned, not raised: the wrong code must stay counted.
    """
    await factors.take_try(tx, account_id)
    totp = await store.find_confirmed(tx, account_id)
    is_right = totp is not None and await _is_right(tx, seal, totp, code)
    if not is_right and not await recovery.use(tx, account_id, code):
        return CodeWrong()
    await factors.forgive(tx, account_id)
    return None


async def _is_right(tx: Transaction, seal: Seal, totp: Totp, code: str) -> bool:
    """A right code is used up by asking."""
    step = step_of(seal.open_value(totp.sealed, _about(totp.account_id)).decode(), code, tx.now)
    return step is not None and await store.use_step(tx, totp.account_id, step)


def _about(account_id: UUID) -> str:
    """What a sealed secret belongs to: it opens for no other account."""
    return f"totp {account_id}"
