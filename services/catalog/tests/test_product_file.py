"""What a product file means, and what is wrong with one: plain functions."""

import contextlib
import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.product_file import columns, inert, plain, shopify
from catalog.product_file.model import Problem, Row, Wanted, as_it_is, merged
from catalog.product_file.prices import MOST, decimal, decimals_of, minor_units
from catalog.product_file.shopify import generated_sku
from catalog.table import BLOCK_BYTES, Record, read_csv

SAMPLE = Path(__file__).with_name("catalogue.csv").read_bytes()
HEADER = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src\n"
GOOD = "good,Good,Title,Default Title,,1,9.99,\n"


def parse(content: bytes, *, currency: str) -> tuple[list[Wanted], list[Problem]]:
    """All of a file at once."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    header, *records = read_csv(content, line=1, is_last=True).records
    names = columns.read(header, {})
    rows: dict[str, list[Row]] = {}
    for record in records:
        row = Row(record.line, msgspec.json.encode(record.cells), "", record.broken)
        rows.setdefault(shopify.handle_of(record.cells, names), []).append(row)
    read = [shopify.read(rows[handle], names, handle=handle, currency=currency) for handle in rows]
    return [wanted for wanted, _ in read if wanted], sorted(each for _, found in read for each in found)


PRICES = {
    ("19.99", "EUR"): 1999,
    ("500", "EUR"): 50000,
    ("0.5", "EUR"): 50,
    ("00012.30", "EUR"): 1230,
    ("9.990", "EUR"): 999,
    ("500", "JPY"): 500,
    ("500.00", "JPY"): 500,
    ("1.234", "KWD"): 1234,
    ("1.2", "KWD"): 1200,
    ("10000000000", "EUR"): MOST,
}


def test_a_price_is_whole_minor_units() -> None:
    for (text, currency), amount in PRICES.items():
        assert minor_units(text, currency) == amount


WRONG_PRICES = [
    ("9,99", "EUR", "comma"),
    ("1,299.00", "EUR", "comma"),
    ("9.999", "EUR", "more decimals than EUR"),
    ("9.5", "JPY", "more decimals than JPY"),
    ("10000000000.01", "EUR", "too high"),
    *(
        (text, "EUR", "not a number")
        for text in ("", "-1", "+1", "1e3", ".5", "5.", "€5", "٣", "1 000", "NaN")
    ),
    ("9" * 5000, "EUR", "not a number"),
]


@pytest.mark.parametrize(("text", "currency", "why"), WRONG_PRICES)
def test_a_wrong_price_says_what_is_wrong(text: str, currency: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        minor_units(text, currency)


@given(st.integers(0, MOST), st.sampled_from(["JPY", "EUR", "KWD"]), st.text("0", max_size=4))
def test_no_cent_is_lost(amount: int, currency: str, zeros: str) -> None:
    exponent = decimals_of(currency)
    text = f"{Decimal(amount).scaleb(-exponent):f}"
    assert decimal(amount, currency) == text
    assert minor_units(text + (zeros if exponent else ""), currency) == amount


@given(st.text("0123456789.,-+e ٣", max_size=20))
def test_any_text_is_exactly_its_price_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert minor_units(text, "EUR") == Decimal(text) * 100


def test_the_sample_is_read_as_shopify_means_it() -> None:
    products, problems = parse(SAMPLE, currency="EUR")
    shirt, jug, lantern = products
    assert problems == []
    assert shirt.fields == {
        "name": "Camisa de lino",
        "options": ["Size", "Color"],
        "description": 'Woven in Galicia, washed & soft.\n- Mother-of-pearl buttons\n- Cut "regular"',
        "status": "active",
        "images": [
            {"url": "https://images.example.com/linen-white.jpg", "alt": "White shirt, front"},
            {"url": "https://images.example.com/linen-detail.jpg", "alt": "The buttons"},
            {"url": "https://images.example.com/linen-indigo.jpg", "alt": "Indigo shirt, front"},
        ],
    }
    assert [(v.line, v.sku, v.stock, v.fields["name"]) for v in shirt.variants] == [
        (2, "LINO-S-W", 7, "Small / White"),
        (4, generated_sku("camisa-de-lino", ["Small", "Añil"]), 3, "Small / Añil"),
        (5, "LINO-L-W", 0, "Large / White"),
    ]
    assert shirt.variants[0].fields["image"] == "https://images.example.com/linen-white.jpg"
    assert jug.fields["options"] == []
    assert (jug.variants[0].sku, jug.variants[0].fields["name"]) == ("jarra-azul", "Jarra azul")
    assert jug.variants[0].fields["price"] == {"amount": 2450, "currency": "EUR"}
    assert lantern.fields["status"] == "draft"


def test_a_byte_order_mark_and_windows_lines_are_fine() -> None:
    plain_file, problems = parse((HEADER + GOOD).encode(), currency="EUR")
    other, _ = parse(b"\xef\xbb\xbf" + (HEADER + GOOD).replace("\n", "\r\n").encode(), currency="EUR")
    assert (plain_file, problems) == (other, [])
    assert len(plain_file) == 1


def test_a_column_that_is_not_there_says_nothing() -> None:
    [product], _ = parse(b"Handle,Title,Variant Price\nmug,Mug,5\n", currency="EUR")
    assert product.fields == {"name": "Mug", "options": []}
    assert product.variants[0].fields.keys() == {"name", "price", "option_values"}


@given(st.text())
def test_an_inert_cell_is_no_formula_and_becomes_what_it_was(cell: str) -> None:
    written = inert.write(cell)
    assert inert.read(written) == cell
    assert written[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", " ")


@given(st.text())
def test_markup_becomes_the_text_that_it_was(text: str) -> None:
    assert plain.text(plain.markup(text)) == text


def in_blocks(content: bytes, size: int) -> list[Record]:
    """Read as an import reads, some bytes at a time."""
    found, position, line = [], 0, 1
    while position < len(content):
        block = content[position : position + size]
        read = read_csv(block, line=line, is_last=position + len(block) >= len(content), most=3)
        found += read.records
        position, line = position + read.size, line + read.lines
        size = size if read.size else 2 * size
    return found


@given(st.lists(st.lists(st.text(max_size=9), min_size=2, max_size=4), max_size=9), st.integers(1, 99))
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], size: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    content = text.getvalue().encode(errors="surrogatepass")
    for record in in_blocks(content, size):
        assert record.broken or record.cells in rows
    told = [record.cells for record in in_blocks(content, size) if not record.broken]
    assert told == [row for row in rows if any(row) and "\0" not in "".join(row)]


PIECES = ['"', ",", "\n", "\r", "x", "good", ",1", "\udce9", GOOD]


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.integers(1, 99))
def test_the_size_of_blocks_changes_nothing(parts: list[str], size: int) -> None:
    content = (HEADER + "".join(parts)).encode(errors="surrogateescape")
    assert in_blocks(content, size) == in_blocks(content, BLOCK_BYTES)


def test_all_wrong_rows_of_a_product_are_named() -> None:
    rows = "bad,Bad,Size,S,,-1,9,\nbad,,,M,,1,x,\nbad,,,L,,1,9,\n"
    products, problems = parse((HEADER + rows).encode(), currency="EUR")
    assert products == []
    assert [(problem.line, problem.column) for problem in problems] == [
        (2, "Variant Inventory Qty"),
        (3, "Variant Price"),
    ]


WRONG_ROWS = [
    ('bad,Bad,,,,1,"9,99",\n', 3, "has a comma"),
    ("bad,Bad,,,,1,,\n", 3, "no Variant Price"),
    ("bad,Bad,,,,1.5,9,\n", 3, "not a whole number"),
    ("bad,Bad,,,,2000000,9,\n", 3, "more than 1000000"),
    ("bad,,,,,1,9,\n", 3, "no Title"),
    ("Bad Handle,Bad,,,,1,9,\n", 3, "not made of a-z"),
    ("bad,Bad,,,,1,9,,\n", 3, "9 cells, and there are 8 columns"),
    ("bad,Bad,,,ñ,1,9,\n", 3, "not made of 1 to 64 ASCII"),
    ("bad,Bad,Size,S,,1,9,\nbad,,,S,,1,9,\n", 4, "same options as line 3"),
    ("bad,Bad,Size,S,,1,9,\nbad,,,,Y,1,9,\n", 4, "Option1 Value is missing, the Size"),
    ("bad,Bad,,S,,1,9,\n", 3, "has no Option1 Name"),
    ("bad,Bad,Size,S,,1,9,\nbad,Other,,M,,1,9,\n", 4, "called 'Bad' in another row"),
    ("bad,Bad,Size,S,,1,9,\nbad,,,,,,,\n", 4, "neither a variant nor an image"),
]


@pytest.mark.parametrize(("rows", "line", "why"), WRONG_ROWS)
def test_a_wrong_row_is_named_and_leaves_its_product_out(rows: str, line: int, why: str) -> None:
    products, [problem] = parse((HEADER + GOOD + rows).encode(), currency="EUR")
    assert (problem.line, why in problem.reason) == (line, True), problem
    assert [product.handle for product in products] == ["good"]


@given(st.text("ab A-ñ.", max_size=80), st.text("ab A-ñ.", max_size=80))
def test_a_generated_sku_is_stable_fits_and_tells_options_apart(one: str, two: str) -> None:
    skus = [generated_sku("shirt", [value]) for value in (one, two)]
    assert skus == [generated_sku("shirt", [value]) for value in (one, two)]
    assert all(len(sku) <= 64 and sku.isascii() for sku in skus)
    assert skus[0] != skus[1] or one.lower() == two.lower()


def test_html_becomes_text() -> None:
    assert plain.text("Plain & simple\nas it is") == "Plain & simple as it is"
    assert plain.text("No markup\nat all") == "No markup\nat all"
    assert plain.text("<p>One<br>two</p><p>three&nbsp;&lt;b&gt;</p>") == "One\ntwo\nthree <b>"
    assert plain.text("a<script>b</script><style>c</style><!-- d -->e<img src=x onerror=f>") == "ae"
    assert plain.text("5 < 6 <b") in ("5 < 6 <b", "5 < 6")


# What is in the shop, and the file on top of it

EUR = {"amount": 500, "currency": "EUR"}


def in_the_shop(*variants: dict[str, Any], **fields: Any) -> dict[str, Any]:
    known = {"handle": "mug", "name": "Mug", "description": "", "status": "active", "options": ["Color"]}
    return known | {"id": "p", "version": 1, "images": [], "variants": list(variants)} | fields


def known(number: int, sku: str, *values: str) -> dict[str, Any]:
    about = {"name": values[0], "price": EUR, "option_values": list(values), "image": None}
    return {"id": f"v{number}", "sku": sku} | about


def file(*rows: str) -> Wanted:
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty\n"
    [product], problems = parse((header + "\n".join(rows)).encode(), currency="EUR")
    assert problems == []
    return product


def test_what_is_there_already_is_not_changed_whatever_its_stock() -> None:
    current = in_the_shop(known(1, "A", "Red"), known(2, "mug.blue", "Blue"), description="Kept")
    product = file("mug,Mug,Color,Red,A,5,99", "mug,,,Blue,,5.00,99")
    assert merged(current, product) == as_it_is(current)


def test_variants_join_change_and_stay() -> None:
    current = in_the_shop(known(1, "A", "Red"), known(2, "B", "Blue"))
    body = merged(current, file("mug,Mug,Color,Green,C,5,4", "mug,,,Red,A,6,9"))
    green, red, blue = body["variants"]
    assert (green.get("id"), green["sku"], green["stock"]) == (None, "C", 4)
    assert (red["id"], red["price"]["amount"], "stock" in red) == ("v1", 600, False)
    assert blue == known(2, "B", "Blue")


def test_a_variant_is_known_by_its_options_when_its_sku_is_new_or_gone() -> None:
    current = in_the_shop(known(1, "mug.red", "Red"), known(2, "B", "Blue"))
    red, blue = merged(current, file("mug,Mug,Color,Red,A,5,", "mug,,,Blue,,5,"))["variants"]
    assert (red["id"], red["sku"]) == ("v1", "A")
    assert (blue["id"], blue["sku"]) == ("v2", "B")
