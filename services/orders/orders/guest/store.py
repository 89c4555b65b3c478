"""SQL about guests' orders, and what is asked about them."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.guest.model import CLAIM_LEASE, GuestOrder, Lookup


async def add(tx: Transaction, order: GuestOrder) -> None:
    await tx.execute(
        "INSERT INTO guest_orders (order_id, guest_id, locale, placed_at) VALUES ($1, $2, $3, $4)",
        order.order_id,
        order.guest_id,
        order.locale,
        tx.now,
    )


async def exists(reader: Reader, order_id: UUID) -> bool:
    """False when it has an account by now, or its person was forgotten."""
    return bool(await reader.one(int, "SELECT 1 FROM guest_orders WHERE order_id = $1", order_id))


async def orders_of(reader: Reader, guest_id: UUID) -> list[UUID]:
    """In id order, as they are locked."""
    sql = "SELECT order_id FROM guest_orders WHERE guest_id = $1 ORDER BY order_id"
    return await reader.all(UUID, sql, guest_id)


async def remove(tx: Transaction, order_id: UUID) -> bool:
    return bool(await tx.execute("DELETE FROM guest_orders WHERE order_id = $1", order_id))


async def add_lookup(tx: Transaction, lookup: Lookup) -> None:
    await tx.execute(
        "INSERT INTO guest_lookups (id, number, guest_id, asked_at) VALUES ($1, $2, $3, $4)",
        lookup.id,
        lookup.number,
        lookup.guest_id,
        tx.now,
    )


async def take_lookup(tx: Transaction) -> Lookup | None:
    """The oldest one, gone when this transaction commits."""
    return await tx.one(
        Lookup,
        "DELETE FROM guest_lookups WHERE id = (SELECT id FROM guest_lookups ORDER BY asked_at LIMIT 1 "
        "FOR UPDATE SKIP LOCKED) RETURNING id, number, guest_id",
    )


async def find(reader: Reader, lookup: Lookup) -> UUID | None:
    """The order with this number, if it is this guest's."""
    return await reader.one(
        UUID,
        "SELECT o.id FROM orders o JOIN guest_orders g ON g.order_id = o.id "
        "WHERE o.number = $1 AND g.guest_id = $2",
        lookup.number,
        lookup.guest_id,
    )


async def ask_claim(tx: Transaction, account_id: UUID) -> None:
    await tx.execute(
        "INSERT INTO guest_claims (account_id, next_at) VALUES ($1, $2) "
        "ON CONFLICT (account_id) DO UPDATE SET next_at = excluded.next_at",
        account_id,
        tx.now,
    )


async def lease_claim(tx: Transaction) -> UUID | None:
    return await tx.one(
        UUID,
        "UPDATE guest_claims SET next_at = $2 WHERE account_id = (SELECT account_id FROM guest_claims "
        "WHERE next_at <= $1 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING account_id",
        tx.now,
        tx.now + CLAIM_LEASE,
    )


async def finish_claim(tx: Transaction, account_id: UUID, leased_at: datetime) -> None:
    """Unless it was asked for again meanwhile."""
    await tx.execute(
        "DELETE FROM guest_claims WHERE account_id = $1 AND next_at = $2", account_id, leased_at + CLAIM_LEASE
    )


async def old_guest(tx: Transaction, before: datetime) -> UUID | None:
    """A guest whose last order was before then."""
    return await tx.one(
        UUID,
        "SELECT guest_id FROM guest_orders g WHERE placed_at < $1 AND NOT EXISTS ("
        "  SELECT FROM guest_orders later WHERE later.guest_id = g.guest_id AND later.placed_at >= $1) "
        "ORDER BY placed_at LIMIT 1",
        before,
    )


async def remove_all(tx: Transaction, guest_id: UUID) -> None:
    await tx.execute("DELETE FROM guest_orders WHERE guest_id = $1", guest_id)
