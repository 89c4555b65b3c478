"""Asking orders to do what agents want: claim, call, record. Safe to die between any two lines."""

import structlog

from chassis.client import CallRefused, ServiceClient
from chassis.database import Database
from chassis.errors import Unavailable
from support.action import commands, store
from support.action.model import Done, TicketAction

log = structlog.get_logger()


class Performer:
    """Makes the calls: for an agent who waits, and as a worker for what was not answered."""

    def __init__(self, db: Database, orders: ServiceClient) -> None:
        self._db = db
        self._orders = orders

    async def perform_next(self) -> bool:
        async with self._db.transaction() as tx:
            action = await store.claim_due(tx)
        if action is None:
            return False
        await self.perform(action)
        return True

    async def perform(self, action: TicketAction) -> None:
        """The action is leased to us, and its id makes the call idempotent."""
        path = f"/internal/orders/{action.order_id}/agent-actions/{action.id}"
        try:
            done = await self._orders.call("PUT", path, Done, action.command)
        except CallRefused as refused:
            async with self._db.transaction() as tx:
                await commands.record_refused(tx, action, refused.type)
        except Unavailable:
            log.warning("action_postponed", action_id=str(action.id), attempts=action.attempts)
            async with self._db.transaction() as tx:
                await commands.postpone(tx, action)
        else:
            async with self._db.transaction() as tx:
                await commands.record_done(tx, action, done)
