"""Define kinds of products, and hold attributes against them."""

import copy
from typing import Any

from catalog.product_type import store
from catalog.product_type.model import (
    AttributesInvalid,
    ProductType,
    TypeNotFound,
    UnknownType,
    check_schema,
)
from catalog.staff_edit import commands as staff_edit
from chassis.database import Reader, Transaction
from chassis.tokens import Actor


async def define(
    tx: Transaction, wanted: ProductType, *, by: Actor, if_match: str | None
) -> tuple[ProductType, bool]:
    """Create or replace a type; True when it is new. Products that exist are held against it when they are
    next edited."""
    check_schema(wanted.attributes, wanted.facets)
    known = await store.lock(tx, wanted.key)
    before = copy.deepcopy(known)
    if known is not None:
        known.replace(wanted, if_match=if_match)
    defined = known or wanted
    await store.save(tx, defined)
    await staff_edit.record(tx, f"product-type:{defined.key}", "define", by=by, before=before, after=defined)
    return defined, known is None


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


async def find(reader: Reader, key: str) -> ProductType:
    found = await store.find(reader, key)
    if found is None:
        raise TypeNotFound(product_type=key)
    return found
