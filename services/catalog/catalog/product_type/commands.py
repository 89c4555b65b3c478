"""Define kinds of products, and hold attributes against them."""

import copy
from typing import Any

from catalog.product_type import store
from catalog.product_type.model import (
    AttributesInvalid,
    ProductType,
    TypeNotFound,
    TypeTaken,
    UnknownType,
    check_schema,
)
from catalog.staff_edit import commands as staff_edit
from chassis.database import Reader, Transaction
from chassis.tokens import Actor


async def define_type(tx: Transaction, wanted: ProductType, *, by: Actor) -> ProductType:
    check_schema(wanted.attributes, wanted.facets)
    if await store.lock(tx, wanted.key) is not None:
        raise TypeTaken(product_type=wanted.key)
    await store.save(tx, wanted)
    await staff_edit.record(tx, f"product-type:{wanted.key}", "define", by=by, before=None, after=wanted)
    return wanted


async def edit_type(tx: Transaction, wanted: ProductType, *, by: Actor, if_match: str | None) -> ProductType:
    """Products that exist are held against it when they are next edited."""
    check_schema(wanted.attributes, wanted.facets)
    known = _found(await store.lock(tx, wanted.key), wanted.key)
    before = copy.copy(known)
    known.replace(wanted, if_match=if_match)
    await store.save(tx, known)
    await staff_edit.record(tx, f"product-type:{known.key}", "edit", by=by, before=before, after=known)
    return known


async def check_attributes(
    tx: Transaction, key: str | None, attributes: dict[str, Any]
) -> ProductType | None:
    """The type, after its check of the attributes. Without a type there are none."""
    if key is None:
        if attributes:
            raise AttributesInvalid(pointer="/attributes", detail="a product without a type has none")
        return None
    found = await store.hold_still(tx, key)
    if found is None:
        raise UnknownType(pointer="/type", product_type=key)
    found.check(attributes)
    return found


async def look_up(reader: Reader, key: str) -> ProductType | None:
    return await store.find(reader, key)


async def everything(reader: Reader) -> list[ProductType]:
    """In the order of their keys."""
    return await store.everything(reader)


async def find(reader: Reader, key: str) -> ProductType:
    return _found(await store.find(reader, key), key)


def _found(product_type: ProductType | None, key: str) -> ProductType:
    if product_type is None:
        raise TypeNotFound(product_type=key)
    return product_type
