"""Imports over HTTP, with their file in S3 and their worker's steps."""

from pathlib import Path
from typing import Any

import pytest

from chassis.testing import Running
from services.catalog.tests import make
from services.catalog.tests.importing import (
    HEADER,
    act,
    begun,
    counted,
    imported,
    lines,
    problems,
    product,
    work,
)

SAMPLE = Path(__file__).with_name("catalogue.csv").read_bytes()
GOOD = "good,Good,Title,Default Title,GOOD,1,9.99,\n"
LAST = "last,Last,,,LAST,2,1,\n"


async def test_a_file_is_checked_without_a_trace_and_then_put_in(catalog: Running) -> None:
    path = await begun(catalog, SAMPLE)
    before = await make.counts(catalog)
    checked = await act(catalog, path, "check")
    assert (checked["state"], counted(checked), checked["products"]) == ("checked", (3, 0, 0, 0), 3)
    assert await make.counts(catalog) == before
    assert checked["read_bytes"] == checked["size"] == len(SAMPLE)
    assert checked["ignored_columns"][:2] == ["Vendor", "Type"]
    done = await act(catalog, path, "run")
    assert (done["state"], counted(done)) == ("done", (3, 0, 0, 0))
    shirt = await product(catalog, "camisa-de-lino")
    assert shirt["variants"][0]["sku"] == "LINO-S-W"
    await make.check_books(catalog)


async def test_a_second_import_of_the_same_changes_nothing(catalog: Running) -> None:
    await imported(catalog, SAMPLE)
    before = await make.counts(catalog)
    assert counted(await imported(catalog, SAMPLE)) == (0, 0, 3, 0)
    assert await make.counts(catalog) == before


async def test_what_differs_is_changed_and_stock_stays(catalog: Running) -> None:
    await imported(catalog, (HEADER + "jug,Jug,Size,S,JUG-S,3,20,\n").encode())
    before = await product(catalog, "jug")
    changed = (HEADER + "jug,Jug,Size,L,JUG-L,4,30,\njug,,,S,JUG-S,99,21.50,\n").encode()
    assert counted(await imported(catalog, changed)) == (0, 1, 0, 0)
    large, small = (await product(catalog, "jug"))["variants"]
    assert (small["id"], small["price"]["amount"]) == (before["variants"][0]["id"], 2150)
    assert await make.stock(catalog, small["id"]) == (3, 0)
    assert await make.stock(catalog, large["id"]) == (4, 0)


WRONG = [
    ("bad,Bad,,,,1,9;99,\n", 3, "Variant Price", "not a number"),
    ('bad,"Bad,,,,1,9,\n', 3, "Title", "never closed"),
    ('bad,"Bad" man,,,,1,9,\n', 3, "Title", "written twice"),
    ("bad,Bad\udce9,,,,1,9,\n", 3, "Title", "0xe9 is not UTF-8"),
    (",Bad,,,,1,9,\n", 3, "Handle", "no Handle"),
    ("bad,Bad,,,,1,9\n", 3, "", "7 cells, and there are 8 columns"),
    ("bad,Bad,Size,S,X,1,9,\nbad,,,M,X,1,9,\n", 4, "Variant SKU", "the one of line 3"),
    ("bad,Bad,,,GOOD,1,9,\n", 3, "Variant SKU", "the one of line 2"),
    (f"bad,{'n' * 201},,,,1,9,\n", 3, "Title", "length <= 200"),
    ("bad,Bad,,,,1,9,ftp://x/y\n", 3, "Image Src", "not a link"),
    (f'bad,"{"x" * 10_000_000}",,,,1,9,\n', 3, "Title", "longer than 131072 bytes"),
    ('bad,"' + "x\n" * 5_000_000 + '",,,,1,9,\n', 3, "Title", "longer than 131072 bytes"),
    (f'bad,"{"x" * 200_000}",,,,1,9,\n', 3, "Title", "longer than 131072 bytes"),
    (f"{'h' * 121},Bad,,,,1,9,\n", 3, "Handle", "longer than 120"),
    ("bad,B\0d,,,,1,9,\n", 3, "Title", "null character"),
]


@pytest.mark.parametrize(("rows", "line", "column", "why"), WRONG, ids=range(len(WRONG)))
async def test_a_wrong_row_is_named_and_the_other_products_go_in(
    catalog: Running, rows: str, line: int, column: str, why: str
) -> None:
    content = (HEADER + GOOD + rows + LAST).encode(errors="surrogateescape")
    job = await imported(catalog, content)
    first, *_ = await problems(catalog, job)
    assert first[:2] == (line, column), first
    assert why in first[2]
    assert await product(catalog, "bad") is None
    assert await product(catalog, "good")
    assert await product(catalog, "last")
    await make.check_books(catalog)


async def test_a_file_that_ends_in_a_row_leaves_that_product_out(catalog: Running) -> None:
    job = await imported(catalog, (HEADER + GOOD + "cut,Cut,Size,S,C-1,1,9,\ncut,,,M,C-2").encode())
    assert counted(job) == (1, 0, 0, 1)
    assert await problems(catalog, job) == [(4, "", "the row has 5 cells, and there are 8 columns")]
    assert await product(catalog, "cut") is None
    job = await imported(catalog, lines({"handle": "whole"}) + b'{"handle": "half", "na')
    assert job["state"] == "failed"
    job = await imported(catalog, b'{"handle": "half", "na', format="json_lines")
    [(line, _, why)] = await problems(catalog, job)
    assert (line, "not JSON" in why) == (1, True)


NO_TABLES = [
    (b"\n", "empty"),
    (b"a,b\n1,2\n", "no column 'Handle', 'Title', 'Variant Price'"),
    (b"Handle;Title;Variant Price\n", "semicolons"),
    ("Handle,Title".encode("utf-16"), "UTF-16"),
    (b'"Handle,Title\n', "line 1: a quote is opened"),
    (b"Handle,T\xedtulo\n", "line 1: 0xed is not UTF-8"),
]


@pytest.mark.parametrize(("content", "why"), NO_TABLES)
async def test_what_is_no_product_file_says_why(catalog: Running, content: bytes, why: str) -> None:
    job = await imported(catalog, content)
    assert (job["state"], why in job["why"]) == ("failed", True), job


async def test_columns_are_mapped_and_checked_again(catalog: Running) -> None:
    content = b"Ref,Nombre,Precio,Title\nlamp,L\xc3\xa1mpara,9.99,nothing\n"
    path = await begun(catalog, content)
    failed = await act(catalog, path, "check")
    assert failed["state"] == "failed"
    mapping = {"Handle": "Ref", "Title": "Nombre", "Variant Price": "Precio"}
    checked = await act(catalog, path, "check", mapping=mapping)
    assert (checked["state"], counted(checked)) == ("checked", (1, 0, 0, 0)), checked
    await act(catalog, path, "run")
    assert (await product(catalog, "lamp"))["name"] == "Lámpara"
    refused = await make.manager(catalog).post(f"{path}/check", {"mapping": {"Colour": "Ref"}})
    assert refused.problem == "product-import-action-refused"


async def test_what_failed_is_tried_again_alone(catalog: Running) -> None:
    other = await make.product(catalog, 1)
    content = (HEADER + GOOD + f"bad,Bad,,,{other.skus[0]},1,9,\n").encode()
    job = await imported(catalog, content)
    assert counted(job) == (1, 0, 0, 1)
    [(line, column, why)] = await problems(catalog, job)
    assert (line, column, other.skus[0] in why) == (3, "Variant SKU", True)
    path = f"/v1/admin/products/{other.id}"
    theirs = (await make.manager(catalog).get(path)).json
    theirs["variants"][0]["sku"] = "ANOTHER"
    del theirs["id"], theirs["version"]
    assert (await make.manager(catalog).put(path, theirs, If_Match="*")).status == 200
    before = await make.counts(catalog)
    again = await act(catalog, f"/v1/admin/product-imports/{job['id']}", "retry")
    assert (again["state"], counted(again)) == ("done", (2, 0, 0, 0))
    assert (await make.counts(catalog)).edits == before.edits + 1


async def test_an_import_is_cancelled_and_stays_so(catalog: Running) -> None:
    path = await begun(catalog, SAMPLE)
    await act(catalog, path, "check")
    assert (await act(catalog, path, "cancel"))["state"] == "cancelled"
    refused = await make.manager(catalog).post(f"{path}/run")
    assert (refused.status, refused.problem) == (409, "product-import-action-refused")
    assert await product(catalog, "jarra-azul") is None


async def test_nothing_is_checked_before_the_file_is_there(catalog: Running) -> None:
    made = await make.manager(catalog).post("/v1/admin/product-imports", {"format": "json_lines", "size": 10})
    refused = await make.manager(catalog).post(f"/v1/admin/product-imports/{made.json['id']}/check", {})
    assert refused.problem == "file-not-uploaded"


def document(handle: str, **fields: Any) -> dict[str, Any]:
    price = {"amount": 500, "currency": "EUR"}
    variant = {"sku": handle.upper(), "name": "One", "price": price, "stock": 2}
    return {"handle": handle, "name": handle, "variants": [variant]} | fields


async def test_lines_of_json_say_everything(catalog: Running) -> None:
    staff = make.manager(catalog)
    schema = {"type": "object", "properties": {"material": {"type": "string"}}}
    kind = {"key": "lamp", "name": "Lamp", "attributes": schema}
    assert (await staff.post("/v1/admin/product-types", kind, key="product-type-1")).status == 201
    assert (
        await staff.post("/v1/admin/categories", {"handle": "lamps", "name": "Lamps"}, key="category-1")
    ).status == 201
    one = document("one", related=["two"], category="lamps", type="lamp", attributes={"material": "iron"})
    two = document("two", related=["one"], translations={"es": {"name": "Dos"}})
    job = await imported(catalog, lines(one, two), format="json_lines")
    assert counted(job) == (2, 0, 0, 0), await problems(catalog, job)
    first, second = await product(catalog, "one"), await product(catalog, "two")
    assert (first["related"], second["related"]) == ([second["id"]], [first["id"]])
    assert first["attributes"] == {"material": "iron"}
    assert first["category_id"]
    assert await make.stock(catalog, first["variants"][0]["id"]) == (2, 0)
    again = await imported(catalog, lines(one, two), format="json_lines")
    assert counted(again) == (0, 0, 2, 0)


WRONG_LINES = [
    (b'{"handle": "bad"}', "/variants", "length >= 1"),
    (b'{"handle": "bad", "name": "Bad", "variants": [{"sku": 1}]}', "/variants/0/sku", "str"),
    (b'{"handle": "bad", "handle": "bad"}', "/handle", "twice"),
    (b'{"name": "Bad"}', "/handle", "handle"),
    (b"[1, 2]", "/handle", "object"),
    (b"{'handle'}", "", "not JSON"),
    (b'{"kind": "order", "handle": "bad"}', "/kind", "product_type"),
    (b'{"kind": "category", "handle": "bad", "name": "Bad", "parent": "nowhere"}', "/category", "does not"),
    (b'{"kind": "product_type", "key": "bad", "name": "Bad", "attributes": {"type": 1}}', "", "JSON Schema"),
    (b'{"handle": "bad", "name": "Bad", "colour": 1, "variants": []}', "", ""),
    (b'{"handle": "bad", "text": "' + b"x" * 3_000_000 + b'"}', "", "longer than"),
    (b"[" * 100_000, "", "nested"),
]


@pytest.mark.parametrize(("line", "column", "why"), WRONG_LINES, ids=range(len(WRONG_LINES)))
async def test_a_wrong_line_is_named(catalog: Running, line: bytes, column: str, why: str) -> None:
    content = lines(document("good")) + line + b"\n" + lines(document("last"))
    job = await imported(catalog, content, format="json_lines")
    [(number, found, reason)] = await problems(catalog, job)
    assert (number, why in reason) == (2, True), reason
    assert not column or found == column
    assert counted(job) == (2, 0, 0, 1)


async def test_related_products_that_never_come_are_named(catalog: Running) -> None:
    content = lines(document("one", related=["nowhere"]), document("two"))
    job = await imported(catalog, content, format="json_lines")
    [(line, column, why)] = await problems(catalog, job)
    assert (line, column, "nowhere" in why) == (1, "/related", True)


async def test_two_workers_do_each_piece_once(serve: Any) -> None:
    import asyncio

    async with serve() as one, serve() as two:
        rows = "".join(f"p{n},Product {n},,,P-{n},1,9,\n" for n in range(200))
        path = await begun(one, (HEADER + rows).encode())
        await make.manager(one).post(f"{path}/check", {})
        await asyncio.gather(work(one), work(two))
        await make.manager(one).post(f"{path}/run")
        await asyncio.gather(work(one), work(two))
        done = (await make.manager(one).get(path)).json
        assert (done["state"], counted(done)) == ("done", (200, 0, 0, 0))
        await make.check_books(one)
