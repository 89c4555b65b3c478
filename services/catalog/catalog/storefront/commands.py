"""What changes how a product looks, and how it looks as bytes that can be kept."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from catalog.availability import Strategy
from catalog.cache import Cache, Entry
from catalog.language import Language
from catalog.pages import Pages
from catalog.storefront import store
from catalog.storefront.model import NotListed, Relisted, encode, in_language
from chassis.database import Database, Reader, Transaction


class Storefront(NamedTuple):
    """Where products are read: the database, with the cache in front of it, and where they are looked for."""

    db: Database
    cache: Cache
    search: Database
    pages: Pages
    strategy: Strategy

    async def product(self, product_id: UUID) -> Entry:
        """How it looks, in every language; refuses what is not for sale."""
        entry = await self.cache.get(product_id, lambda: self._load(product_id))
        if entry is None:
            raise NotListed(product_id=str(product_id))
        return entry

    async def page(self, versions: Relisted, language: Language) -> list[bytes]:
        """How these look, at least at these versions, in the order given; what is not for sale is left out.

        One query for all that no cache has, however many there are.
        """
        found = await self.cache.get_many(versions, self._load_many)
        return [in_language(found[each].body, language) for each in versions if each in found]

    async def _load(self, product_id: UUID) -> Entry | None:
        found = await self._load_many([product_id])
        return found.get(product_id)

    async def _load_many(self, product_ids: Sequence[UUID]) -> dict[UUID, Entry]:
        now = self.db.clock.now()
        listings = await store.find_many(self.db, product_ids, now=now)
        return {
            each.id: Entry(each.version, encode(each, strategy=self.strategy, now=now)) for each in listings
        }


async def list_product(tx: Transaction, product_id: UUID) -> Relisted:
    """The product reads differently from now on."""
    return await store.save(tx, product_id)


async def relist(tx: Transaction, product_ids: Collection[UUID]) -> Relisted:
    """An availability word of these products changed."""
    return await store.bump(tx, product_ids) if product_ids else {}


async def tell_later(tx: Transaction, relisted: Relisted) -> None:
    """These look different, and who changed them cannot tell the cache after the commit: a worker will."""
    if relisted:
        await store.leave_untold(tx, relisted)


async def untold(reader: Reader, *, most: int) -> Relisted:
    return await store.untold(reader, most=most)


async def told(tx: Transaction, relisted: Relisted) -> None:
    await store.told(tx, relisted)
