"""Our own JSON Lines: a product per line as staff write it, but handles where that has ids, and its stock."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from catalog.product_file.model import Problem, Row, Wanted, WantedVariant
from chassis import body
from chassis.errors import Refusal

OWN_VARIANT_FIELDS = ("sku", "stock")


def handle_of(content: bytes) -> str:
    """Raises a Refusal when the line is no JSON object with a handle."""
    document = body.parse(content)
    handle = document.get("handle") if isinstance(document, dict) else None
    if not isinstance(handle, str) or not handle:
        raise body.invalid(msgspec.ValidationError("Expected an object with a `handle` - at `$.handle`"))
    return handle


def why(refusal: Refusal) -> tuple[str, str]:
    """The place in the line (RFC 6901), and what is wrong with it."""
    return str(refusal.facts.get("pointer", "")), str(refusal.facts.get("detail", refusal.title))


def read(rows: Sequence[Row]) -> tuple[Wanted | None, list[Problem]]:
    """One product from the line that has its handle; nothing when there are several, or it has a problem."""
    first, *others = rows
    problems = [Problem(row.line, row.column, row.broken) for row in rows if row.broken]
    problems += [
        Problem(row.line, "/handle", f"line {first.line} has this handle") for row in others if not row.broken
    ]
    if problems:
        return None, sorted(problems)
    try:
        return _wanted(body.parse(first.content), first.line), []
    except Refusal as refusal:
        return None, [Problem(first.line, *why(refusal))]


def _wanted(document: dict[str, Any], line: int) -> Wanted:
    shape = body.shape({name: document[name] for name in SHAPED if name in document}, Shaped)
    fields = {name: value for name, value in document.items() if name not in SHAPED}
    variants = [
        WantedVariant(
            line,
            variant.sku,
            True,
            variant.stock,
            {name: value for name, value in given.items() if name not in OWN_VARIANT_FIELDS},
        )
        for variant, given in zip(shape.variants, document.get("variants", []), strict=True)
    ]
    images = fields.get("images")
    count = len(images) if isinstance(images, list) else 0
    return Wanted(document["handle"], line, fields, variants, [line] * count, shape.category, shape.related)


class ShapedVariant(msgspec.Struct):
    """What we need of a variant; the rest is checked where staff's own writing is."""

    sku: str
    stock: int = 0
    option_values: list[str] = []


class Shaped(msgspec.Struct):
    variants: list[ShapedVariant] = []
    category: str | msgspec.UnsetType | None = UNSET
    related: list[str] | msgspec.UnsetType = UNSET


SHAPED = Shaped.__struct_fields__
