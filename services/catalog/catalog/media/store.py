"""Every SQL statement about pictures and about fetching them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.media.model import LEASE, Fetch, FetchState, Media, MediaNotFound
from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.tokens import Actor

MEDIA = "SELECT id, state, size, content_type, created_at FROM media "
COLUMNS = "id, product_id, url, state, tries, account_id, client_id, name, why, created_at"
FETCH = f"SELECT {COLUMNS} FROM media_fetches "
LAST = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")


class Known(msgspec.Struct):
    url: str
    name: str


async def add(tx: Transaction, media: Media) -> None:
    await tx.execute(
        "INSERT INTO media (id, state, size, content_type, created_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (id) DO NOTHING",
        media.id,
        media.state,
        media.size,
        media.content_type,
        media.created_at,
    )


async def find(reader: Reader, media_id: UUID) -> Media:
    media = await reader.one(Media, MEDIA + "WHERE id = $1", media_id)
    if media is None:
        raise MediaNotFound(media_id=str(media_id))
    return media


async def newest(reader: Reader, *, before: UUID | None, most: int) -> list[Media]:
    return await reader.all(Media, MEDIA + "WHERE id < $1 ORDER BY id DESC LIMIT $2", before or LAST, most)


async def save_ready(tx: Transaction, media: Media) -> None:
    await tx.execute(
        "UPDATE media SET state = 'ready', content_type = $2 WHERE id = $1", media.id, media.content_type
    )


async def want(tx: Transaction, product_id: UUID, urls: Collection[str], *, by: Actor) -> None:
    """These are to be fetched; those that failed once more."""
    await tx.execute(
        "INSERT INTO media_fetches (id, product_id, url, state, due_at, account_id, client_id, created_at) "
        "SELECT id, $2, url, 'pending', $4, $5, $6, $4 FROM unnest($1::uuid[], $3::text[]) AS n (id, url) "
        "ON CONFLICT (product_id, url) DO UPDATE SET state = 'pending', tries = 0, due_at = excluded.due_at, "
        "why = NULL WHERE media_fetches.state = 'failed'",
        [new_id() for _ in urls],
        product_id,
        sorted(urls),
        tx.now,
        by.account_id,
        by.client_id,
    )


async def known(reader: Reader, product_id: UUID, urls: Collection[str]) -> dict[str, str]:
    """Link → the name of the picture that it has become."""
    rows = await reader.all(
        Known,
        "SELECT url, name FROM media_fetches "
        "WHERE product_id = $1 AND url = ANY($2::text[]) AND state = 'done'",
        product_id,
        list(urls),
    )
    return {row.url: row.name for row in rows}


async def claim(tx: Transaction) -> Fetch | None:
    """One that is due. Who dies with it loses it when the lease ends."""
    return await tx.one(
        Fetch,
        "UPDATE media_fetches SET tries = tries + 1, due_at = $2 WHERE id = (SELECT id FROM media_fetches "
        "WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) "
        f"RETURNING {COLUMNS}",
        tx.now,
        tx.now + LEASE,
    )


async def save_fetch(tx: Transaction, fetch: Fetch, *, due_at: datetime) -> int:
    return await tx.execute(
        "UPDATE media_fetches SET state = $2, name = $3, why = $4, due_at = $5 "
        "WHERE id = $1 AND state = 'pending'",
        fetch.id,
        fetch.state,
        fetch.name,
        fetch.why,
        due_at,
    )


async def fetches(reader: Reader, state: FetchState, *, before: UUID | None, most: int) -> list[Fetch]:
    """Newest first."""
    return await reader.all(
        Fetch,
        FETCH + "WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        state,
        before or LAST,
        most,
    )
