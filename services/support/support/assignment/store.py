"""SQL about agents."""

from uuid import UUID

from chassis.database import Reader, Transaction
from support.assignment.model import Agent

TURNS = 0x7A6F636F  # one worker at a time gives tickets out
LOAD = "(SELECT count(*) FROM tickets t WHERE t.assignee_id = a.account_id AND t.status IN ('new', 'open'))"
AGENT = (
    f"SELECT a.account_id, a.is_available, a.capacity, {LOAD} AS load, (SELECT at FROM audit_entries e "
    "WHERE e.actor = 'account:' || a.account_id ORDER BY e.id DESC LIMIT 1) AS seen_at FROM agents a "
)


async def save(tx: Transaction, account_id: UUID, *, is_available: bool, capacity: int) -> None:
    await tx.execute(
        "INSERT INTO agents (account_id, is_available, capacity) VALUES ($1, $2, $3) "
        "ON CONFLICT (account_id) DO UPDATE "
        "SET is_available = excluded.is_available, capacity = excluded.capacity",
        account_id,
        is_available,
        capacity,
    )


async def find(reader: Reader, account_id: UUID) -> Agent | None:
    return await reader.one(Agent, AGENT + "WHERE a.account_id = $1", account_id)


async def is_known(reader: Reader, account_id: UUID | None) -> bool:
    return bool(await reader.one(bool, "SELECT true FROM agents WHERE account_id = $1", account_id))


async def list_all(reader: Reader) -> list[Agent]:
    return await reader.all(Agent, AGENT + "ORDER BY a.account_id LIMIT 500")


async def take_turns(tx: Transaction) -> None:
    """Wait for the other worker: what is read after this includes what it did."""
    await tx.execute("SELECT pg_advisory_xact_lock($1)", TURNS)


async def next_in_turn(tx: Transaction) -> UUID | None:
    """Of those who have room, the one who got something longest ago."""
    return await tx.one(
        UUID,
        f"SELECT a.account_id FROM agents a WHERE a.is_available AND {LOAD} < a.capacity "
        "ORDER BY a.last_assigned_at NULLS FIRST, a.account_id LIMIT 1",
    )


async def note_turn(tx: Transaction, account_id: UUID) -> None:
    await tx.execute("UPDATE agents SET last_assigned_at = $2 WHERE account_id = $1", account_id, tx.now)
