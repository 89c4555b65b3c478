"""One idempotency key, one result (IETF draft httpapi-idempotency-key-header-07)."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

import asyncpg
import msgspec
from litestar import Response
from litestar.params import HeaderParameter

from chassis.body import JSONRequest
from chassis.database import Database, Transaction
from chassis.errors import BadRequest, Conflict, Invalid, Refusal
from chassis.problems import problem_bytes

KEEP = timedelta(hours=48)
HEADER = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        description="8 to 255 printable ASCII characters, new for every new wish; kept for 48 hours. "
        "The same key and body again gets the same answer; the same key with another body is refused.",
    ),
]
# RFC 8941 writes a string in quotes; most clients leave them out.
KEY = re.compile(r'^([\x21\x23-\x7e]{8,255}|"[\x21\x23-\x7e]{8,255}")$')


class KeyMissing(BadRequest):
    type, title = "idempotency-key-missing", "This request needs an Idempotency-Key"


class KeyInvalid(BadRequest):
    type, title = ("idempotency-key-invalid", "An Idempotency-Key has 8 to 255 printable ASCII characters")


class KeyReused(Invalid):
    type, title = ("idempotency-key-reused", "This Idempotency-Key was used for another request")


class KeyInUse(Conflict):
    type, title = ("idempotency-key-in-use", "The first request with this Idempotency-Key is still running")
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}


class RequestKey(msgspec.Struct, frozen=True):
    """A client's key, in the name space of who sent it and where; `fingerprint` is what it was sent with."""

    principal: str
    route: str
    key: str
    fingerprint: bytes
    path: str


class Stored(msgspec.Struct):
    """What the key's first request left: a resource whose state is the answer, or the answer itself."""

    request_hash: bytes
    resource_id: UUID | None
    status: int | None
    body: bytes | None


async def request_key(request: JSONRequest) -> RequestKey:
    """The dependency `request_key` of a route."""
    text = request.headers.get("idempotency-key")
    if text is None:
        raise KeyMissing
    if KEY.match(text) is None:
        raise KeyInvalid
    route = f"{request.method} {request.scope['path_template']}"
    return RequestKey(
        request.state.actor.principal,
        route,
        text.strip('"'),
        await request.fingerprint(),
        request.scope["path"],
    )


async def claim(tx: Transaction, key: RequestKey, *, resource_id: UUID | None = None) -> Stored | None:
    """Claim the key for this transaction, or return what its first request left.

    With `resource_id` the key's answer is the state of that resource, which this transaction creates.
    A second request with the key waits here until the first commits, or gives up with 409.
    """
    try:
        is_first = await tx.execute(
            "INSERT INTO idempotency_keys (principal, route, key, request_hash, created_at, resource_id) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            key.principal,
            key.route,
            key.key,
            key.fingerprint,
            tx.now,
            resource_id,
        )
    except asyncpg.LockNotAvailableError:
        raise KeyInUse from None
    return None if is_first else await _stored(tx, key)


async def _stored(tx: Transaction, key: RequestKey) -> Stored:
    stored = await tx.one(
        Stored,
        "SELECT request_hash, resource_id, status, body FROM idempotency_keys "
        "WHERE principal = $1 AND route = $2 AND key = $3",
        key.principal,
        key.route,
        key.key,
    )
    if stored is None:
        raise KeyInUse
    if stored.request_hash != key.fingerprint:
        raise KeyReused
    return stored


async def once(
    db: Database,
    key: RequestKey,
    work: Callable[[Transaction], Awaitable[msgspec.Struct]],
    *,
    status: int = 200,
) -> Response[Any]:
    """Do `work` once per key: claim, work and answer are one transaction; a repeat gets the same bytes.

    A refusal that is about the request (4xx) is an answer too: its work is undone, itself kept. One that says
    when to try again is not.
    """
    async with db.transaction() as tx:
        stored = await claim(tx, key)
        if stored is None:
            stored = await _work(tx, key, work, status)
    media_type = "application/json" if (stored.status or 0) < 400 else "application/problem+json"
    return Response(stored.body or b"", status_code=stored.status or status, media_type=media_type)


async def _work(
    tx: Transaction, key: RequestKey, work: Callable[[Transaction], Awaitable[msgspec.Struct]], status: int
) -> Stored:
    try:
        async with tx.savepoint():
            body = msgspec.json.encode(await work(tx))
    except Refusal as refusal:
        if refusal.status in (401, 403, 429) or refusal.status >= 500 or "Retry-After" in refusal.headers:
            raise  # another try may fare better
        status, body = (refusal.status, problem_bytes(refusal, instance=key.path))
    await tx.execute(
        "UPDATE idempotency_keys SET status = $4, body = $5 WHERE principal = $1 AND route = $2 AND key = $3",
        key.principal,
        key.route,
        key.key,
        status,
        body,
    )
    return Stored(key.fingerprint, None, status, body)


async def forget_old_keys(db: Database) -> bool:
    """Delete a batch of keys past their published life; True when there may be more."""
    async with db.transaction() as tx:
        return bool(
            await tx.execute(
                "DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY("
                "SELECT ctid FROM idempotency_keys WHERE created_at < $1 LIMIT 1000))",
                tx.now - KEEP,
            )
        )
