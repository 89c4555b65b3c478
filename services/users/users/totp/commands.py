"""Enrolling an authenticator app, checking its codes, removing it."""

from uuid import UUID

import structlog

from chassis.database import Transaction
from chassis.errors import Refusal
from chassis.tokens import Actor
from users.factor import commands as factors
from users.factor.model import CodeWrong, Factor, NoFactor
from users.key.seal import Box
from users.recovery import commands as recovery
from users.totp import store
from users.totp.model import Totp, TotpEnrolled, TotpNotFound, new_secret, step_of

log = structlog.get_logger()


async def enrol(tx: Transaction, box: Box, *, by: Actor) -> str:
    """A new secret. It counts for nothing until a code proves that the app has it."""
    await factors.require_fresh(tx, by=by)
    secret = new_secret()
    if not await store.put_pending(tx, by.id, box.seal(secret.encode(), str(by.id))):
        raise TotpEnrolled
    return secret


async def confirm(tx: Transaction, box: Box, code: str, *, by: Actor) -> list[str] | Refusal:
    """Ten recovery codes. A refusal is returned, not raised, because the wrong code must stay counted."""
    await factors.require_fresh(tx, by=by)
    totp = await store.find(tx, by.id)
    if totp is None:
        raise TotpNotFound
    if totp.confirmed_at is not None:
        raise TotpEnrolled
    await factors.take_try(tx, by.id)
    if not await _is_right(tx, box, totp, code):
        return CodeWrong()
    await factors.forgive(tx, by.id)
    await store.confirm(tx, by.id)
    log.info("totp_enrolled", account_id=str(by.id))
    return await recovery.hand_out(tx, by.id)


async def remove(tx: Transaction, *, by: Actor) -> None:
    """The recovery codes go with the last factor that they stand in for."""
    await factors.require_fresh(tx, by=by)
    if not await store.delete(tx, by.id):
        raise TotpNotFound
    if not set(await factors.factors_of(tx, by.id)) - {Factor.RECOVERY_CODE}:
        await recovery.withdraw(tx, by.id)
    log.info("totp_removed", account_id=str(by.id))


async def renew_recovery_codes(tx: Transaction, *, by: Actor) -> list[str]:
    await factors.require_fresh(tx, by=by)
    if not set(await factors.factors_of(tx, by.id)) - {Factor.RECOVERY_CODE}:
        raise NoFactor
    return await recovery.hand_out(tx, by.id)


async def provide(tx: Transaction, box: Box, account_id: UUID, secret: str) -> None:
    """The operator's way: this secret counts from now on. The same again changes nothing."""
    totp = await store.find_confirmed(tx, account_id)
    if totp is not None and box.open(totp.sealed, str(account_id)) == secret.encode():
        return
    await store.delete(tx, account_id)
    await store.put_pending(tx, account_id, box.seal(secret.encode(), str(account_id)))
    await store.confirm(tx, account_id)


async def judge(tx: Transaction, box: Box, account_id: UUID, code: str) -> Refusal | None:
    """None when it is a code of the app or a recovery code, which is then used up.

    The caller holds the account's row. A refusal is returned, not raised: the wrong code must stay counted.
    """
    await factors.take_try(tx, account_id)
    totp = await store.find_confirmed(tx, account_id)
    is_right = totp is not None and await _is_right(tx, box, totp, code)
    if not is_right and not await recovery.use(tx, account_id, code):
        return CodeWrong()
    await factors.forgive(tx, account_id)
    return None


async def _is_right(tx: Transaction, box: Box, totp: Totp, code: str) -> bool:
    """A right code is used up by asking."""
    step = step_of(box.open(totp.sealed, str(totp.account_id)).decode(), code, tx.now)
    return step is not None and await store.use_step(tx, totp.account_id, step)
