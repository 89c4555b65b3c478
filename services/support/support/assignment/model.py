"""Agents, and who may take what from whom."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from chassis.errors import Conflict, Invalid

SILENT_AFTER = timedelta(minutes=30)
"""Whoever did and read nothing for so long is not working on anything."""


class UnknownAgent(Invalid):
    type, title = "unknown-agent", "There is no such agent; agents say themselves that they are there"


class TicketTaken(Conflict):
    type, title = "ticket-taken", "Somebody else works on this ticket"


class Agent(msgspec.Struct):
    """`load` counts tickets that wait for this agent; `seen_at` is when they did or read something last."""

    account_id: UUID
    is_available: bool
    capacity: int
    load: int
    seen_at: datetime | None

    def is_at_work(self, now: datetime) -> bool:
        return self.is_available and self.seen_at is not None and now - self.seen_at < SILENT_AFTER


def require_takeable(
    ticket_id: UUID, assignee_id: UUID | None, assignee: Agent | None, now: datetime
) -> None:
    """From nobody, or from somebody who is away or silent."""
    if assignee is not None and assignee.is_at_work(now):
        raise TicketTaken(ticket_id=ticket_id, assignee_id=assignee_id)
