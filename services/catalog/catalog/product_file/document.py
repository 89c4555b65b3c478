"""Our own JSON Lines: a product per line as staff write it, but handles where that has ids, and its stock."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from catalog.product_file.model import Problem, Row, Wanted, WantedVariant
from chassis import body
from chassis.errors import Invalid, Refusal

OWN_VARIANT_FIELDS = ("sku", "stock")


TYPE, CATEGORY = "product_type", "category"
NAMED_BY = {TYPE: "key", CATEGORY: "handle"}


def name_in(content: bytes) -> tuple[str, str]:
    """The kind of thing, empty for a product, and its handle. Raises a Refusal when the line has none."""
    document = body.parse(content)
    kind = document.get("kind", "") if isinstance(document, dict) else ""
    if not isinstance(kind, str) or kind not in ("", *NAMED_BY):
        raise Invalid(pointer="/kind", detail=f"a line is a product, or of a kind: {', '.join(NAMED_BY)}")
    field = NAMED_BY.get(kind, "handle")
    name = document.get(field) if isinstance(document, dict) else None
    if not isinstance(name, str) or not name:
        raise Invalid(pointer=f"/{field}", detail=f"Expected an object with a `{field}`")
    return kind, name


def key_of(kind: str, name: str) -> str:
    """What lines of one thing have in common."""
    return f"{kind}={name}"


def why(refusal: Refusal) -> tuple[str, str]:
    """The place in the line (RFC 6901), and what is wrong with it."""
    return str(refusal.facts.get("pointer", "")), str(refusal.facts.get("detail", refusal.title))


def read(rows: Sequence[Row]) -> tuple[Wanted | None, list[Problem]]:
    """One product from the line that has its handle; nothing when there are several, or it has a problem."""
    if problems := twice(rows):
        return None, problems
    first = rows[0]
    try:
        return _wanted(body.parse(first.content), first.line), []
    except Refusal as refusal:
        return None, [Problem(first.line, *why(refusal))]


def twice(rows: Sequence[Row]) -> list[Problem]:
    """What is wrong with lines of one thing before they are looked at: that they are broken, or several."""
    first, *others = rows
    problems = [Problem(row.line, row.column, row.broken) for row in rows if row.broken]
    return sorted(
        problems
        + [Problem(row.line, "", f"line {first.line} is of the same") for row in others if not row.broken]
    )


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
