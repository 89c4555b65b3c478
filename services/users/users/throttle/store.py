"""SQL about token buckets. Each decision is one statement: a hundred tries at once count as a hundred."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chassis.database import Reader, Transaction
from users.throttle.model import Limit

# From the narrowest bucket to the widest; a wider one is touched only when the narrower had room, so that one
# address that hammers empties its own buckets and nobody else's.
TAKE = (
    "WITH account AS ("
    "INSERT INTO throttles AS t (bucket, full_at) VALUES ($2, $1::timestamptz + $5::interval) "
    "ON CONFLICT (bucket) DO UPDATE SET full_at = greatest(t.full_at, $1) + $5 "
    "WHERE greatest(t.full_at, $1) + $5 <= $1 + $8::interval RETURNING 1"
    "), address AS ("
    "INSERT INTO throttles AS t (bucket, full_at) SELECT $3, $1 + $6::interval FROM account "
    "ON CONFLICT (bucket) DO UPDATE SET full_at = greatest(t.full_at, $1) + $6 "
    "WHERE greatest(t.full_at, $1) + $6 <= $1 + $9::interval RETURNING 1"
    "), everybody AS ("
    "INSERT INTO throttles AS t (bucket, full_at) SELECT $4, $1 + $7::interval FROM address "
    "ON CONFLICT (bucket) DO UPDATE SET full_at = greatest(t.full_at, $1) + $7 "
    "WHERE greatest(t.full_at, $1) + $7 <= $1 + $10::interval RETURNING 1"
    ") SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM address) "
    "+ (SELECT count(*) FROM everybody) AS taken, "
    "ARRAY(SELECT coalesce((SELECT full_at FROM throttles WHERE bucket = b), $1) "
    "FROM unnest(ARRAY[$2, $3, $4]::bytea[]) WITH ORDINALITY AS w (b, n) ORDER BY n) AS full_at"
)


class Taken(msgspec.Struct):
    """How many of the three buckets had room, and when each would have been full before this."""

    taken: int
    full_at: list[datetime]


async def take(reader: Reader, buckets: Sequence[bytes], limits: Sequence[Limit], *, now: datetime) -> Taken:
    taken = await reader.one(
        Taken, TAKE, now, *buckets, *(limit.every for limit in limits), *(limit.room for limit in limits)
    )
    if taken is None:
        raise AssertionError("a SELECT without FROM has a row")
    return taken


async def give_back(reader: Reader, buckets: Sequence[bytes], limits: Sequence[Limit]) -> None:
    """The first bucket is full again; the others get back the one that was taken."""
    await reader.all(
        int,
        "WITH gone AS (DELETE FROM throttles WHERE bucket = $1) "
        "UPDATE throttles SET full_at = full_at - CASE bucket WHEN $2 THEN $4::interval ELSE $5::interval "
        "END "
        "WHERE bucket IN ($2, $3) RETURNING 1",
        *buckets,
        *(limit.every for limit in limits[1:]),
    )


async def take_one(tx: Transaction, bucket: bytes, limit: Limit) -> bool:
    """Whether it had room."""
    return bool(
        await tx.execute(
            "INSERT INTO throttles AS t (bucket, full_at) VALUES ($2, $1::timestamptz + $3::interval) "
            "ON CONFLICT (bucket) DO UPDATE SET full_at = greatest(t.full_at, $1) + $3 "
            "WHERE greatest(t.full_at, $1) + $3 <= $1 + $4::interval",
            tx.now,
            bucket,
            limit.every,
            limit.room,
        )
    )


async def delete_full(tx: Transaction, *, limit: int) -> int:
    """A bucket that is full is like one that never was."""
    return await tx.execute(
        "DELETE FROM throttles WHERE bucket = ANY(ARRAY("
        "SELECT bucket FROM throttles WHERE full_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
        tx.now,
        limit,
    )
