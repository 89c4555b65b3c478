"""Writes that nobody waits for, put together into one statement: round trips cost more than rows."""

import functools
import re
from collections.abc import Sequence
from typing import Any

import msgspec

_TARGET = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
_ARGUMENT = re.compile(r"\$(\d+)")


class Write(msgspec.Struct, frozen=True):
    """A statement that changes one table. `missed` is raised when it touches no row."""

    sql: str
    args: tuple[Any, ...]
    missed: type[Exception] | None = None

    def needs(self, others: Sequence["Write"]) -> bool:
        """Whether it names a table that one of them changes: together it would not see what that did."""
        return any(_target(other.sql) in _words(self.sql) for other in others)


def together(writes: Sequence[Write]) -> tuple[str, list[Any]]:
    """One statement that does them all, with its arguments: how many rows did those with `missed` touch?"""
    shapes = tuple((write.sql, len(write.args), write.missed is not None) for write in writes)
    return _statement(shapes), [arg for write in writes for arg in write.args]


@functools.cache
def _statement(shapes: tuple[tuple[str, int, bool], ...]) -> str:
    parts, counts, before = [], [], 0
    for number, (sql, arguments, is_counted) in enumerate(shapes):
        shifted = _ARGUMENT.sub(lambda found, by=before: f"${int(found[1]) + by}", sql)  # type: ignore[misc]
        parts.append(f"w{number} AS ({shifted}{' RETURNING 1' if is_counted else ''})")
        counts += [f"(SELECT count(*) FROM w{number})"] if is_counted else []  # noqa: S608
        before += arguments
    return f"WITH {', '.join(parts)} SELECT {', '.join(counts) or '1'}"


@functools.cache
def _target(sql: str) -> str:
    found = _TARGET.match(sql.lstrip())
    if found is None:
        raise ValueError(f"not a plain INSERT, UPDATE or DELETE: {sql}")
    return found[1]


@functools.cache
def _words(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", sql))
