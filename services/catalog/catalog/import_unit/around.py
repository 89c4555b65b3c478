"""What products refer to, as a file has it: product types, and categories with their parents' handles."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from catalog.category import commands as categories
from catalog.category.model import Category, UnknownCategory
from catalog.import_unit import store
from catalog.import_unit.model import Outcome, Terms
from catalog.language import Language
from catalog.product_file.document import CATEGORY, TYPE, key_of
from catalog.product_type import commands as product_types
from catalog.product_type.model import Key, ProductType
from catalog.text import Handle, Name, NameIn
from chassis import body
from chassis.database import Transaction
from chassis.ids import new_id


class TypeLine(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["product_type"]
    key: Key
    name: Name
    attributes: dict[str, Any]
    facets: Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=20)] = []


class CategoryLine(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["category"]
    handle: Handle
    name: Name
    parent: Handle | None = None
    translations: dict[Language, NameIn] = {}
    position: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


async def put_in(tx: Transaction, terms: Terms, content: bytes) -> Outcome:
    document = body.parse(content)
    if document["kind"] == TYPE:
        return await _put_in_type(tx, terms, body.shape(document, TypeLine))
    return await _put_in_category(tx, terms, body.shape(document, CategoryLine))


async def _put_in_type(tx: Transaction, terms: Terms, given: TypeLine) -> Outcome:
    wanted = ProductType(given.key, given.name, given.attributes, given.facets)
    known = await product_types.look_up(tx, given.key)
    if known is None:
        await product_types.define_type(tx, wanted, by=terms.by)
        return Outcome.CREATED
    if msgspec.structs.replace(known, version=1) == wanted:
        return Outcome.UNCHANGED
    await product_types.edit_type(tx, wanted, by=terms.by, if_match="*")
    return Outcome.UPDATED


async def _put_in_category(tx: Transaction, terms: Terms, given: CategoryLine) -> Outcome:
    parent = await find_category(tx, terms, given.parent) if given.parent else None
    known = await categories.look_up(tx, given.handle)
    wanted = Category(
        known.id if known else new_id(),
        parent.id if parent else None,
        given.handle,
        given.name,
        given.translations,
        given.position,
        known.path if known else [],
        known.version if known else 1,
    )
    if known is None:
        await categories.create_category(tx, wanted, by=terms.by)
        return Outcome.CREATED
    if wanted == known:
        return Outcome.UNCHANGED
    await categories.edit_category(tx, wanted, by=terms.by, if_match="*")
    return Outcome.UPDATED


async def find_category(tx: Transaction, terms: Terms, handle: str) -> Category | None:
    """None when a check took it back that has just been made."""
    found = await categories.look_up(tx, handle)
    if found is None and not await _is_tried(tx, terms, key_of(CATEGORY, handle)):
        raise UnknownCategory(pointer="/category", category=handle)
    return found


async def is_type_tried(tx: Transaction, terms: Terms, key: object) -> bool:
    """A check has made this type and taken it back: attributes cannot be held against it."""
    if not isinstance(key, str) or not await _is_tried(tx, terms, key_of(TYPE, key)):
        return False
    return await product_types.look_up(tx, key) is None


async def _is_tried(tx: Transaction, terms: Terms, key: str) -> bool:
    return terms.is_dry and bool(await store.in_file(tx, terms.import_id, [key]))
