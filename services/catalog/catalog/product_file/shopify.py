"""Shopify's product CSV → products as the catalogue takes them, and what is wrong with the rest.

Rows with one Handle are one product: the row with the Title describes it, every row with a price, SKU or
option is a variant, a row with nothing but an image adds that. A product with a wrong row is left out whole.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from catalog.product_file import inert, plain
from catalog.product_file.columns import (
    BARCODE,
    BODY,
    COMPARE_AT,
    GRAMS,
    HANDLE,
    IMAGE,
    IMAGE_ALT,
    IMAGE_POSITION,
    OPTION_NAMES,
    OPTION_VALUES,
    PRICE,
    PUBLISHED,
    SKU,
    STATUS,
    STOCK,
    TITLE,
    VARIANT_IMAGE,
)
from catalog.product_file.model import Problem, Row, Wanted, WantedVariant, Wrong
from catalog.product_file.prices import minor_units

NO_OPTIONS = ("Title", "Default Title")  # how Shopify writes a product with one variant
WELL_FORMED_HANDLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WELL_FORMED_SKU = re.compile(r"[!-~]([ -~]*[!-~])?")
LONGEST_SKU = 64
MOST_STOCK = 1_000_000


def read(
    rows: Sequence[Row], columns: Sequence[str], *, handle: str, currency: str
) -> tuple[Wanted | None, list[Problem]]:
    """One product from all rows that have its handle; nothing when any of them has a problem."""
    draft = Draft(handle, currency)
    draft.read([row for row in rows if not row.broken], columns)
    problems = [Problem(row.line, row.column, row.broken) for row in rows if row.broken] + draft.problems
    return (None if problems else draft.wanted()), sorted(problems)


def handle_of(cells: Sequence[str], columns: Sequence[str]) -> str:
    at = columns.index(HANDLE)
    return inert.read(cells[at]) if at < len(cells) else ""


class Draft:
    """The rows of one product while they are read."""

    def __init__(self, handle: str, currency: str) -> None:
        self.handle, self.currency = handle, currency
        self.line = 0
        self.problems: list[Problem] = []
        self.fields: dict[str, Any] = {}
        self.options: list[str] = []
        self.variants: list[WantedVariant] = []
        self.images: dict[tuple[str, str], tuple[int, int, str]] = {}  # place, line and alt text
        self.has_images = False
        self._is_single = True
        self._lines_of_options: dict[tuple[str, ...], int] = {}
        self._lines_of_skus: dict[str, int] = {}

    def read(self, rows: Sequence[Row], columns: Sequence[str]) -> None:
        """First the row that describes the product, then all for their variants and images."""
        self.line = min((row.line for row in rows), default=0)
        self.has_images = IMAGE in columns
        whole = [(row.line, cells) for row in rows if (cells := self._cells(row, columns))]
        described = next((each for each in whole if each[1][TITLE]), None)
        self._is_single = sum(bool(cells.get(OPTION_VALUES[0])) for _, cells in whole) < 2
        if described is not None:
            self._try(*described, self._describe)
        elif whole and not self.problems:
            self.problems.append(Problem(whole[0][0], TITLE, "the product has no Title"))
        for each in whole if self.fields else ():
            self._try(*each, self._with_variant if each is described else self._part)

    def wanted(self) -> Wanted:
        keys = sorted(self.images, key=lambda key: self.images[key][:2])
        if self.has_images:
            self.fields["images"] = [{"url": key[0], "alt": self.images[key][2]} for key in keys]
        lines = [self.images[key][1] for key in keys]
        return Wanted(self.handle, self.line, self.fields, self.variants, lines)

    def _cells(self, row: Row, columns: Sequence[str]) -> dict[str, str] | None:
        cells = msgspec.json.decode(row.content, type=list[str])
        if len(cells) == len(columns):
            return {column: inert.read(cell) for column, cell in zip(columns, cells, strict=True)}
        reason = f"the row has {len(cells)} cells, and there are {len(columns)} columns"
        self.problems.append(Problem(row.line, "", reason))
        return None

    def _try(self, line: int, cells: dict[str, str], step: Callable[[dict[str, str], int], None]) -> None:
        try:
            step(cells, line)
        except Wrong as wrong:
            self.problems.append(Problem(line, wrong.column, str(wrong)))

    def _describe(self, cells: dict[str, str], _line: int) -> None:
        if not WELL_FORMED_HANDLE.fullmatch(self.handle):
            raise Wrong(HANDLE, f"handle {self.handle!r} is not made of a-z, 0-9 and single hyphens")
        self.options = _option_names(cells, is_single=self._is_single)
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
            raise Wrong(TITLE, f"the product is called {self.fields['name']!r} in another row")
        if any(cells.get(name) for name in (SKU, PRICE, *OPTION_VALUES)):
            self._with_variant(cells, line)
        elif cells.get(IMAGE):
            self._image(cells, line)
        else:
            raise Wrong("", "the row holds neither a variant nor an image")

    def _image(self, cells: dict[str, str], line: int) -> None:
        position = cells.get(IMAGE_POSITION, "")
        if position and not re.fullmatch("[0-9]{1,6}", position):
            raise Wrong(IMAGE_POSITION, f"Image Position {position!r} is not a whole number")
        place = int(position or 0) or len(self.images) + 1
        alt = cells.get(IMAGE_ALT, "")
        self.images.setdefault((_link(IMAGE, cells[IMAGE]), position), (place, line, alt))

    def _variant(self, cells: dict[str, str], line: int) -> None:
        values = _option_values(cells, self.options)
        if (other := self._lines_of_options.setdefault(tuple(values), line)) != line:
            raise Wrong(OPTION_VALUES[0], f"the variant has the same options as line {other}")
        name = " / ".join(values) or self.fields["name"]
        fields = {"name": name, "option_values": values} | _prices(cells, self.currency) | _details(cells)
        given, stock = cells.get(SKU, ""), _stock(cells.get(STOCK, ""))
        sku = self._claim(given or generated_sku(self.handle, values), line)
        self.variants.append(WantedVariant(line, sku, bool(given), stock, fields))

    def _claim(self, sku: str, line: int) -> str:
        if len(sku) > LONGEST_SKU or not WELL_FORMED_SKU.fullmatch(sku):
            raise Wrong(SKU, f"SKU {sku!r} is not made of 1 to {LONGEST_SKU} ASCII characters")
        if (other := self._lines_of_skus.setdefault(sku, line)) != line:
            raise Wrong(SKU, f"SKU {sku!r} is the one of line {other} already")
        return sku


def _prices(cells: dict[str, str], currency: str) -> dict[str, Any]:
    """A price to compare with that is no higher compares nothing."""
    if not cells[PRICE]:
        raise Wrong(PRICE, "the variant has no Variant Price")
    amount = _amount(cells, PRICE, currency)
    found: dict[str, Any] = {"price": {"amount": amount, "currency": currency}}
    if COMPARE_AT in cells:
        higher = _amount(cells, COMPARE_AT, currency) if cells[COMPARE_AT] else 0
        found["compare_at_amount"] = higher if higher > amount else None
    return found


def _amount(cells: dict[str, str], column: str, currency: str) -> int:
    try:
        return minor_units(cells[column], currency)
    except ValueError as wrong:
        raise Wrong(column, str(wrong)) from None


def _details(cells: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if BARCODE in cells:
        found["barcode"] = cells[BARCODE] or None
    if GRAMS in cells:
        if not re.fullmatch("[0-9]{0,8}", cells[GRAMS]):
            raise Wrong(GRAMS, f"weight {cells[GRAMS]!r} is not a whole number of grams")
        found["weight_grams"] = int(cells[GRAMS]) if cells[GRAMS] else None
    if VARIANT_IMAGE in cells:
        found["image"] = _link(VARIANT_IMAGE, cells[VARIANT_IMAGE]) if cells[VARIANT_IMAGE] else None
    return found


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


def _option_names(cells: dict[str, str], *, is_single: bool) -> list[str]:
    names = [cells.get(column, "") for column in OPTION_NAMES]
    if is_single and (names[0], cells.get(OPTION_VALUES[0])) == NO_OPTIONS:
        return []
    given = [name for name in names if name]
    if given != names[: len(given)] or len(set(given)) < len(given):
        raise Wrong(OPTION_NAMES[0], "the option names have a gap, or one comes twice")
    return given


def _option_values(cells: dict[str, str], options: list[str]) -> list[str]:
    values = [cells.get(column, "") for column in OPTION_VALUES]
    if not options and values[0] == NO_OPTIONS[1]:
        values[0] = ""
    for number, value in enumerate(values, 1):
        if number <= len(options) and not value:
            raise Wrong(
                OPTION_VALUES[number - 1], f"Option{number} Value is missing, the {options[number - 1]}"
            )
        if number > len(options) and value:
            raise Wrong(
                OPTION_VALUES[number - 1], f"Option{number} Value {value!r} has no Option{number} Name"
            )
    return values[: len(options)]


def _status(cells: dict[str, str]) -> str | None:
    """What is not published is a draft, whatever its status. None when the file does not say."""
    published, status = cells.get(PUBLISHED, "").lower(), cells.get(STATUS, "").lower()
    if published not in ("", "true", "false"):
        raise Wrong(PUBLISHED, f"Published {published!r} is neither true nor false")
    if status not in ("", "active", "draft", "archived"):
        raise Wrong(STATUS, f"Status {status!r} is none of active, draft, archived")
    if published == "false" and status in ("", "active"):
        return "draft"
    return status or ("active" if published else None)


def _stock(text: str) -> int:
    if not re.fullmatch("-?[0-9]{1,9}", text or "0"):
        raise Wrong(STOCK, f"stock {text!r} is not a whole number")
    stock = int(text or 0)
    if stock < 0:
        raise Wrong(
            STOCK, f"stock {stock} is less than nothing: more was sold than was there; write what is there"
        )
    if stock > MOST_STOCK:
        raise Wrong(STOCK, f"stock {stock} is more than {MOST_STOCK}")
    return stock


def _link(column: str, text: str) -> str:
    if not re.fullmatch(r"https?://[!-~]+", text):
        raise Wrong(column, f"image {text!r} is not a link that begins with https:// or http://")
    return text
