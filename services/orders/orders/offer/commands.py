"""What can be asked of the copy of catalog's offers."""

from uuid import UUID

from chassis.database import Reader
from orders.offer import store
from orders.offer.model import Offer


async def find(reader: Reader, variant_ids: list[UUID]) -> dict[UUID, Offer]:
    """The offers that are for sale, by variant."""
    return await store.find(reader, variant_ids)
