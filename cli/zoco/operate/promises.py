"""Whether everything holds that must: each service's own word on it, and what only two databases can tell."""

import asyncio
from collections import defaultdict
from functools import partial
from uuid import UUID

import msgspec

from chassis.audit import Invariant, Looked, Report, Slice, audit
from chassis.database import Database, Reader
from zoco.home import SERVICES
from zoco.operate.reach import Reach
from zoco.stack import Stack

# What catalog may have of an order that says so; whoever is on the way is not judged.
FITTING = {
    "confirmed": ("committed", "shipped"),
    "completed": ("committed", "shipped", "released"),
    "cancelled": ("released", "expired", None),
}
ORDERS = "SELECT id, status FROM orders WHERE id > $1 ORDER BY id LIMIT $2"
STATES = "SELECT order_id AS id, state AS status FROM reservations WHERE order_id = ANY($1)"
RESERVATIONS = (
    "SELECT order_id FROM reservations WHERE order_id > $1 AND requested <> '[]' ORDER BY order_id LIMIT $2"
)
LINES = (
    "SELECT order_id, variant_id, sum(quantity)::bigint AS quantity FROM {} WHERE order_id = ANY($1) "
    "GROUP BY order_id, variant_id ORDER BY variant_id"
)


class Status(msgspec.Struct):
    """Of an order, or of its reservation."""

    id: UUID
    status: str


class Line(msgspec.Struct):
    order_id: UUID
    variant_id: UUID
    quantity: int


class Word(msgspec.Struct, frozen=True):
    """What became of an invariant; `service` has it to keep, all of them one between services."""

    service: str
    report: Report


async def judge(stack: Stack, reach: Reach, *, repair: bool, dry_run: bool) -> list[Word]:
    """Look at everything once, and put right what a service knows how to, in the service itself."""
    options = [*(["--repair"] if repair else []), *(["--yes"] if repair and not dry_run else [])]
    said = await asyncio.gather(*(stack.command(service, "audit", *options) for service in SERVICES))
    reports = [msgspec.json.Decoder(Report).decode_lines(each) for each in said]
    words = [Word(service, each) for service, found in zip(SERVICES, reports, strict=True) for each in found]
    orders, catalog = reach.databases["orders"], reach.databases["catalog"]
    return words + [
        Word("between", each)
        for database, invariant in (
            (orders, Invariant("stock_follows_its_order", partial(_stock_of_orders, catalog))),
            (catalog, Invariant("reservations_have_an_order", partial(_orders_of_stock, orders))),
        )
        for each in await audit(database, [invariant], repair=repair, dry_run=dry_run)
    ]


async def _stock_of_orders(catalog: Database, orders: Reader, of: Slice) -> list[Looked]:
    """Orders are read first: what they say when they are settled has happened in catalog before."""
    found = await orders.all(Status, ORDERS, of.after, of.most)
    settled = [order.id for order in found if order.status in FITTING]
    ordered = await _lines(orders, "order_lines", settled)
    states = {each.id: each.status for each in await catalog.all(Status, STATES, settled)}
    kept = await _lines(catalog, "reservation_lines", settled)
    return [
        Looked(order.id, _wrong(order.status, states.get(order.id), ordered[order.id], kept[order.id]))
        for order in found
    ]


def _wrong(status: str, state: str | None, ordered: dict[UUID, int], kept: dict[UUID, int]) -> str | None:
    if status not in FITTING:
        return None
    if state not in FITTING[status]:
        return f"{status}, its reservation {state or 'is missing'}"
    if status != "cancelled" and ordered != kept:
        return f"{status} for {_shown(ordered)}, reserved {_shown(kept)}"
    return None


def _shown(quantities: dict[UUID, int]) -> str:
    return ", ".join(f"{quantity} of {variant}" for variant, quantity in quantities.items()) or "nothing"


async def _lines(reader: Reader, table: str, of: list[UUID]) -> dict[UUID, dict[UUID, int]]:
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for line in await reader.all(Line, LINES.format(table), of):
        found[line.order_id][line.variant_id] = line.quantity
    return found


async def _orders_of_stock(orders: Database, catalog: Reader, of: Slice) -> list[Looked]:
    """Reservations are read first: their order was written before."""
    reserved = await catalog.all(UUID, RESERVATIONS, of.after, of.most)
    known = set(await orders.all(UUID, "SELECT id FROM orders WHERE id = ANY($1)", reserved))
    return [Looked(each, None if each in known else "nobody ordered this") for each in reserved]
