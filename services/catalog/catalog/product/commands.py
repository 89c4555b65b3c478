"""Create and edit, and let a product change when its time has come."""

import copy
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from catalog.category import commands as categories
from catalog.location.model import DEFAULT_LOCATION
from catalog.price import price_line
from catalog.price_history import commands as price_history
from catalog.product import store
from catalog.product.model import Product, UnknownRelated, Variant, check
from catalog.product_type import commands as product_types
from catalog.product_type.model import ProductType, facets_of
from catalog.search import commands as search
from catalog.search.model import Entry, Facet
from catalog.staff_edit import commands as staff_edit
from catalog.stock import commands as stock
from catalog.stock.model import Level
from catalog.storefront import commands as storefront
from catalog.storefront.model import Relisted
from chassis import version
from chassis.database import Reader, Transaction
from chassis.tokens import Actor


class Shop(NamedTuple):
    """What is the same for all products."""

    currency: str
    media_url: str


async def create_product(
    tx: Transaction, product: Product, *, initial: Mapping[UUID, int], by: Actor, shop: Shop
) -> Relisted:
    """`initial` is the stock of its variants."""
    check(product)
    kind = await _check_others(tx, product)
    await store.add(tx, product)
    await staff_edit.record(tx, f"product:{product.id}", "create", by=by, before=None, after=product)
    await _open_levels(tx, product, product.variants, initial=initial)
    return await _show(tx, product, kind, shop)


async def edit_product(
    tx: Transaction,
    edited: Product,
    *,
    added: Mapping[UUID, int],
    if_match: str | None,
    by: Actor,
    shop: Shop,
) -> tuple[Product, Relisted]:
    """Replace the product by `edited`, when it still is the version its editor saw. `added`: new variants and
    the stock that comes with them."""
    product = await store.lock(tx, edited.id)
    version.check(product.version, if_match)
    before = copy.copy(product)
    product.edit(edited, added=added.keys())
    kind = await _check_others(tx, product)
    await store.save(tx, product, old_handle=before.handle)
    await staff_edit.record(tx, f"product:{product.id}", "edit", by=by, before=before, after=product)
    await _open_levels(tx, product, [v for v in product.variants if v.id in added], initial=added)
    return product, await _show(tx, product, kind, shop)


async def change_due(tx: Transaction, *, shop: Shop) -> Relisted:
    """Show what one product has become by itself: a sale began or ended, or it can be bought from now on."""
    product = await store.lock_due(tx)
    if product is None:
        return {}
    await store.set_due(tx, product)
    kind = await product_types.find(tx, product.type) if product.type else None
    return await _show(tx, product, kind, shop)


async def find_for_edit(tx: Transaction, product_id: UUID) -> Product:
    """Its row is held until the transaction ends."""
    return await store.lock(tx, product_id)


async def find_by_handle_for_edit(tx: Transaction, handle: str) -> Product | None:
    """Its row is held until the transaction ends."""
    found = await store.with_handle(tx, handle)
    return await store.lock(tx, found[0].id) if found else None


async def ids_of(reader: Reader, handles: Sequence[str]) -> dict[str, UUID]:
    """The products that have these handles now, of those that there are."""
    return await store.ids_of(reader, handles)


async def find(reader: Reader, product_id: UUID) -> Product:
    return await store.find(reader, product_id)


async def _check_others(tx: Transaction, product: Product) -> ProductType | None:
    """What it refers to is there, and stays; its attributes are as its type wants them."""
    await categories.require(tx, product.category_id)
    if unknown := set(product.related) - await store.existing(tx, product.related):
        raise UnknownRelated(product_ids=sorted(map(str, unknown)))
    return await product_types.check_attributes(tx, product.type, product.attributes)


async def _show(tx: Transaction, product: Product, kind: ProductType | None, shop: Shop) -> Relisted:
    """Announce it, show it, let it be found, and remember what it costs. Its listing is locked before its
    stock is read, so that of two who change both the last one sees it all."""
    await tx.publish(product.changed(tx.now), of=product.id)
    relisted = await storefront.list_product(tx, product.id)
    if product.is_for_sale(tx.now):
        await search.index(tx, _entry(tx, product, kind, shop))
        await price_history.record(tx, {variant.id: variant.prices for variant in product.variants})
    else:
        await search.hide(tx, product.id)
    return relisted


def _entry(tx: Transaction, product: Product, kind: ProductType | None, shop: Shop) -> Entry:
    texts = product.translations.values()
    units = [price_line(price, now=tx.now).unit for v in product.variants for price in v.prices]
    options = [
        Facet(option.lower(), value)
        for v in product.variants
        for option, value in zip(product.options, v.option_values, strict=True)
    ]
    attributes = [Facet(name.lower(), value) for name, value in facets_of(kind, product.attributes)]
    of_variants = [t for v in product.variants for t in (v.name, v.sku, v.barcode or "", *v.option_values)]
    return Entry(
        product.id,
        " ".join([product.name, *(text.name for text in texts)]),
        [*of_variants, *(facet.value for facet in attributes)],
        [product.description, *(text.description for text in texts)],
        min((unit.amount for unit in units if unit.currency == shop.currency), default=None),
        product.category_id,
        options + attributes,
    )


async def _open_levels(
    tx: Transaction, product: Product, variants: Sequence[Variant], *, initial: Mapping[UUID, int]
) -> None:
    levels = [Level(variant.id, DEFAULT_LOCATION, product.id, variant.sku) for variant in variants]
    if levels:
        await stock.open_levels(tx, levels, initial=initial)
