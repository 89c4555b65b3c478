"""What staff does with promotions, and what orders do with their uses."""

from uuid import UUID

from chassis import version
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from orders.promotion import store
from orders.promotion.model import CodeStays, Promotion, PromotionTerms


async def create(tx: Transaction, terms: PromotionTerms, *, by: Actor) -> Promotion:
    terms.check()
    promotion = Promotion(new_id(), terms, 0, 1, tx.now, by.account_id)
    await store.add(tx, promotion)
    return promotion


async def replace(
    tx: Transaction, promotion_id: UUID, terms: PromotionTerms, *, by: Actor, if_match: str | None
) -> Promotion:
    """Other terms, for orders from now on. Uses that were claimed stay claimed, also above a new limit."""
    terms.check()
    promotion = await store.lock(tx, promotion_id)
    version.check(promotion.version, if_match)
    if terms.shown_code != promotion.terms.shown_code:
        raise CodeStays(code=promotion.terms.code)
    promotion.terms, promotion.version = terms, promotion.version + 1
    promotion.changed_at, promotion.changed_by = tx.now, by.account_id
    await store.save(tx, promotion)
    return promotion


async def claim(
    tx: Transaction, promotion_ids: list[UUID], *, order_id: UUID, customer_id: UUID | None
) -> set[UUID]:
    """Take a use of each for an order that is being placed; those that had one left."""
    if not promotion_ids:
        return set()
    return set(await store.claim(tx, promotion_ids, order_id=order_id, customer_id=customer_id))


async def release(tx: Transaction, order_id: UUID, *, keep: list[UUID] | None = None) -> None:
    """The order ends without them, or costs less without them; its row is held."""
    await store.release(tx, order_id, keep=keep or [])


async def follow(tx: Transaction, order_id: UUID, customer_id: UUID) -> None:
    """What a guest used counts for the account that has the order now."""
    await store.move(tx, order_id, customer_id)
