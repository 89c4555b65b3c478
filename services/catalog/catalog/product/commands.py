"""Create and edit."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from catalog.product import store
from catalog.product.model import Product, Variant, check_variants
from catalog.stock import commands as stock
from catalog.stock.model import DEFAULT_LOCATION, Level
from catalog.storefront import commands as storefront
from catalog.storefront.model import Relisted
from chassis.database import Transaction


async def create_product(tx: Transaction, product: Product, *, initial: Mapping[UUID, int]) -> None:
    """`initial` is the stock of its variants."""
    check_variants(product)
    await store.add(tx, product)
    await tx.publish(product.changed(), of=product.id)
    await _list(tx, product)
    await _open_levels(tx, product, product.variants, initial=initial)


async def edit_product(
    tx: Transaction, edited: Product, *, added: Mapping[UUID, int], if_match: str | None
) -> tuple[Product, Relisted]:
    """Replace the product by `edited`, when it still is the version its editor saw. `added`: new variants and
    the stock that comes with them."""
    product = await store.lock(tx, edited.id)
    product.check(if_match)
    changed = product.edit(edited, added=added.keys())
    await store.save(tx, product)
    await tx.publish(changed, of=product.id)
    await _open_levels(tx, product, [v for v in product.variants if v.id in added], initial=added)
    return product, await _list(tx, product)


async def _list(tx: Transaction, product: Product) -> Relisted:
    titles = [text for v in product.variants for text in (v.name, v.sku, *v.option_values)]
    return await storefront.list_product(
        tx, product.id, name=product.name, titles=titles, description=product.description
    )


async def _open_levels(
    tx: Transaction, product: Product, variants: Sequence[Variant], *, initial: Mapping[UUID, int]
) -> None:
    levels = [Level(variant.id, DEFAULT_LOCATION, product.id, variant.sku) for variant in variants]
    if levels:
        await stock.open_levels(tx, levels, initial=initial)
