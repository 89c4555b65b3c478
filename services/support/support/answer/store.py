"""SQL about canned replies."""

from chassis.database import Reader, Transaction
from support.answer.model import CannedReply, ReplyNotFound

COLUMNS = "key, version, title, texts"


async def add(tx: Transaction, reply: CannedReply) -> bool:
    """Whether the key was free."""
    return bool(
        await tx.execute(
            f"INSERT INTO canned_replies ({COLUMNS}) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            reply.key,
            reply.version,
            reply.title,
            reply.texts,
        )
    )


async def save(tx: Transaction, reply: CannedReply) -> None:
    await tx.execute(
        "UPDATE canned_replies SET version = $2, title = $3, texts = $4 WHERE key = $1",
        reply.key,
        reply.version,
        reply.title,
        reply.texts,
    )


async def delete(tx: Transaction, key: str) -> None:
    await tx.execute("DELETE FROM canned_replies WHERE key = $1", key)


async def lock(tx: Transaction, key: str) -> CannedReply:
    sql = f"SELECT {COLUMNS} FROM canned_replies WHERE key = $1 FOR UPDATE"
    return _found(await tx.one(CannedReply, sql, key), key)


async def find(reader: Reader, key: str) -> CannedReply:
    sql = f"SELECT {COLUMNS} FROM canned_replies WHERE key = $1"
    return _found(await reader.one(CannedReply, sql, key), key)


async def list_all(reader: Reader) -> list[CannedReply]:
    return await reader.all(CannedReply, f"SELECT {COLUMNS} FROM canned_replies ORDER BY key LIMIT 1000")


def _found(reply: CannedReply | None, key: str) -> CannedReply:
    if reply is None:
        raise ReplyNotFound(key=key)
    return reply
