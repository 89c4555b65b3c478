"""Writing canned replies, and making drafts of them."""

from chassis import version
from chassis.database import Transaction
from support.answer import store
from support.answer.model import CannedReply, ReplyExists, require_known


async def add(tx: Transaction, key: str, title: str, texts: dict[str, str]) -> CannedReply:
    require_known(texts)
    reply = CannedReply(key, 1, title.strip(), texts)
    if not await store.add(tx, reply):
        raise ReplyExists(key=key)
    return reply


async def edit(
    tx: Transaction, key: str, title: str, texts: dict[str, str], *, if_match: str | None
) -> CannedReply:
    require_known(texts)
    reply = await _lock(tx, key, if_match)
    edited = CannedReply(key, reply.version + 1, title.strip(), texts)
    await store.save(tx, edited)
    return edited


async def remove(tx: Transaction, key: str, *, if_match: str | None) -> None:
    await _lock(tx, key, if_match)
    await store.delete(tx, key)


async def _lock(tx: Transaction, key: str, if_match: str | None) -> CannedReply:
    reply = await store.lock(tx, key)
    version.check(reply.version, if_match)
    return reply
