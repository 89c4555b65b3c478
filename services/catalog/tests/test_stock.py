"""Stock as staff correct it."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.testing import Running
from services.catalog.tests import make

ADJUSTMENTS = "/v1/admin/stock-adjustments"


async def test_an_adjustment_is_a_difference_with_a_reason(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    answer = await make.adjust(catalog, made.variants[0], -3)
    assert (answer.status, answer.json["stock"]) == (
        201,
        {
            "variant_id": str(made.variants[0]),
            "product_id": str(made.id),
            "sku": made.skus[0],
            "on_hand": 7,
            "reserved": 0,
            "available": 7,
            "sellable": 7,
            "policy": "deny",
            "allowance": 0,
            "until": None,
            "low_stock_at": None,
            "levels": [
                {
                    "location": "main",
                    "is_active": True,
                    "on_hand": 7,
                    "reserved": 0,
                    "position": answer.json["stock"]["levels"][0]["position"],
                }
            ],
        },
    )
    read = await make.manager(catalog).get(f"/v1/admin/stock/{made.variants[0]}")
    assert read.json == answer.json["stock"]
    last = (await catalog.published("catalog.stock_changed.v1"))[-1]
    assert (last["version"], last["on_hand"], last["available"]) == (2, 7, 7)
    written = await catalog.db.all(str, "SELECT reason || ' ' || d_on_hand FROM stock_ledger ORDER BY at")
    assert written == ["initial 10", "counted -3"]
    await make.check_books(catalog)


async def test_a_repeat_with_the_same_key_changes_nothing_more(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    first = await make.adjust(catalog, made.variants[0], 5, key="adjustment-1")
    staff = make.manager(catalog)
    body = {"variant_id": made.variants[0], "delta": 5, "reason": "counted"}
    mine = await staff.post(ADJUSTMENTS, body, key="adjustment-1")
    again = await staff.post(ADJUSTMENTS, body, key="adjustment-1")
    assert mine.json["adjustment_id"] != first.json["adjustment_id"]  # another account, another key
    assert again.content == mine.content
    assert await make.stock(catalog, made.variants[0]) == (20, 0)


async def test_stock_never_falls_below_what_is_promised(catalog: Running) -> None:
    made = await make.product(catalog, 10)
    await make.hold(catalog, uuid4(), (made.variants[0], 4))
    before = await make.counts(catalog)
    answer = await make.adjust(catalog, made.variants[0], -7)
    assert (answer.status, answer.problem) == (409, "stock-below-reserved")
    assert await make.counts(catalog) == before
    assert (await make.adjust(catalog, made.variants[0], -6)).status == 201
    assert await make.stock(catalog, made.variants[0]) == (4, 4)
    await make.check_books(catalog)


async def test_an_unknown_variant(catalog: Running) -> None:
    answer = await make.adjust(catalog, uuid4(), 1)
    assert (answer.status, answer.problem) == (422, "unknown-variant")
    missing = await make.manager(catalog).get(f"/v1/admin/stock/{uuid4()}")
    assert (missing.status, missing.problem) == (404, "stock-level-not-found")


WRONG_FIELDS: list[tuple[str, Any]] = [
    ("delta", 0),
    ("delta", 1_000_001),
    ("delta", 2**63),
    ("delta", 1.5),
    ("delta", "1"),
    ("delta", True),
    ("delta", None),
    ("reason", ""),
    ("reason", " "),
    ("reason", "r" * 201),
    ("variant_id", "x"),
    ("on_hand", 3),
]


async def test_a_wrong_adjustment_is_named(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    for field, value in WRONG_FIELDS:
        body = {"variant_id": made.variants[0], "delta": 1, "reason": "counted"} | {field: value}
        answer = await make.manager(catalog).post(ADJUSTMENTS, body, key="adjustment-1")
        assert (answer.status, answer.problem, answer.json["pointer"]) == (422, "invalid", f"/{field}"), value
    assert await make.stock(catalog, made.variants[0]) == (1, 0)


async def test_an_adjustment_needs_a_key(catalog: Running) -> None:
    made = await make.product(catalog, 1)
    body = {"variant_id": made.variants[0], "delta": 1, "reason": "counted"}
    answer = await make.manager(catalog).post(ADJUSTMENTS, body)
    assert (answer.status, answer.problem) == (400, "idempotency-key-missing")


async def test_the_ledger_cannot_be_rewritten(catalog: Running) -> None:
    await make.product(catalog, 1)
    for statement in ("UPDATE stock_ledger SET d_on_hand = 9", "DELETE FROM stock_ledger"):
        with pytest.raises(Exception, match="append-only"):
            async with catalog.db.transaction() as tx:
                await tx.execute(statement)
