"""Shopify's product CSV → products as the catalogue takes them, and what is wrong with the rest.

Rows with one Handle are one product: the row with the Title describes it, every row with a price, SKU or
option is a variant, a row with nothing but an image adds that. A product with a wrong row is left out whole.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from zoco.catalog import plain
from zoco.catalog.prices import minor_units
from zoco.catalog.rows import Row, read

HANDLE, TITLE, BODY, PUBLISHED, STATUS = "handle", "title", "body (html)", "published", "status"
SKU, PRICE, STOCK, VARIANT_IMAGE = "variant sku", "variant price", "variant inventory qty", "variant image"
IMAGE, IMAGE_POSITION, IMAGE_ALT = "image src", "image position", "image alt text"
OPTION_NAMES = [f"option{number} name" for number in (1, 2, 3)]
OPTION_VALUES = [f"option{number} value" for number in (1, 2, 3)]
REQUIRED = (HANDLE, TITLE, PRICE)
NO_OPTIONS = ("Title", "Default Title")  # how Shopify writes a product with one variant
WELL_FORMED_HANDLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WELL_FORMED_SKU = re.compile(r"[!-~]([ -~]*[!-~])?")
LONGEST_SKU = 64
MOST_STOCK = 1_000_000


class Problem(NamedTuple):
    """Why a row, and with it its product, stays out."""

    line: int
    why: str
    handle: str = ""


class Variant(msgspec.Struct):
    """`fields` is what the file says of it, `stock` what a new one begins with."""

    line: int
    sku: str
    is_sku_given: bool
    stock: int
    fields: dict[str, Any]


class Product(msgspec.Struct):
    """`fields` is what the file says of it; a column that is not there says nothing."""

    handle: str
    line: int
    fields: dict[str, Any]
    variants: list[Variant]
    image_lines: list[int]


def parse(content: bytes, *, currency: str) -> tuple[list[Product], list[Problem]]:
    """Every product that can go in, and every problem in the order of lines."""
    columns, rows = read(content)
    if missing := [name for name in REQUIRED if name not in columns]:
        raise ValueError(f"there is no column {', '.join(map(repr, missing))}; is it a product export?")
    problems: list[Problem] = []
    drafts: dict[str, Draft] = {}
    skus: dict[str, int] = {}
    for row in rows:
        if handle := row.cells.get(HANDLE, ""):
            drafts.setdefault(handle, Draft(handle, currency, skus)).rows.append(row)
        else:
            problems.append(Problem(row.line, row.broken or "the row has no Handle"))
    for draft in drafts.values():
        draft.read()
        problems += draft.problems
    products = [draft.product() for draft in drafts.values() if not draft.problems]
    return products, sorted(problems)


class Draft:
    """The rows of one product while they are read. `skus` are those of the whole file, with their lines."""

    def __init__(self, handle: str, currency: str, skus: dict[str, int]) -> None:
        self.handle, self.currency, self.skus = handle, currency, skus
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.fields: dict[str, Any] = {}
        self.options: list[str] = []
        self.variants: list[Variant] = []
        self.images: dict[str, tuple[int, int, str]] = {}  # position, line and alt text by link
        self._lines_of_options: dict[tuple[str, ...], int] = {}

    def read(self) -> None:
        """First the row that describes the product, then all for their variants and images."""
        whole = [row for row in self.rows if not row.broken]
        self.problems += [Problem(row.line, row.broken, self.handle) for row in self.rows if row.broken]
        described = next((row for row in whole if row.cells[TITLE]), None)
        if described is not None:
            self._try(described, self._describe)
        elif not self.problems:
            self.problems.append(Problem(whole[0].line, "the product has no Title", self.handle))
        for row in whole if self.fields else ():
            self._try(row, self._with_variant if row is described else self._part)

    def product(self) -> Product:
        links = sorted(self.images, key=lambda link: self.images[link][:2])
        if IMAGE in self.rows[0].cells:
            self.fields["images"] = [{"url": link, "alt": self.images[link][2]} for link in links]
        lines = [self.images[link][1] for link in links]
        return Product(self.handle, self.rows[0].line, self.fields, self.variants, lines)

    def _try(self, row: Row, step: Callable[[dict[str, str], int], None]) -> None:
        try:
            step(row.cells, row.line)
        except ValueError as wrong:
            self.problems.append(Problem(row.line, str(wrong), self.handle))

    def _describe(self, cells: dict[str, str], _line: int) -> None:
        if not WELL_FORMED_HANDLE.fullmatch(self.handle):
            raise ValueError(f"handle {self.handle!r} is not made of a-z, 0-9 and single hyphens")
        self.options = _option_names(cells)
        self.fields = {"name": cells[TITLE], "options": self.options}
        if BODY in cells:
            self.fields["description"] = plain.text(cells[BODY])
        if status := _status(cells):
            self.fields["status"] = status

    def _with_variant(self, cells: dict[str, str], line: int) -> None:
        if cells.get(IMAGE):
            self._image(cells, line)
        self._variant(cells, line)  # also when nothing says so: every product has one

    def _part(self, cells: dict[str, str], line: int) -> None:
        if cells[TITLE] not in ("", self.fields["name"]):
            raise ValueError(f"the product is called {self.fields['name']!r} in another row")
        if any(cells.get(name) for name in (SKU, PRICE, *OPTION_VALUES)):
            self._with_variant(cells, line)
        elif cells.get(IMAGE):
            self._image(cells, line)
        else:
            raise ValueError("the row holds neither a variant nor an image")

    def _image(self, cells: dict[str, str], line: int) -> None:
        position = cells.get(IMAGE_POSITION, "")
        if position and not re.fullmatch("[0-9]{1,6}", position):
            raise ValueError(f"Image Position {position!r} is not a whole number")
        place = int(position or 0) or len(self.images) + 1
        self.images.setdefault(_link(cells[IMAGE]), (place, line, cells.get(IMAGE_ALT, "")))

    def _variant(self, cells: dict[str, str], line: int) -> None:
        values = _option_values(cells, self.options)
        if (other := self._lines_of_options.setdefault(tuple(values), line)) != line:
            raise ValueError(f"the variant has the same options as line {other}")
        if not cells[PRICE]:
            raise ValueError("the variant has no Variant Price")
        price = {"amount": minor_units(cells[PRICE], self.currency), "currency": self.currency}
        name = " / ".join(values) or self.fields["name"]
        fields: dict[str, Any] = {"name": name, "price": price, "option_values": values}
        if VARIANT_IMAGE in cells:
            fields["image"] = _link(cells[VARIANT_IMAGE]) if cells[VARIANT_IMAGE] else None
        given, stock = cells.get(SKU, ""), _stock(cells.get(STOCK, ""))
        sku = self._claim(given or generated_sku(self.handle, values), line)
        self.variants.append(Variant(line, sku, bool(given), stock, fields))

    def _claim(self, sku: str, line: int) -> str:
        if len(sku) > LONGEST_SKU or not WELL_FORMED_SKU.fullmatch(sku):
            raise ValueError(f"SKU {sku!r} is not made of 1 to {LONGEST_SKU} ASCII characters")
        if (other := self.skus.setdefault(sku, line)) != line:
            raise ValueError(f"SKU {sku!r} is the one of line {other} already")
        return sku


def generated_sku(handle: str, values: Sequence[str]) -> str:
    """The same for the same handle and options whatever else the file holds, and no other's."""
    slugs = [_slug(value) for value in values]
    sku = ".".join([handle, *slugs])  # no handle and no slug has a point
    if len(sku) <= LONGEST_SKU and slugs == [value.lower() for value in values]:
        return sku
    digest = hashlib.sha256("\0".join([handle, *values]).encode()).hexdigest()[:8]
    return f"{sku[: LONGEST_SKU - 9]}-{digest}"


def _slug(value: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", value.lower()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", ascii_only).strip("-")


def _option_names(cells: dict[str, str]) -> list[str]:
    names = [cells.get(column, "") for column in OPTION_NAMES]
    if (names[0], cells.get(OPTION_VALUES[0])) == NO_OPTIONS:
        return []
    given = [name for name in names if name]
    if given != names[: len(given)] or len(set(given)) < len(given):
        raise ValueError("the option names have a gap, or one comes twice")
    return given


def _option_values(cells: dict[str, str], options: list[str]) -> list[str]:
    values = [cells.get(column, "") for column in OPTION_VALUES]
    if not options and values[0] == NO_OPTIONS[1]:
        values[0] = ""
    for number, value in enumerate(values, 1):
        if number <= len(options) and not value:
            raise ValueError(f"Option{number} Value is missing, the {options[number - 1]}")
        if number > len(options) and value:
            raise ValueError(f"Option{number} Value {value!r} has no Option{number} Name")
    return values[: len(options)]


def _status(cells: dict[str, str]) -> str | None:
    """What is not published is a draft, whatever its status. None when the file does not say."""
    published, status = cells.get(PUBLISHED, "").lower(), cells.get(STATUS, "").lower()
    if published not in ("", "true", "false"):
        raise ValueError(f"Published {published!r} is neither true nor false")
    if status not in ("", "active", "draft", "archived"):
        raise ValueError(f"Status {status!r} is none of active, draft, archived")
    if published == "false" and status in ("", "active"):
        return "draft"
    return status or ("active" if published else None)


def _stock(text: str) -> int:
    if not re.fullmatch("-?[0-9]{1,9}", text or "0"):
        raise ValueError(f"stock {text!r} is not a whole number")
    stock = int(text or 0)
    if stock < 0:
        raise ValueError(
            f"stock {stock} is less than nothing: more was sold than was there; write what is there"
        )
    if stock > MOST_STOCK:
        raise ValueError(f"stock {stock} is more than {MOST_STOCK}")
    return stock


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[!-~]+", text):
        raise ValueError(f"image {text!r} is not a link that begins with https:// or http://")
    return text
