"""What somebody wants to find, and what a product is found by."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from chassis.errors import Invalid

MOST_WORDS = 12
MOST_FACETS = 20
MOST_GROUPS = 6
CANDIDATES = 200
"""How many matches are weighed by relevance: the best sellers among those in titles, then those elsewhere."""
COUNTED = 500
"""Of how many matches facets are counted at most: the best sellers."""
LONGEST_TAG, TAG_BYTES = 200, 2_000
WORD = re.compile(r"[^\W_]+")
LARGEST = 2**62


class Sort(StrEnum):
    RELEVANCE = "relevance"
    BEST_SELLING = "best_selling"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DESCENDING = "-price"


class Position(msgspec.Struct, frozen=True):
    """Where a page ended: the value it is sorted by, and the product that breaks ties."""

    value: int
    product_id: UUID

    @classmethod
    def parse(cls, cursor: str) -> "Position":
        value, _, product_id = cursor.partition(".")
        try:
            position = cls(int(value), UUID(product_id))
        except ValueError:
            position = None
        if position is None or str(position) != cursor or not 0 <= position.value <= LARGEST:
            raise Invalid(parameter="cursor", detail="it is not the `next` of a page")
        return position

    def __str__(self) -> str:
        return f"{self.value}.{self.product_id}"


class Facet(msgspec.Struct, frozen=True, order=True):
    """A property that products share, such as size=Small."""

    name: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "Facet":
        name, colon, value = text.partition(":")
        if not (name and colon and value):
            raise Invalid(parameter="facet", detail="a facet is written name:value")
        return cls(name.lower(), value)

    @property
    def tag(self) -> str:
        return f"{self.name}={self.value}"


class Wish(msgspec.Struct, frozen=True):
    """What to find: all of `words`, in one of the categories, with one value of each facet that is named."""

    sort: Sort
    words: tuple[str, ...] = ()
    category_ids: tuple[UUID, ...] | None = None
    facets: tuple[Facet, ...] = ()
    least: int | None = None
    most: int | None = None
    in_stock: bool = False

    def groups(self) -> dict[str, list[str]]:
        """The tags of each facet: one of them is enough."""
        found: dict[str, list[str]] = {}
        for facet in sorted(set(self.facets)):
            found.setdefault(facet.name, []).append(facet.tag)
        return found


class Entry(msgspec.Struct):
    """What a product for sale is found by. `price` is the lowest in the shop's currency."""

    product_id: UUID
    name: str
    titles: Sequence[str]
    text: Sequence[str]
    price: int | None
    category_id: UUID | None
    facets: Sequence[Facet]

    @property
    def tags(self) -> list[str]:
        """As many as fit into a row of an index; nobody chooses among values that are sentences."""
        kept, room = [], TAG_BYTES
        for tag in sorted({facet.tag for facet in self.facets}):
            size = len(tag.encode()) + 8
            if size <= min(room, LONGEST_TAG):
                kept.append(tag)
                room -= size
        return kept

    @property
    def vocabulary(self) -> list[str]:
        """The words of its titles that somebody might mistype."""
        named = {word for title in (self.name, *self.titles) for word in words(title)}
        return sorted(word for word in named if word.isalpha() and 3 <= len(word) <= 40)


class FacetCount(msgspec.Struct):
    name: str
    value: str
    count: int


def words(text: str) -> list[str]:
    """The words of a text, without case and accents: `Té, 100-g` is te, 100 and g."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return WORD.findall("".join(each for each in decomposed if not unicodedata.combining(each)))


def plain(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in words(text))
