"""Counting wrong codes, and asking for a login that is strong and recent enough to change factors."""

import math
from uuid import UUID

from chassis.database import Reader, Transaction
from chassis.policy import require_step_up
from chassis.tokens import STRONG, Actor
from users.factor import store
from users.factor.model import FRESH, WRONG_CODES_WINDOW, TooManyWrongCodes


async def factors_of(reader: Reader, account_id: UUID) -> list[str]:
    return await store.find_factors(reader, account_id)


async def take_try(tx: Transaction, account_id: UUID) -> None:
    """Before a code is looked at. Whoever then finds it right calls `forgive`."""
    if not await store.take_try(tx, account_id):
        since = await store.find_first_wrong(tx, account_id) or tx.now
        seconds = (since + WRONG_CODES_WINDOW - tx.now).total_seconds()
        raise TooManyWrongCodes(retry_after=max(1, math.ceil(seconds)))


async def forgive(tx: Transaction, account_id: UUID) -> None:
    await store.forget_wrong(tx, account_id)


async def require_fresh(tx: Transaction, *, by: Actor) -> None:
    """The first factor needs a recent login; whoever has one must have shown it, or a thief adds another."""
    has_factors = bool(await store.find_factors(tx, by.id))
    require_step_up(by, tx.now, acr=STRONG if has_factors else "1", max_age=FRESH)
