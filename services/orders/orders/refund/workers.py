"""Makes refunds: claim, call, record. It may die between any two lines and be done again."""

from typing import Protocol
from uuid import UUID

import msgspec
import structlog

from chassis import context
from chassis.database import Database
from chassis.errors import Unavailable
from chassis.failpoints import reached
from orders.payment import commands as payments
from orders.payment.model import Call, Kind, Outcome
from orders.refund import commands, store
from orders.refund.model import Overtaken, Refund

log = structlog.get_logger()


class PaymentProvider(Protocol):
    """Who moves the money. Never raises for a "no": every answer is an outcome."""

    async def perform(self, call: Call) -> Outcome: ...


class Refunder:
    """What a refund needs to move: the database and the provider."""

    def __init__(self, db: Database, provider: PaymentProvider) -> None:
        self._db = db
        self._provider = provider

    async def advance_next(self, order_id: UUID | None = None) -> bool:
        """Claim the refund (of this order) that has been due for longest, and make it."""
        async with self._db.transaction() as tx:
            refund = await store.claim_due(tx, order_id)
        if refund is None:
            return False
        with context.entered(request_id=refund.correlation_id):
            await self._drive(refund)
        return True

    async def _drive(self, refund: Refund) -> None:
        try:
            # A copy: a transaction that fails has changed it all the same.
            await self._make(msgspec.structs.replace(refund))
        except Overtaken:
            log.info("refund_overtaken", refund_id=str(refund.id))
        except Unavailable as error:
            log.info("refund_postponed", refund_id=str(refund.id), why=str(error))  # its lease ends by itself
        except Exception as error:
            # A fault of ours: counted, so that it does not come again for ever without anybody being told.
            log.exception("refund_failed", refund_id=str(refund.id))
            async with self._db.transaction() as tx:
                await commands.postpone(tx, refund, repr(error))

    async def _make(self, refund: Refund) -> None:
        """The operation was committed with the refund; its id makes this call the same call every time."""
        call = await payments.next_call(self._db, refund.order_id, Kind.REFUND, refund_id=refund.id)
        reached("refund.before_call")
        outcome = await self._provider.perform(call)
        reached("refund.after_call")
        async with self._db.transaction() as tx:
            await commands.record(tx, refund, call, outcome)
        reached("refund.recorded")
