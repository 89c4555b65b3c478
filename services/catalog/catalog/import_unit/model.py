"""A product of a file: its rows, how far it is, and what became of it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec

from catalog.product_file.model import Format, Problem
from chassis.tokens import Actor

MOST_PROBLEMS = 50
"""Of one product; a file may be wrong in every cell."""


class Outcome(StrEnum):
    """What became of a product, or would become of it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Terms(NamedTuple):
    """What all products of a file have in common. `columns` are what those of the file are to us."""

    import_id: UUID
    format: Format
    columns: list[str]
    currency: str
    fetch_images: bool
    is_dry: bool
    by: Actor


class Unit(msgspec.Struct):
    """A product of the file. `is_incomplete` when it was put in without products that come later."""

    key: str
    line: int
    is_incomplete: bool
    outcome: Outcome | None
    problems: list[Problem]

    @property
    def is_product(self) -> bool:
        return self.key.startswith("=")

    @property
    def handle(self) -> str:
        return self.key.partition("=")[2]

    def fail(self, problems: Sequence[Problem]) -> None:
        self.outcome, self.problems, self.is_incomplete = (
            Outcome.FAILED,
            list(problems[:MOST_PROBLEMS]),
            False,
        )


def key_of(handle: str, line: int) -> str:
    """What rows of one product have in common; a row without a handle stands for itself."""
    return f"={handle}" if handle else f"#{line}"
