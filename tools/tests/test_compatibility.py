"""What a published event may become, and what a reader may ask of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from tools.compatibility import losses, unmet
from tools.contracts import schema_of


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Price(msgspec.Struct):
    amount: Annotated[int, Meta(ge=0)]
    currency: str


class Line(msgspec.Struct):
    sku: str
    quantity: Annotated[int, Meta(ge=1, le=999)]


class Sent(msgspec.Struct):
    """What the publisher sends today."""

    cake_id: UUID
    baked_at: datetime
    name: str
    weight: int
    size: Size
    price: Price
    lines: list[Line]
    tags: dict[str, int]
    eaten_at: datetime | None
    note: str | None = None


SENT = schema_of(Sent)


def changed(**fields: object) -> dict[str, object]:
    """`Sent` with other fields; `None` takes one away, a pair is a type and its default."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Sent)} | fields
    listed = [(name, *(kind if isinstance(kind, tuple) else (kind,))) for name, kind in kinds.items() if kind]
    return schema_of(msgspec.defstruct("Sent", listed, kw_only=True))


class PriceWithTax(Price):
    tax: int


class Renamed(msgspec.Struct):
    cents: int
    currency: str


NO_LOSS: dict[str, dict[str, object]] = {
    "nothing": {"note": (str | None, None)},
    "another field": {"colour": str, "note": (str | None, None)},
    "another field inside": {"price": PriceWithTax, "note": (str | None, None)},
    "never null any more": {"eaten_at": datetime, "note": (str, "")},
    "an optional field always sent": {"note": str | None},
    "narrower bounds": {"weight": Annotated[int, Meta(ge=0)], "note": (str | None, None)},
}
LOSS: dict[str, tuple[dict[str, object], str]] = {
    "removed": ({"name": None}, "`name` would be gone"),
    "an optional one removed": ({"note": None}, "`note` would be gone"),
    "removed inside": ({"price": Renamed}, "`price.amount` would be gone"),
    "removed inside a list": ({"lines": list[Price]}, "`lines[].sku` would be gone"),
    "another type": ({"weight": str}, "`weight` was integer and would be string"),
    "a float": ({"weight": float}, "`weight` was integer and would be number"),
    "no longer a time": ({"baked_at": str}, "`baked_at` was string (date-time) and would be string"),
    "no longer an id": ({"cake_id": str}, "`cake_id` was string (uuid) and would be string"),
    "may be null": ({"weight": int | None}, "`weight` was integer and would be integer or null"),
    "null is of a time": ({"eaten_at": str | None}, "`eaten_at` was null or string (date-time) and would be"),
    "not always sent": ({"weight": (int, 1)}, "`weight` would not always be sent"),
    "one, not many": ({"lines": Line}, "`lines` was array and would be object"),
    "other values": ({"tags": dict[str, str]}, "`tags{}` was integer and would be string"),
}


@pytest.mark.parametrize("fields", NO_LOSS.values(), ids=NO_LOSS)
def test_what_a_published_event_may_become(fields: dict[str, object]) -> None:
    assert list(losses(SENT, changed(**fields))) == []


@pytest.mark.parametrize(("fields", "sentence"), LOSS.values(), ids=LOSS)
def test_what_a_published_event_may_not_become(fields: dict[str, object], sentence: str) -> None:
    found = list(losses(SENT, changed(**{"note": (str | None, None)} | fields)))
    assert [loss for loss in found if loss.startswith(sentence)], found


class ReadsLittle(msgspec.Struct):
    weight: Annotated[float, Meta()]


class ReadsIdsAsText(msgspec.Struct):
    cake_id: str
    baked_at: str


class ReadsMoreThanNull(msgspec.Struct):
    eaten_at: datetime | None
    name: str | int
    note: str | None = None


class ReadsInside(msgspec.Struct):
    price: Price
    lines: list[Line]
    size: Size
    tags: dict[str, int]


class Loose(msgspec.Struct):
    quantity: Annotated[int, Meta(ge=0, le=1000)]


class ReadsWiderBounds(msgspec.Struct):
    lines: list[Loose]
    size: Literal["small", "large", "huge"]


class ReadsWhatIsNot(msgspec.Struct):
    colour: str


class ReadsPerhapsWhatIsNot(msgspec.Struct):
    colour: str = "brown"


class NeedsTheOptional(msgspec.Struct):
    note: str | None


class ReadsNullAsText(msgspec.Struct):
    note: str = ""


class ReadsAnotherType(msgspec.Struct):
    weight: str


class ReadsTextAsId(msgspec.Struct):
    name: UUID


class ReadsTextAsTime(msgspec.Struct):
    name: datetime


class ReadsFewerValues(msgspec.Struct):
    size: Literal["small"]


class ReadsTextAsChoice(msgspec.Struct):
    name: Size


class Tight(msgspec.Struct):
    quantity: Annotated[int, Meta(ge=1, le=10)]


class ReadsTighterBounds(msgspec.Struct):
    lines: list[Tight]


class ReadsBounds(msgspec.Struct):
    weight: Annotated[int, Meta(ge=0)]


class ReadsNothingElse(msgspec.Struct, forbid_unknown_fields=True):
    cake_id: UUID


@pytest.mark.parametrize(
    "reader", [ReadsLittle, ReadsIdsAsText, ReadsMoreThanNull, ReadsInside, ReadsWiderBounds]
)
def test_what_a_reader_may_ask(reader: type[msgspec.Struct]) -> None:
    assert list(unmet(SENT, schema_of(reader))) == []


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        (ReadsWhatIsNot, "`colour` is read and never sent"),
        (ReadsPerhapsWhatIsNot, "`colour` is read and never sent"),
        (NeedsTheOptional, "`note` is needed and not always sent"),
        (ReadsNullAsText, "`note` is read as string and may be null"),
        (ReadsAnotherType, "`weight` is read as string and may be integer"),
        (ReadsTextAsId, "`name` is read as string (uuid) and may be string"),
        (ReadsTextAsTime, "`name` is read as string (date-time) and may be string"),
        (ReadsFewerValues, "`size` is read as one of ['small'] and may be large"),
        (ReadsTextAsChoice, "`name` is read as one of ['large', 'small'] and may be anything"),
        (ReadsTighterBounds, "`lines[].quantity` is read with maximum 10 and sent with 999"),
        (ReadsBounds, "`weight` is read with minimum 0 and sent with none"),
        (ReadsNothingElse, "`baked_at` is sent and refused; a reader ignores what it does not know"),
    ],
)
def test_what_a_reader_may_not_ask(reader: type[msgspec.Struct], sentence: str) -> None:
    assert sentence in list(unmet(SENT, schema_of(reader)))
