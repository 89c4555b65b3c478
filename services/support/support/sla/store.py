"""SQL about the plan and about what was announced."""

from datetime import datetime
from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from support.sla.model import DEFAULT, Clock, SlaPlan
from support.ticket.model import Entry


class Versioned(msgspec.Struct):
    version: int
    document: SlaPlan


async def plan(reader: Reader) -> Versioned:
    """The one that staff wrote, else the default."""
    found = await reader.one(Versioned, "SELECT version, document FROM sla_plan")
    return found or Versioned(1, DEFAULT)


async def log_of(reader: Reader, ticket_id: UUID) -> list[Entry]:
    """Oldest first."""
    return await reader.all(
        Entry,
        "SELECT at, what, status, priority FROM ticket_log WHERE ticket_id = $1 ORDER BY position",
        ticket_id,
    )


async def lock_plan(tx: Transaction) -> Versioned:
    """Hold it until the transaction ends."""
    await tx.execute(
        "INSERT INTO sla_plan (version, document) VALUES (1, $1) ON CONFLICT DO NOTHING",
        msgspec.to_builtins(DEFAULT),
    )
    found = await tx.one(Versioned, "SELECT version, document FROM sla_plan FOR UPDATE")
    return found or Versioned(1, DEFAULT)


async def save_plan(tx: Transaction, plan: SlaPlan, version: int) -> None:
    await tx.execute("UPDATE sla_plan SET version = $2, document = $1", msgspec.to_builtins(plan), version)


async def mark(tx: Transaction, ticket_id: UUID, clock: Clock, mark: str, at: datetime) -> bool:
    """Whether it is the first time that this is said of this clock."""
    return bool(
        await tx.execute(
            "INSERT INTO sla_marks (ticket_id, kind, started_at, mark, at) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT DO NOTHING",
            ticket_id,
            clock.kind,
            clock.started_at,
            mark,
            at,
        )
    )
