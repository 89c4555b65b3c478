"""A collection: products that somebody put together, in an order."""

from uuid import UUID

import msgspec

from catalog.language import Language
from catalog.text import Names
from chassis import version
from chassis.errors import Conflict, Invalid, NotFound


class CollectionNotFound(NotFound):
    type, title = "collection-not-found", "There is no such collection"


class CollectionHandleTaken(Conflict):
    type, title = "collection-handle-taken", "Another collection has this handle"


class UnknownProducts(Invalid):
    type, title = "unknown-products", "Products that are named do not exist, or come twice"


class Heading(msgspec.Struct):
    """A collection without what is in it."""

    id: UUID
    handle: str
    name: str
    translations: Names

    def name_in(self, language: Language) -> str:
        found = self.translations.get(language)
        return found.name if found else self.name


class Collection(Heading):
    """`product_ids` are in the order to show them."""

    product_ids: list[UUID]
    version: int = 1

    @property
    def etag(self) -> str:
        return version.etag(self.version)
