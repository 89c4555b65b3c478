"""What a file wants a product to be, what is wrong with its rows, and the file on top of what is there."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

NOT_WRITTEN = ("id", "version", "variants")


class Format(StrEnum):
    """`shopify_csv` has a price in one currency; `json_lines` has everything that staff write."""

    SHOPIFY_CSV = "shopify_csv"
    JSON_LINES = "json_lines"


class Problem(NamedTuple):
    """Why a row, and with it its product, stays out. `column` as our code calls it, empty for all the row."""

    line: int
    column: str
    reason: str


class Wrong(ValueError):
    """A cell that cannot be read."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class Row(msgspec.Struct):
    """A row as it lies in the file: cells as a JSON array, or a line of JSON. What is broken about it."""

    line: int
    content: bytes
    column: str = ""
    broken: str = ""


class WantedVariant(msgspec.Struct):
    """`fields` is what the file says of it, `stock` what a new one begins with."""

    line: int
    sku: str
    is_sku_given: bool
    stock: int
    fields: dict[str, Any]


class Wanted(msgspec.Struct):
    """`fields` is what the file says of it; what it does not say stays. A category and related products are
    handles: ids are another shop's."""

    handle: str
    line: int
    fields: dict[str, Any]
    variants: list[WantedVariant]
    image_lines: list[int] = []
    category: str | msgspec.UnsetType | None = msgspec.UNSET
    related: list[str] | msgspec.UnsetType = msgspec.UNSET

    def line_of(self, pointer: str, skus: Sequence[str] = ()) -> int:
        """The line of what was refused: a variant, an image, or the product itself."""
        part, _, rest = pointer.removeprefix("/").partition("/")
        index = rest.partition("/")[0]
        lines = {"variants": [variant.line for variant in self.variants], "images": self.image_lines}
        if part in lines and index.isdigit() and int(index) < len(lines[part]):
            return lines[part][int(index)]
        return next((variant.line for variant in self.variants if variant.sku in skus), self.line)


def as_it_is(current: dict[str, Any]) -> dict[str, Any]:
    """A product as one would write it to change nothing."""
    written = {name: value for name, value in current.items() if name not in NOT_WRITTEN}
    return written | {"variants": current["variants"]}


def merged(current: dict[str, Any] | None, wanted: Wanted) -> dict[str, Any]:
    """What the file says, on top of what is there. Variants that the file does not know stay."""
    kept: dict[str, Any] = as_it_is(current) if current else {"handle": wanted.handle, "variants": []}
    return kept | wanted.fields | {"variants": _merged_variants(kept["variants"], wanted.variants)}


def _merged_variants(current: list[dict[str, Any]], wanted: Sequence[WantedVariant]) -> list[dict[str, Any]]:
    """A variant is known by its SKU; else by its options, when a SKU was given, changed or taken away."""
    skus = {variant.sku for variant in wanted}
    by_sku = {variant["sku"]: variant for variant in current if variant["sku"] in skus}
    rest = [variant for variant in current if variant["sku"] not in skus]
    result = []
    for variant in wanted:
        known = by_sku.get(variant.sku)
        if known is None and (known := _with_options(rest, variant.fields.get("option_values", []))):
            rest.remove(known)
        if known is None:
            result.append(variant.fields | {"sku": variant.sku, "stock": variant.stock})
        else:
            sku = variant.sku if variant.is_sku_given else known["sku"]
            result.append(known | variant.fields | {"sku": sku})
    return result + rest


def _with_options(variants: list[dict[str, Any]], values: list[str]) -> dict[str, Any] | None:
    found = [variant for variant in variants if variant["option_values"] == values]
    return found[0] if len(found) == 1 else None
