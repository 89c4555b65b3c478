"""What changes how a product looks: an edit, or stock that ran low, out or came back."""

from collections.abc import Collection
from uuid import UUID

from catalog.storefront import store
from catalog.storefront.model import Relisted
from chassis.database import Transaction


async def list_product(
    tx: Transaction, product_id: UUID, *, name: str, titles: list[str], description: str
) -> Relisted:
    """The product reads differently from now on. `titles` weigh more than the description."""
    return await store.save(tx, product_id, name=name, titles="\n".join([name, *titles]), text=description)


async def relist(tx: Transaction, product_ids: Collection[UUID]) -> Relisted:
    """An availability word of these products changed."""
    return await store.bump(tx, product_ids) if product_ids else {}
