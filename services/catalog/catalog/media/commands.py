"""Bring pictures in: those that staff upload, and those that a product links."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from catalog.media import store
from catalog.media.model import RETRIES, Fetch, FetchState, Media, MediaState, links_in, name_of, relinked
from catalog.product import commands as products
from catalog.product.commands import Shop
from catalog.product.model import Product
from catalog.storefront import commands as storefront
from chassis.database import Transaction
from chassis.tokens import Actor


async def announce(tx: Transaction, media: Media) -> None:
    await store.add(tx, media)


async def accept(tx: Transaction, media: Media, *, content_type: str) -> Media:
    media.state, media.content_type = MediaState.READY, content_type
    await store.save_ready(tx, media)
    return media


async def fetch_later(
    tx: Transaction, product_id: UUID, links: Collection[str], *, shop: Shop, by: Actor
) -> None:
    """Of these links those that are not ours yet."""
    if foreign := {link for link in links if not link.startswith(f"{shop.media_url}/")}:
        await store.want(tx, product_id, foreign, by=by)


async def ours(tx: Transaction, product_id: UUID, links: Collection[str], *, shop: Shop) -> dict[str, str]:
    """Link → ours, of those that were fetched."""
    found = await store.known(tx, product_id, links)
    return {link: f"{shop.media_url}/{name}" for link, name in found.items()}


async def claim(tx: Transaction) -> Fetch | None:
    return await store.claim(tx)


async def record_fetched(tx: Transaction, fetch: Fetch, *, content_type: str, size: int, shop: Shop) -> None:
    """The picture is ours; the product shows it instead of the link, if it still shows that."""
    product = await products.find_for_edit(tx, fetch.product_id)
    fetch.state, fetch.name, fetch.why = FetchState.DONE, name_of(fetch.id, content_type), None
    if not await store.save_fetch(tx, fetch, due_at=tx.now):
        return
    await store.add(tx, Media(fetch.id, MediaState.READY, size, tx.now, content_type))
    written = msgspec.to_builtins(product)
    if fetch.url not in links_in(written):
        return
    links = {fetch.url: f"{shop.media_url}/{fetch.name}"}
    edited = msgspec.convert(relinked(written, links), Product)
    _, relisted = await products.edit_product(tx, edited, added={}, if_match="*", by=fetch.by, shop=shop)
    await storefront.tell_later(tx, relisted)


async def record_failed(tx: Transaction, fetch: Fetch, why: str, *, is_final: bool) -> None:
    """Again later, unless that is no use; staff see why."""
    fetch.why = why
    is_final = is_final or fetch.tries > len(RETRIES)
    fetch.state = FetchState.FAILED if is_final else FetchState.PENDING
    await store.save_fetch(tx, fetch, due_at=tx.now if is_final else tx.now + RETRIES[fetch.tries - 1])
