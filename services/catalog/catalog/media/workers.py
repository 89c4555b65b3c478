"""Links of imports become pictures of our own."""

from catalog.files import Files
from catalog.media import commands
from catalog.media.fetching import Fetcher, FetchFailed, FetchRefused
from catalog.media.model import CACHE, Fetch, NoPicture, key_of, name_of, sniff
from catalog.product.commands import Shop
from chassis.database import Database
from chassis.errors import Refusal


async def fetch_next(db: Database, files: Files, fetcher: Fetcher, shop: Shop) -> bool:
    """Claim, fetch, store, record. Who dies in between fetches it again, to the same place."""
    async with db.transaction() as tx:
        fetch = await commands.claim(tx)
    if fetch is None:
        return False
    try:
        content = await fetcher.fetch(fetch.url)
        content_type = sniff(content)
    except (FetchRefused, NoPicture) as refused:
        why = refused.title if isinstance(refused, NoPicture) else str(refused)
        await _record_failed(db, fetch, why, is_final=True)
        return True
    except FetchFailed as failed:
        await _record_failed(db, fetch, str(failed), is_final=False)
        return True
    key = key_of(name_of(fetch.id, content_type))
    await files.write(key, content, content_type=content_type, cache=CACHE)
    await _record_fetched(db, fetch, content_type, len(content), shop)
    return True


async def _record_fetched(db: Database, fetch: Fetch, content_type: str, size: int, shop: Shop) -> None:
    """A product that may not be edited as it is, such as one whose type has changed, keeps its link."""
    try:
        async with db.transaction() as tx:
            await commands.record_fetched(tx, fetch, content_type=content_type, size=size, shop=shop)
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
        await _record_failed(db, fetch, f"the product was not changed: {refusal.title}", is_final=True)


async def _record_failed(db: Database, fetch: Fetch, why: str, *, is_final: bool) -> None:
    async with db.transaction() as tx:
        fetch.name = None
        await commands.record_failed(tx, fetch, why, is_final=is_final)
