"""SQL about carts and their lines."""

from datetime import datetime
from uuid import UUID

from chassis.database import Reader, Transaction
from orders.cart.model import Cart, CartLine, Holder

COLUMNS = "id, status, customer_id, order_id, version, expires_at"


async def add(tx: Transaction, cart: Cart, token_hash: bytes | None) -> None:
    await tx.execute(
        "INSERT INTO carts (id, status, customer_id, token_hash, version, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        cart.id,
        cart.status,
        cart.customer_id,
        token_hash,
        cart.version,
        tx.now,
        cart.expires_at,
    )


async def lock_customer(tx: Transaction, customer_id: UUID) -> None:
    """Whoever gives this customer an active cart does so alone; no row of a customer is here to lock."""
    await tx.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('cart ' || $1::uuid::text, 0))", customer_id
    )


async def find(reader: Reader, cart_id: UUID, holder: Holder, now: datetime) -> Cart | None:
    """The holder's cart. A merged one is nobody's."""
    return await reader.one(
        Cart,
        f"SELECT {COLUMNS} FROM carts WHERE id = $1 AND expires_at > $4 AND status <> 'merged' "
        "AND (customer_id = $2 OR token_hash = $3)",
        cart_id,
        holder.account_id,
        holder.token_hash,
        now,
    )


async def lock(tx: Transaction, cart_id: UUID, holder: Holder) -> Cart | None:
    """The holder's cart, its row held until the transaction ends."""
    return await tx.one(
        Cart,
        f"SELECT {COLUMNS} FROM carts WHERE id = $1 AND expires_at > $4 AND status <> 'merged' "
        "AND (customer_id = $2 OR token_hash = $3) FOR UPDATE",
        cart_id,
        holder.account_id,
        holder.token_hash,
        tx.now,
    )


async def lock_by_token(tx: Transaction, token_hash: bytes) -> Cart | None:
    return await tx.one(
        Cart,
        f"SELECT {COLUMNS} FROM carts WHERE token_hash = $1 AND expires_at > $2 FOR UPDATE",
        token_hash,
        tx.now,
    )


async def lock_by_order(tx: Transaction, order_id: UUID) -> Cart | None:
    return await tx.one(Cart, f"SELECT {COLUMNS} FROM carts WHERE order_id = $1 FOR UPDATE", order_id)


async def lock_active(tx: Transaction, customer_id: UUID) -> Cart | None:
    """Also when it has expired: there can be no other beside it."""
    return await tx.one(
        Cart,
        f"SELECT {COLUMNS} FROM carts WHERE customer_id = $1 AND status = 'active' FOR UPDATE",
        customer_id,
    )


async def save(tx: Transaction, cart: Cart) -> None:
    """One more change; its row is held."""
    cart.version += 1
    await tx.execute(
        "UPDATE carts SET status = $2, customer_id = $3, order_id = $4, version = $5, expires_at = $6 "
        "WHERE id = $1",
        cart.id,
        cart.status,
        cart.customer_id,
        cart.order_id,
        cart.version,
        cart.expires_at,
    )


async def lines(reader: Reader, cart_id: UUID) -> list[CartLine]:
    """In the order in which they were added."""
    return await reader.all(
        CartLine,
        "SELECT variant_id, quantity, seen_amount, seen_currency FROM cart_lines WHERE cart_id = $1 "
        "ORDER BY added_at, variant_id",
        cart_id,
    )


async def set_line(tx: Transaction, cart_id: UUID, line: CartLine) -> None:
    await tx.execute(
        "INSERT INTO cart_lines (cart_id, variant_id, quantity, seen_amount, seen_currency, added_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (cart_id, variant_id) DO UPDATE SET "
        "quantity = excluded.quantity, seen_amount = excluded.seen_amount, "
        "seen_currency = excluded.seen_currency",
        cart_id,
        line.variant_id,
        line.quantity,
        line.seen_amount,
        line.seen_currency,
        tx.now,
    )


async def remove_line(tx: Transaction, cart_id: UUID, variant_id: UUID) -> bool:
    removed = await tx.execute(
        "DELETE FROM cart_lines WHERE cart_id = $1 AND variant_id = $2", cart_id, variant_id
    )
    return bool(removed)


async def clear(tx: Transaction, cart_id: UUID) -> None:
    await tx.execute("DELETE FROM cart_lines WHERE cart_id = $1", cart_id)


async def count_variants(reader: Reader, cart_ids: list[UUID]) -> int:
    """In these carts together."""
    sql = "SELECT count(DISTINCT variant_id) FROM cart_lines WHERE cart_id = ANY($1)"
    return await reader.one(int, sql, cart_ids) or 0


async def pour(tx: Transaction, source: UUID, target: UUID) -> None:
    """The lines of one cart into another: of a variant that both have, the larger quantity."""
    await tx.execute(
        "INSERT INTO cart_lines (cart_id, variant_id, quantity, seen_amount, seen_currency, added_at) "
        "SELECT $2, variant_id, quantity, seen_amount, seen_currency, added_at FROM cart_lines "
        "WHERE cart_id = $1 ON CONFLICT (cart_id, variant_id) DO UPDATE SET "
        "quantity = greatest(cart_lines.quantity, excluded.quantity)",
        source,
        target,
    )


async def delete_expired(tx: Transaction, *, limit: int) -> int:
    return await tx.execute(
        "DELETE FROM carts WHERE id = ANY(ARRAY(SELECT id FROM carts WHERE expires_at <= $1 "
        "ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))",
        tx.now,
        limit,
    )


async def all_of(reader: Reader, customer_id: UUID) -> list[Cart]:
    """This customer's carts, newest first."""
    return await reader.all(
        Cart, f"SELECT {COLUMNS} FROM carts WHERE customer_id = $1 ORDER BY id DESC", customer_id
    )


async def erase(tx: Transaction, customer_id: UUID) -> None:
    await tx.execute("DELETE FROM carts WHERE customer_id = $1", customer_id)
