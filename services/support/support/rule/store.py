"""SQL about causes and watches."""

from datetime import datetime
from uuid import UUID

from chassis.database import Transaction
from support.rule.model import Cause, Rule, Watch

COLUMNS = "cause, rule, order_id, ticket_id, came, went"


async def come(tx: Transaction, cause: str, rule: Rule, order_id: UUID) -> Cause:
    """As it is now: there, or gone when that was heard of first. Its row is held."""
    return await _changed(
        tx,
        "INSERT INTO ticket_causes AS c (cause, rule, order_id, came, changed_at) VALUES ($1, $2, $3, 1, $4) "
        "ON CONFLICT (cause) DO UPDATE SET came = least(c.came, c.went) + 1, changed_at = $4 "
        f"RETURNING {COLUMNS}",
        cause,
        rule,
        order_id,
        tx.now,
    )


async def go(tx: Transaction, cause: str, rule: Rule, order_id: UUID) -> Cause:
    """The cause, now gone, also before it was heard of. Its row is held."""
    return await _changed(
        tx,
        "INSERT INTO ticket_causes AS c (cause, rule, order_id, went, changed_at) VALUES ($1, $2, $3, 1, $4) "
        "ON CONFLICT (cause) DO UPDATE SET went = greatest(c.came, c.went), changed_at = $4 "
        f"RETURNING {COLUMNS}",
        cause,
        rule,
        order_id,
        tx.now,
    )


async def _changed(tx: Transaction, sql: str, *values: object) -> Cause:
    found = await tx.one(Cause, sql, *values)
    assert found is not None  # noqa: S101  # it inserts or updates
    return found


async def there_of(tx: Transaction, order_id: UUID, rules: list[Rule]) -> list[Cause]:
    return await tx.all(
        Cause,
        f"SELECT {COLUMNS} FROM ticket_causes WHERE order_id = $1 AND rule = ANY($2) AND came > went "
        "ORDER BY cause FOR UPDATE",
        order_id,
        rules,
    )


async def are_there(tx: Transaction, ticket_id: UUID) -> bool:
    """Whether anything that this ticket is about is still so."""
    found = await tx.one(
        bool, "SELECT true FROM ticket_causes WHERE ticket_id = $1 AND came > went LIMIT 1", ticket_id
    )
    return bool(found)


async def link(tx: Transaction, cause: str, ticket_id: UUID | None) -> None:
    await tx.execute("UPDATE ticket_causes SET ticket_id = $2 WHERE cause = $1", cause, ticket_id)


async def watch(tx: Transaction, order_id: UUID, due_at: datetime) -> None:
    """Nothing when it is over already."""
    await tx.execute(
        "INSERT INTO delivery_watches (order_id, due_at, is_over) VALUES ($1, $2, false) "
        "ON CONFLICT DO NOTHING",
        order_id,
        due_at,
    )


async def stop_watching(tx: Transaction, order_id: UUID) -> None:
    """Also before it began."""
    await tx.execute(
        "INSERT INTO delivery_watches (order_id, due_at, is_over) VALUES ($1, $2, true) "
        "ON CONFLICT (order_id) DO UPDATE SET is_over = true",
        order_id,
        tx.now,
    )


async def claim_late(tx: Transaction) -> Watch | None:
    """The watch that ended longest ago; it ends with this transaction."""
    return await tx.one(
        Watch,
        "UPDATE delivery_watches SET is_over = true WHERE order_id = ("
        "SELECT order_id FROM delivery_watches WHERE NOT is_over AND due_at <= $1 "
        "ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING order_id, due_at",
        tx.now,
    )
