"""Writing canned replies, and making drafts of them."""

from chassis.database import Transaction
from chassis.errors import PreconditionFailed
from support.answer import store
from support.answer.model import CannedReply, ReplyExists, require_known


async def add(tx: Transaction, key: str, title: str, texts: dict[str, str]) -> CannedReply:
    require_known(texts)
    reply = CannedReply(key, 1, title.strip(), texts)
    if not await store.add(tx, reply):
        raise ReplyExists(key=key)
    return reply


async def edit(
    tx: Transaction, key: str, title: str, texts: dict[str, str], *, seen_version: int | None
) -> CannedReply:
    require_known(texts)
    reply = await _lock(tx, key, seen_version)
    edited = CannedReply(key, reply.version + 1, title.strip(), texts)
    await store.save(tx, edited)
    return edited


async def remove(tx: Transaction, key: str, *, seen_version: int | None) -> None:
    await _lock(tx, key, seen_version)
    await store.delete(tx, key)


async def _lock(tx: Transaction, key: str, seen_version: int | None) -> CannedReply:
    reply = await store.lock(tx, key)
    if seen_version is not None and seen_version != reply.version:
        raise PreconditionFailed(version=reply.version)
    return reply
