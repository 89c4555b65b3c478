"""Create, change, move and remove categories. One at a time: the tree is small and its changes are rare."""

import copy
from uuid import UUID

from catalog.category import store
from catalog.category.model import (
    Category,
    CategoryHandleTaken,
    CategoryNotEmpty,
    CategoryNotFound,
    UnknownCategory,
)
from catalog.staff_edit import commands as staff_edit
from chassis import version
from chassis.database import Reader, Transaction
from chassis.tokens import Actor


async def create_category(tx: Transaction, wanted: Category, *, by: Actor) -> Category:
    await store.hold_tree(tx)
    await _check_handle(tx, wanted)
    wanted.place(await _parent(tx, wanted.parent_id))
    await store.add(tx, wanted)
    await _record(tx, "create", by=by, before=None, after=wanted)
    return wanted


async def edit_category(tx: Transaction, wanted: Category, *, by: Actor, if_match: str | None) -> Category:
    """Replace it; with another parent it moves, and everything below it moves along."""
    await store.hold_tree(tx)
    before = await find(tx, wanted.id)
    version.check(before.version, if_match)
    await _check_handle(tx, wanted)
    after = copy.deepcopy(before)
    after.handle, after.name, after.position = wanted.handle, wanted.name, wanted.position
    after.translations, after.version = wanted.translations, before.version + 1
    after.place(await _parent(tx, wanted.parent_id), height=await store.height(tx, before))
    await store.save(tx, after, old_path=before.path)
    await _record(tx, "edit", by=by, before=before, after=after)
    return after


async def remove_category(tx: Transaction, category_id: UUID, *, by: Actor, if_match: str | None) -> None:
    await store.hold_tree(tx)
    before = await find(tx, category_id)
    version.check(before.version, if_match)
    if not await store.is_empty(tx, category_id):
        raise CategoryNotEmpty(category_id=str(category_id))
    await store.remove(tx, category_id)
    await _record(tx, "remove", by=by, before=before, after=None)


async def find(reader: Reader, category_id: UUID) -> Category:
    found = await store.find(reader, category_id)
    if found is None:
        raise CategoryNotFound(category_id=str(category_id))
    return found


async def look_up(reader: Reader, handle: str) -> Category | None:
    return await store.with_handle(reader, handle)


async def everything(reader: Reader) -> list[Category]:
    """Parents before children."""
    return await store.everything(reader)


async def require(tx: Transaction, category_id: UUID | None) -> None:
    """Refuse a category that is not there; one that is stays until the transaction ends."""
    if category_id is not None and not await store.exists(tx, category_id):
        raise UnknownCategory(category_id=str(category_id))


async def within(reader: Reader, handle: str) -> list[UUID]:
    """The category with this handle and all below it."""
    found = await store.within(reader, handle)
    if not found:
        raise UnknownCategory(category=handle)
    return found


async def _parent(tx: Transaction, parent_id: UUID | None) -> Category | None:
    if parent_id is None:
        return None
    found = await store.find(tx, parent_id)
    if found is None:
        raise UnknownCategory(parent_id=str(parent_id))
    return found


async def _check_handle(tx: Transaction, wanted: Category) -> None:
    other = await store.with_handle(tx, wanted.handle)
    if other is not None and other.id != wanted.id:
        raise CategoryHandleTaken(handle=wanted.handle)


async def _record(
    tx: Transaction, action: str, *, by: Actor, before: Category | None, after: Category | None
) -> None:
    subject = f"category:{(after or before).id}"  # type: ignore[union-attr]
    await staff_edit.record(tx, subject, action, by=by, before=before, after=after)
