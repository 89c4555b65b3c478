"""SQL about timelines."""

from uuid import UUID

from chassis.database import Reader, Transaction
from orders.timeline.model import FROM_EVENTS, Entry


async def add(tx: Transaction, order_id: UUID, entry: Entry, *, is_public: bool) -> None:
    await tx.write(
        "INSERT INTO timeline_entries (id, order_id, what, actor_kind, actor_id, why, facts, is_public, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        entry.id,
        order_id,
        entry.what,
        entry.actor_kind,
        entry.actor_id,
        entry.why,
        entry.facts,
        is_public,
        entry.at,
    )


ENTRIES = (
    "SELECT id, what, actor_kind, actor_id, why, facts, at FROM timeline_entries "
    "WHERE order_id = $1 AND (is_public OR NOT $2) AND ($3::uuid IS NULL OR id > $3) UNION ALL "
    "SELECT event_id, split_part(type, '.', 2), 'system', NULL, body ->> 'reason', "
    "body - '{order_id,customer_id,payment_id,reason}'::text[], at FROM events "
    "WHERE aggregate_id = $1 AND type = ANY($4) AND ($3::uuid IS NULL OR event_id > $3) "
)


async def newest(reader: Reader, order_id: UUID, *, most: int) -> list[Entry]:
    """The last ones of all, oldest of them first."""
    found = await reader.all(
        Entry, ENTRIES + "ORDER BY id DESC LIMIT $5", order_id, False, None, list(FROM_EVENTS), most
    )
    return found[::-1]


async def page(
    reader: Reader, order_id: UUID, *, is_public: bool, after: UUID | None, most: int
) -> list[Entry]:
    """Oldest first: ids of entries and of events are in order of creation. `is_public`: without the rest."""
    return await reader.all(
        Entry,
        ENTRIES + "ORDER BY id LIMIT $5",
        order_id,
        is_public,
        after,
        [type for type, for_all in FROM_EVENTS.items() if for_all or not is_public],
        most,
    )


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute(
        "UPDATE timeline_entries SET why = NULL "
        "WHERE order_id IN (SELECT id FROM orders WHERE customer_id = $1 AND erased_at IS NOT NULL)",
        customer_id,
    )
