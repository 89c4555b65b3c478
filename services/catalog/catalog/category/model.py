"""A category: its place in the tree, and how it may move."""

from uuid import UUID

import msgspec

from catalog.language import Language
from catalog.text import Names
from chassis import version
from chassis.errors import Conflict, Invalid, NotFound

DEEPEST = 8


class CategoryNotFound(NotFound):
    type, title = "category-not-found", "There is no such category"


class UnknownCategory(Invalid):
    type, title = "unknown-category", "A category that is named does not exist"


class CategoryHandleTaken(Conflict):
    type, title = "category-handle-taken", "Another category has this handle"


class CategoryLoop(Conflict):
    type, title = "category-loop", "A category cannot be below itself"


class CategoriesTooDeep(Conflict):
    type, title = "categories-too-deep", f"Categories are at most {DEEPEST} deep"


class CategoryNotEmpty(Conflict):
    type, title = "category-not-empty", "A category with products or categories in it stays"


class Category(msgspec.Struct):
    """`path` leads from the root to itself."""

    id: UUID
    parent_id: UUID | None
    handle: str
    name: str
    translations: Names
    position: int
    path: list[UUID]
    version: int = 1

    @property
    def etag(self) -> str:
        return version.etag(self.version)

    def name_in(self, language: Language) -> str:
        found = self.translations.get(language)
        return found.name if found else self.name

    def place(self, parent: "Category | None", *, height: int = 1) -> None:
        """Put it below `parent`; `height` is how many levels it and what is below it have."""
        if parent is not None and self.id in parent.path:
            raise CategoryLoop(category_id=str(self.id), parent_id=str(parent.id))
        above = parent.path if parent else []
        if len(above) + height > DEEPEST:
            raise CategoriesTooDeep(deepest=DEEPEST)
        self.parent_id = parent.id if parent else None
        self.path = [*above, self.id]
