"""Everything that can be done about a dispute."""

from datetime import datetime
from uuid import UUID

import structlog

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from orders.dispute import store
from orders.dispute.model import Dispute, DisputeStatus, Found, Told
from orders.order import commands as orders

log = structlog.get_logger()

ABOUT = "disputed"


async def hear(tx: Transaction, reference: str) -> None:
    """A webhook, or the provider's list, names it. It is a hint: a worker asks what is true."""
    await store.hear(tx, new_id(), reference)


async def unheard(reader: Reader, references: list[str]) -> list[str]:
    """Those of these that no webhook has named."""
    return await store.unheard(reader, references)


async def is_open(reader: Reader, order_id: UUID) -> bool:
    """Whether the order's money is disputed right now: then nothing of it is given back."""
    return await store.is_open(reader, order_id)


async def record(tx: Transaction, claimed: Dispute, found: Found | None, leased_at: datetime) -> None:
    """What the provider said of it."""
    order_id = None if found is None else await _order_of(tx, found)
    if found is None or order_id is None:
        await _stray(tx, claimed)
    else:
        await _follow(tx, claimed, found.told, order_id)
    await store.rest(tx, claimed.id, leased_at)


async def _order_of(tx: Transaction, found: Found) -> UUID | None:
    """The order that the provider was told of with the payment, if it was paid with this indeed."""
    if found.order_id is None:
        return None
    is_ours = await store.is_paid_with(tx, found.order_id, found.told.payment_intent)
    return found.order_id if is_ours else None


async def _stray(tx: Transaction, dispute: Dispute) -> None:
    if dispute.status == DisputeStatus.HEARD:
        dispute.status = DisputeStatus.STRAY
        await store.save(tx, dispute)
    log.error("dispute_without_order", reference=dispute.reference)


async def _follow(tx: Transaction, claimed: Dispute, told: Told, order_id: UUID) -> None:
    order = await orders.lock(tx, order_id)
    dispute = await store.lock(tx, claimed.id)
    events = dispute.follow(told, order_id, tx.now)
    await store.save(tx, dispute)
    for kind, amount in (("withdrawn", told.withdrawn), ("reinstated", told.reinstated)):
        if amount:
            await store.enter(tx, dispute.id, kind, amount)
    for event in events:
        await tx.publish(event, of=order_id)
    if not events:
        return
    if dispute.status == DisputeStatus.WON:
        await orders.unflag(tx, order, ABOUT)
    else:
        lost = ", and lost" if dispute.status == DisputeStatus.LOST else ""
        await orders.flag(tx, order, f"{ABOUT} ({dispute.reason}){lost}")
