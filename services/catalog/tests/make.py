"""Things tests start from, made through the front door; and the checks that must hold after anything."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from catalog.location.model import DEFAULT_LOCATION
from catalog.stock.commands import open_levels
from catalog.stock.model import Level
from chassis.database import Transaction
from chassis.ids import new_id
from chassis.testing import Answer, Client, Running

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_numbers = itertools.count(1)

BROKEN_LEVELS = """
SELECT count(*) FROM stock_levels s
LEFT JOIN (SELECT variant_id, location_id, sum(d_on_hand) AS on_hand, sum(d_reserved) AS reserved
           FROM stock_ledger GROUP BY 1, 2) l USING (variant_id, location_id)
LEFT JOIN (SELECT variant_id, location_id, sum(quantity - shipped - released) AS reserved
           FROM reservation_lines JOIN reservations USING (order_id)
           WHERE state IN ('held', 'committed') GROUP BY 1, 2) r USING (variant_id, location_id)
WHERE s.on_hand <> coalesce(l.on_hand, 0) OR s.reserved <> coalesce(l.reserved, 0)
   OR s.reserved <> coalesce(r.reserved, 0) OR s.reserved NOT BETWEEN 0 AND s.on_hand + s.allowance
"""
KEPT_BY_THE_DEAD = """
SELECT count(*) FROM reservation_lines JOIN reservations USING (order_id)
WHERE state IN ('shipped', 'released', 'expired') AND quantity - shipped - released <> 0
"""
# The newest announcement of each variant is what its levels are now.
BADLY_ANNOUNCED = """
SELECT count(*) FROM (SELECT variant_id, sum(on_hand) AS on_hand, sum(reserved) AS reserved,
  sum(on_hand - reserved) FILTER (WHERE is_open) AS available FROM stock_levels GROUP BY 1) s
LEFT JOIN LATERAL (SELECT body FROM events e WHERE e.aggregate_id = s.variant_id
  AND e.type = 'catalog.stock_changed.v1' ORDER BY version DESC LIMIT 1) e ON true
WHERE (e.body->>'on_hand')::bigint IS DISTINCT FROM s.on_hand
   OR (e.body->>'reserved')::bigint IS DISTINCT FROM s.reserved
   OR (e.body->>'available')::bigint IS DISTINCT FROM s.available
"""
# What is for sale can be found, nothing else can, and it stands where its stock puts it.
BADLY_FOUND = """
SELECT count(*) FROM products p LEFT JOIN search_entries e ON e.product_id = p.id
WHERE p.available_from IS NULL AND ((p.status = 'active') <> (e.product_id IS NOT NULL)
  OR e.in_stock <> EXISTS (SELECT FROM variants v JOIN stock_levels s ON s.variant_id = v.id
    WHERE v.product_id = p.id AND s.is_open GROUP BY v.id HAVING sum(s.on_hand - s.reserved) > 0))
"""
COUNTS = """
SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM outbox) AS outbox,
  (SELECT count(*) FROM stock_ledger) AS ledger, (SELECT count(*) FROM reservations) AS reservations,
  (SELECT count(*) FROM reservation_lines) AS lines,
  (SELECT coalesce(sum(on_hand), 0) FROM stock_levels)::bigint AS on_hand,
  (SELECT coalesce(sum(reserved), 0) FROM stock_levels)::bigint AS reserved,
  (SELECT coalesce(sum(version), 0) FROM products)::bigint AS edits,
  (SELECT coalesce(sum(version), 0) FROM listings)::bigint AS looks,
  (SELECT count(*) FROM staff_edits) AS trail, (SELECT count(*) FROM price_history) AS prices
"""


class Counts(msgspec.Struct):
    """Enough of the database to see that nothing happened."""

    events: int
    outbox: int
    ledger: int
    reservations: int
    lines: int
    on_hand: int
    reserved: int
    edits: int
    looks: int
    trail: int
    prices: int


class Made(msgspec.Struct):
    """A product, and its variants' ids in their order."""

    id: UUID
    variants: list[UUID]
    skus: list[str]


def manager(running: Running) -> Client:
    return running.as_account(uuid4(), "products:write", "stock:read", "stock:write")


def saga(running: Running) -> Client:
    return running.as_service("orders", "reservations:write")


def product_body(*stock: int, **fields: Any) -> dict[str, Any]:
    """A product with one variant per number."""
    number = next(_numbers)
    variants = [
        {
            "sku": f"SKU-{number}-{position}",
            "name": f"Size {position}",
            "price": {"amount": 1999 + position, "currency": "EUR"},
            "stock": count,
        }
        for position, count in enumerate(stock, 1)
    ]
    return {
        "handle": f"thing-{number}",
        "name": f"Thing {number}",
        "description": "",
        "variants": variants,
    } | fields


async def create(staff: Client, body: dict[str, Any]) -> Answer:
    return await staff.post("/v1/admin/products", body, key=str(uuid4()))


async def product(running: Running, *stock: int, **fields: Any) -> Made:
    answer = await create(manager(running), product_body(*stock, **fields))
    assert answer.status == 201, answer
    variants = answer.json["variants"]
    return Made(UUID(answer.json["id"]), [UUID(v["id"]) for v in variants], [v["sku"] for v in variants])


async def bare_variants(tx: Transaction, stock: Sequence[int]) -> list[UUID]:
    """Variants of a new product with so many in stock, without all that makes a product."""
    product_id, variants = new_id(), [new_id() for _ in stock]
    await tx.execute(
        "INSERT INTO products (id, handle, name, description, status, version, created_at, changed_at) "
        "VALUES ($1, $2, 'Thing', '', 'active', 1, $3, $3)",
        product_id,
        f"thing-{product_id}",
        tx.now,
    )
    await tx.execute(
        "INSERT INTO variants (id, product_id, position, sku, name, price_amount, price_currency) "
        "SELECT id, $1, position, 'SKU-' || id, 'One', 1999, 'EUR' "
        "FROM unnest($2::uuid[]) WITH ORDINALITY AS v (id, position)",
        product_id,
        variants,
    )
    await tx.execute("INSERT INTO listings (product_id, version) VALUES ($1, 1)", product_id)
    levels = [Level(each, DEFAULT_LOCATION, product_id, f"SKU-{each}") for each in variants]
    await open_levels(tx, levels, initial=dict(zip(variants, stock, strict=True)))
    return variants


async def hold(running: Running, order_id: UUID, *lines: tuple[UUID, int], minutes: float = 20) -> Answer:
    """Ask to keep (variant, quantity) lines."""
    body = {
        "lines": [{"variant_id": variant_id, "quantity": quantity} for variant_id, quantity in lines],
        "expires_at": running.clock.now() + timedelta(minutes=minutes),
    }
    return await saga(running).put(f"/internal/reservations/{order_id}", body)


async def commit(running: Running, order_id: UUID) -> Answer:
    return await saga(running).post(f"/internal/reservations/{order_id}/commit")


async def release(running: Running, order_id: UUID) -> Answer:
    return await saga(running).post(f"/internal/reservations/{order_id}/release")


async def stock(running: Running, variant_id: UUID) -> tuple[int, int]:
    """On hand, reserved."""
    answer = await manager(running).get(f"/v1/admin/stock/{variant_id}")
    return answer.json["on_hand"], answer.json["reserved"]


async def adjust(
    running: Running, variant_id: UUID, delta: int, *, key: str | None = None, **fields: Any
) -> Answer:
    body = {"variant_id": variant_id, "delta": delta, "reason": "counted"} | fields
    return await manager(running).post("/v1/admin/stock-adjustments", body, key=key or str(uuid4()))


async def counts(running: Running) -> Counts:
    found = await running.db.one(Counts, COUNTS)
    assert found is not None
    return msgspec.structs.replace(found, outbox=0)  # the relay empties it meanwhile


async def check_books(running: Running) -> None:
    """Levels are the sums of their ledger and of what is kept, and announced as they are, without gaps."""
    assert await running.db.one(int, BROKEN_LEVELS) == 0
    assert await running.db.one(int, KEPT_BY_THE_DEAD) == 0
    assert await running.db.one(int, BADLY_ANNOUNCED) == 0
    assert await running.db.one(int, BADLY_FOUND) == 0
    versions: dict[UUID, list[int]] = {}
    for event in await running.published():
        versions.setdefault(event["of"], []).append(event["version"])
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in versions.values())


def statuses(answers: Sequence[Answer]) -> dict[int, int]:
    return {s: sum(answer.status == s for answer in answers) for s in {answer.status for answer in answers}}
