"""One product of a file, into the shop or only as if."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from catalog.import_unit import around, store
from catalog.import_unit.model import Outcome, Terms, Unit, key_of
from catalog.media import commands as media
from catalog.media import model as media_model
from catalog.product import commands as products
from catalog.product.commands import Shop
from catalog.product.given import EditedProduct, NewProduct, product_of
from catalog.product.model import Product
from catalog.product_file import columns, document, shopify
from catalog.product_file.model import Format, Problem, Row, Wanted, merged
from catalog.storefront import commands as storefront
from chassis import body
from chassis.database import Transaction
from chassis.errors import Invalid, Refusal
from chassis.ids import new_id

# Where a CSV file has what a refusal points at.
COLUMNS = {
    "name": columns.TITLE,
    "handle": columns.HANDLE,
    "description": columns.BODY,
    "status": columns.STATUS,
    "images": columns.IMAGE,
    "options": columns.OPTION_NAMES[0],
    "sku": columns.SKU,
    "price": columns.PRICE,
    "stock": columns.STOCK,
    "image": columns.VARIANT_IMAGE,
    "barcode": columns.BARCODE,
    "weight_grams": columns.GRAMS,
    "compare_at_amount": columns.COMPARE_AT,
    "option_values": columns.OPTION_VALUES[0],
}
OF_A_SKU = ("sku-taken", "price-invalid", "options-mismatch")


class RelatedMissing(Invalid):
    type, title = "unknown-related", "Related products are others that exist, each once"


class Undo(Exception):
    """It would have worked."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


async def put_in(
    tx: Transaction, terms: Terms, unit: Unit, rows: Sequence[Row], *, shop: Shop, is_complete: bool = False
) -> None:
    """All of it or nothing, and the unit says which. A dry run does all of it and takes it back: it says what
    the shop would say. `is_complete`: whatever it names as related is there by now."""
    if unit.key.startswith((document.TYPE, document.CATEGORY)):
        await _put_in_around(tx, terms, unit, rows)
        return
    wanted, problems = _read(terms, unit, rows)
    if wanted is not None:
        problems = await _claim_skus(tx, terms, unit, wanted)
    if wanted is None or problems:
        unit.fail(problems)
        return
    await _try(
        tx,
        terms,
        unit,
        wanted,
        lambda: _write(tx, terms, unit, wanted, shop=shop, is_complete=is_complete),
    )


async def _put_in_around(tx: Transaction, terms: Terms, unit: Unit, rows: Sequence[Row]) -> None:
    if problems := document.twice(rows):
        unit.fail(problems)
        return
    wanted = Wanted(unit.handle, unit.line, {}, [])
    await _try(tx, terms, unit, wanted, lambda: around.put_in(tx, terms, rows[0].content))


async def _try(
    tx: Transaction, terms: Terms, unit: Unit, wanted: Wanted, write: Callable[[], Awaitable[Outcome]]
) -> None:
    try:
        async with tx.savepoint():
            outcome = await write()
            if terms.is_dry:
                raise Undo(outcome)
    except Undo as undo:
        outcome = undo.outcome
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
        unit.fail([explained(refusal, wanted, terms.format)])
        return
    unit.outcome, unit.problems = outcome, []


def _read(terms: Terms, unit: Unit, rows: Sequence[Row]) -> tuple[Wanted | None, list[Problem]]:
    if terms.format == Format.JSON_LINES:
        return document.read(rows)
    return shopify.read(rows, terms.columns, handle=unit.handle, currency=terms.currency)


async def _claim_skus(tx: Transaction, terms: Terms, unit: Unit, wanted: Wanted) -> list[Problem]:
    lines = {variant.sku: variant.line for variant in wanted.variants}
    taken = await store.claim_skus(tx, terms.import_id, unit.key, lines)
    column = columns.SKU if terms.format == Format.SHOPIFY_CSV else "/variants"
    return sorted(
        Problem(lines[sku], column, f"SKU {sku!r} is the one of line {line} already")
        for sku, line in taken.items()
    )


async def _write(
    tx: Transaction, terms: Terms, unit: Unit, wanted: Wanted, *, shop: Shop, is_complete: bool
) -> Outcome:
    current = await products.find_by_handle_for_edit(tx, wanted.handle)
    whole = merged(msgspec.to_builtins(current) if current else None, wanted)
    whole |= await _references(tx, terms, unit, wanted, is_complete=is_complete)
    if current is None:
        product = await _create(tx, terms, whole, shop)
    else:
        product = await _edit(tx, terms, current, whole, shop)
    if terms.fetch_images and not terms.is_dry:
        links = media_model.links_in(msgspec.to_builtins(product))
        await media.fetch_later(tx, product.id, links, shop=shop, by=terms.by)
    if current is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if product is current else Outcome.UPDATED


async def _references(
    tx: Transaction, terms: Terms, unit: Unit, wanted: Wanted, *, is_complete: bool
) -> dict[str, Any]:
    """Ids where the file has handles. Related products that come later in the file are left for later."""
    found: dict[str, Any] = {}
    if await around.is_type_tried(tx, terms, wanted.fields.get("type")):
        found |= {"type": None, "attributes": {}}
    if wanted.category is not msgspec.UNSET:
        category = await around.find_category(tx, terms, wanted.category) if wanted.category else None
        found["category_id"] = str(category.id) if category else None
    if isinstance(wanted.related, list):
        ids = await products.ids_of(tx, wanted.related)
        missing = [handle for handle in wanted.related if handle not in ids]
        coming = await store.in_file(tx, terms.import_id, [key_of(handle, 0) for handle in missing])
        if refused := [handle for handle in missing if is_complete or key_of(handle, 0) not in coming]:
            raise RelatedMissing(pointer="/related", handles=refused)
        unit.is_incomplete = bool(missing) and not terms.is_dry
        found["related"] = [str(ids[handle]) for handle in wanted.related if handle in ids]
    return found


async def _create(tx: Transaction, terms: Terms, whole: dict[str, Any], shop: Shop) -> Product:
    given = body.shape(whole, NewProduct)
    product = product_of(new_id(), given, [variant.variant(new_id()) for variant in given.variants])
    initial = {each.id: its.stock for each, its in zip(product.variants, given.variants, strict=True)}
    await products.create_product(tx, product, initial=initial, by=terms.by, shop=shop)
    return product


async def _edit(
    tx: Transaction, terms: Terms, current: Product, whole: dict[str, Any], shop: Shop
) -> Product:
    """The same when nothing is different. A listing that changed is told to every cache, whoever dies."""
    given = body.shape(whole, EditedProduct)
    links = media_model.links_in(msgspec.to_builtins(given))
    fetched = await media.ours(tx, current.id, links, shop=shop)
    given = msgspec.convert(media_model.relinked(msgspec.to_builtins(given), fetched), EditedProduct)
    edited = product_of(current.id, given, [each.variant(each.id or new_id()) for each in given.variants])
    if msgspec.to_builtins(edited) | {"version": current.version} == msgspec.to_builtins(current):
        return current
    pairs = zip(edited.variants, given.variants, strict=True)
    added: dict[UUID, int] = {each.id: its.stock for each, its in pairs if its.id is None}
    product, relisted = await products.edit_product(
        tx, edited, added=added, if_match="*", by=terms.by, shop=shop
    )
    await storefront.tell_later(tx, relisted)
    return product


def explained(refusal: Refusal, wanted: Wanted, format: Format) -> Problem:
    """Which line and column the shop does not take, and why."""
    pointer = str(refusal.facts.get("pointer", ""))
    skus = refusal.facts.get("skus", [refusal.facts.get("sku")])
    facts = {name: value for name, value in refusal.facts.items() if name not in ("pointer", "detail")}
    details = "; ".join(f"{name} {value}" for name, value in facts.items())
    reason = ": ".join(filter(None, [refusal.title, str(refusal.facts.get("detail", "")), details]))
    column = pointer if format == Format.JSON_LINES else _column(pointer, refusal.type)
    return Problem(wanted.line_of(pointer, skus), column, reason[:1000])


def _column(pointer: str, kind: str) -> str:
    for part in reversed(pointer.split("/")):
        if part in COLUMNS:
            return COLUMNS[part]
    return columns.SKU if kind in OF_A_SKU else columns.HANDLE if kind == "handle-taken" else ""
