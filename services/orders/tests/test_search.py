"""Staff finds orders, and the search stays cheap however many there are."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from chassis.testing import Running
from orders.order.model import counted, readable_number
from orders.search.model import Filter
from orders.search.store import statement
from services.orders.tests.make import ADDRESS, Shop

MANY = 100_000
EVERY = timedelta(minutes=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMERS = [uuid4() for _ in range(1000)]
# What a page may read, in blocks of 8 KiB: it must not grow with the number of orders.
MOST_BLOCKS = 1000


@pytest.mark.parametrize("count", [0, 1, 7, 9_999_999, 10_000_000, 10_000_123, 10**15])
def test_a_number_is_read_out_and_understood(count: int) -> None:
    number = readable_number(count)
    assert counted(number) == counted(number.replace("-", " ")) == count
    slipped = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert counted(slipped) is None


@pytest.mark.parametrize("number", ["", "-", "7", "1٣", "²²", "12345678901234567890", "1000-000x", "\x00"])
def test_what_is_no_number_names_no_order(number: str) -> None:
    assert counted(number) is None


async def ids(shop: Shop, query: str) -> list[str]:
    answer = await shop.keeper.get(f"/v1/admin/orders?{query}")
    assert answer.status == 200, answer
    return [order["id"] for order in answer.json["items"]]


async def test_staff_finds_an_order_by_what_they_know_of_it(shop: Shop) -> None:
    first, second = await shop.bought(1), await shop.bought(2)
    assert first["number"] != second["number"]
    sku = second["lines"][0]["sku"]
    assert await ids(shop, f"number={first['number']}") == [first["id"]]
    assert await ids(shop, f"number={second['number'].replace('-', '')}") == [second["id"]]
    assert await ids(shop, f"sku={sku}") == [second["id"]]
    assert await ids(shop, f"sku={sku}&number={first['number']}") == []
    assert await ids(shop, "sku=%25") == await ids(shop, "number=1000-0000") == []
    assert await ids(shop, f"customer_id={shop.customer_id}") == [second["id"], first["id"]]
    await shop.ask(f"orders/{first['id']}/cancel")
    await shop.settle(first["id"])
    assert await ids(shop, "status=cancelled") == [first["id"]]


async def test_staff_finds_orders_by_when_they_were_placed(shop: Shop) -> None:
    first, second = await shop.bought(1), await shop.bought(1)
    moment = second["placed_at"].replace("+", "%2B")
    assert await ids(shop, f"placed_from={moment}") == [second["id"]]
    assert await ids(shop, f"placed_before={moment}") == [first["id"]]
    assert await ids(shop, "placed_from=2026-01-01T00:00:00Z&placed_before=2026-01-02T00:00:00Z") == []
    assert await ids(shop, "placed_from=0001-01-01T00:00:00Z&placed_before=9999-12-31T23:59:59Z") != []


@pytest.mark.parametrize(
    "query",
    [
        *(
            "limit=0",
            "limit=101",
            "cursor=x",
            "status=lost",
            "customer_id=x",
            "placed_from=yesterday",
            "placed_from=0",
            "placed_before=null",
            "sku=",
        ),
        *("placed_from=2026-01-01T00:00:00", "sku=a%00", f"number={'1' * 31}", f"sku={'x' * 65}"),
    ],
)
async def test_a_question_that_means_nothing_is_refused(shop: Shop, query: str) -> None:
    answer = await shop.keeper.get(f"/v1/admin/orders?{query}")
    assert (answer.status, answer.problem) == (422, "invalid")


# With a hundred thousand orders


def id_of(number: int) -> UUID:
    milliseconds = int((BEGIN + number * EVERY).timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | number)


def status_of(number: int) -> str:
    """Most are long complete; one in ten thousand waits for staff."""
    return "confirmed" if number % 10_000 == 0 else "completed"


@pytest.fixture
async def crowd(orders: Running) -> Running:
    """A hundred thousand orders of two lines each: one SKU is in all of them, one in a thousandth."""
    connection = await asyncpg.connect(orders.service.settings.database_url)
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=bytes,
    )
    rows = [_order(number) for number in range(MANY)]
    await connection.copy_records_to_table("orders", records=rows, columns=list(_order_columns()))
    lines = [line for number in range(MANY) for line in _lines(number)]
    columns = ["order_id", "number", "variant_id", "quantity", "sku", "name", "unit_amount"]
    await connection.copy_records_to_table("order_lines", records=lines, columns=columns)
    await connection.execute("ANALYZE orders; ANALYZE order_lines")
    await connection.close()
    return orders


def _order_columns() -> dict[str, Any]:
    return {
        "payment_method": "pm_card_visa",
        "shipping_address": ADDRESS,
        "total_amount": 2,
        "currency": "EUR",
    } | {
        name: None
        for name in ("id", "customer_id", "status", "placed_at", "confirmed_at", "completed_at", "number")
    }


def _order(number: int) -> tuple[Any, ...]:
    at = BEGIN + number * EVERY
    own = {
        "id": id_of(number),
        "customer_id": CUSTOMERS[number % len(CUSTOMERS)],
        "status": status_of(number),
        "placed_at": at,
        "confirmed_at": at,
        "completed_at": at if status_of(number) == "completed" else None,
        "number": number,
    }
    return tuple((_order_columns() | own).values())


def _lines(number: int) -> list[tuple[Any, ...]]:
    rare = "RARE" if number % 1000 == 0 else f"SKU-{number % 500}"
    return [
        (id_of(number), place, CUSTOMERS[0], 1, sku, "Thing", 1)
        for place, sku in enumerate(("COMMON", rare), start=1)
    ]


MIDDLE = id_of(MANY // 2)
OLD = {"placed_from": BEGIN + 1000 * EVERY, "placed_before": BEGIN + 2000 * EVERY}
QUESTIONS = {
    "all": Filter(),
    "customer": Filter(customer_id=CUSTOMERS[7]),
    "rare status": Filter(status="confirmed"),
    "no such status": Filter(status="cancelling"),
    "common status": Filter(status="completed"),
    "waits for staff": Filter(needs_review=True),
    "waits for staff, common sku": Filter(needs_review=True, sku="COMMON"),
    "does not wait": Filter(needs_review=False),
    "number": Filter(number=1234),
    "rare sku": Filter(sku="RARE"),
    "sku": Filter(sku="SKU-7"),
    "common sku": Filter(sku="COMMON"),
    "no such sku": Filter(sku="NONE"),
    "long ago": Filter(**OLD),  # type: ignore[arg-type]
    "customer long ago": Filter(customer_id=CUSTOMERS[7], **OLD),  # type: ignore[arg-type]
    "common sku long ago": Filter(sku="COMMON", **OLD),  # type: ignore[arg-type]
    "customer and sku": Filter(customer_id=CUSTOMERS[7], sku="COMMON"),
    "status and sku": Filter(status="completed", sku="COMMON"),
    "rare status and common sku": Filter(status="confirmed", sku="COMMON"),
    "rare status and rare sku": Filter(status="confirmed", sku="RARE"),
}


async def test_a_page_reads_no_more_than_it_shows_among_a_hundred_thousand_orders(crowd: Running) -> None:
    for name, wanted in QUESTIONS.items():
        for after in (None, MIDDLE):
            sql, values = statement(wanted, after=after, most=21)
            [plan] = await crowd.db.all(str, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *values)
            [top] = msgspec.json.decode(plan)
            blocks = top["Plan"]["Shared Hit Blocks"] + top["Plan"]["Shared Read Blocks"]
            assert blocks <= MOST_BLOCKS, (name, after, blocks, plan)


async def test_pages_follow_each_other_to_the_end(crowd: Running) -> None:
    staff = crowd.as_account(uuid4(), "orders:read")
    found, cursor = [], ""
    began = time.monotonic()
    while cursor is not None:
        query = f"sku=RARE&limit=40{cursor and f'&cursor={cursor}'}"
        page = (await staff.get(f"/v1/admin/orders?{query}")).json
        found, cursor = found + [order["id"] for order in page["items"]], page["next"]
    assert found == [str(id_of(number)) for number in range(MANY - 1000, -1, -1000)]
    assert time.monotonic() - began < 5
