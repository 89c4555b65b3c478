"""SQL about promotions and who has a use of them."""

from uuid import UUID

import msgspec

from chassis.database import Reader, Transaction
from orders.promotion.model import Promotion, PromotionCodeTaken, PromotionNotFound

PROMOTION = "SELECT id, terms, uses, version, changed_at, changed_by FROM promotions "


async def find(reader: Reader, promotion_id: UUID) -> Promotion:
    return _found(await reader.one(Promotion, PROMOTION + "WHERE id = $1", promotion_id), promotion_id)


async def lock(tx: Transaction, promotion_id: UUID) -> Promotion:
    """Load the promotion and hold its row until the transaction ends."""
    return _found(await tx.one(Promotion, PROMOTION + "WHERE id = $1 FOR UPDATE", promotion_id), promotion_id)


def _found(promotion: Promotion | None, promotion_id: UUID) -> Promotion:
    if promotion is None:
        raise PromotionNotFound(promotion_id=promotion_id)
    return promotion


async def page(reader: Reader, *, after: UUID | None, limit: int) -> list[Promotion]:
    """Newest first."""
    return await reader.all(
        Promotion,
        PROMOTION
        + "WHERE id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) ORDER BY id DESC LIMIT $2",
        after,
        limit,
    )


async def add(tx: Transaction, promotion: Promotion) -> None:
    added = await tx.execute(
        "INSERT INTO promotions (id, terms, version, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (code) DO NOTHING",
        promotion.id,
        msgspec.to_builtins(promotion.terms),
        promotion.version,
        promotion.changed_at,
        promotion.changed_by,
    )
    if not added:
        raise PromotionCodeTaken(code=promotion.terms.code)


async def save(tx: Transaction, promotion: Promotion) -> None:
    """What it became, but for its code, which stays; its row is held."""
    await tx.execute(
        "UPDATE promotions SET terms = $2, version = $3, changed_at = $4, changed_by = $5 WHERE id = $1",
        promotion.id,
        msgspec.to_builtins(promotion.terms),
        promotion.version,
        promotion.changed_at,
        promotion.changed_by,
    )


async def move(tx: Transaction, order_id: UUID, customer_id: UUID) -> None:
    sql = "UPDATE promotion_uses SET customer_id = $2 WHERE order_id = $1"
    await tx.execute(sql, order_id, customer_id)


async def claim(
    tx: Transaction, promotion_ids: list[UUID], *, order_id: UUID, customer_id: UUID | None
) -> list[UUID]:
    """Take a use of each for this order, where one is left; of which it was.

    The rows are locked in order of their ids. What one customer has used is counted under that
    customer's lock, which whoever places an order holds.
    """
    return await tx.all(
        UUID,
        "WITH wanted AS (SELECT id FROM promotions WHERE id = ANY($1) ORDER BY id FOR UPDATE), "
        "claimed AS (UPDATE promotions p SET uses = uses + 1 FROM wanted w WHERE p.id = w.id AND p.is_active "
        "  AND coalesce(p.uses < (p.terms ->> 'usage_limit')::bigint, true) "
        "  AND (p.terms ->> 'usage_limit_per_customer' IS NULL OR ($3::uuid IS NOT NULL AND "
        "    (SELECT count(*) FROM promotion_uses u WHERE u.promotion_id = p.id AND u.customer_id = $3) "
        "    < (p.terms ->> 'usage_limit_per_customer')::bigint)) RETURNING p.id), "
        "written AS (INSERT INTO promotion_uses (promotion_id, order_id, customer_id) "
        "  SELECT id, $2, $3 FROM claimed) "
        "SELECT id FROM claimed",
        promotion_ids,
        order_id,
        customer_id,
    )


async def release(tx: Transaction, order_id: UUID, *, keep: list[UUID]) -> None:
    """Give back what this order has a use of, but for these. The order's row is held, so each goes once."""
    await tx.execute(
        "WITH wanted AS (SELECT id FROM promotions WHERE id IN (SELECT promotion_id FROM promotion_uses "
        "  WHERE order_id = $1 AND promotion_id <> ALL($2)) ORDER BY id FOR UPDATE), "
        "released AS (DELETE FROM promotion_uses u USING wanted w "
        "  WHERE u.order_id = $1 AND u.promotion_id = w.id RETURNING u.promotion_id) "
        "UPDATE promotions p SET uses = uses - 1 FROM released r WHERE p.id = r.promotion_id",
        order_id,
        keep,
    )
