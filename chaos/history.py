"""What clients asked for and what they were told: the outside view, held against the inside."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

# "unknown": no answer, or one that says nothing about what happened.
Outcome = Literal["invoked", "ok", "failed", "unknown"]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line. `call` numbers a call: its invocation and outcome share it. `at`: seconds since 1970."""

    call: int
    operation: str
    who: str
    outcome: Outcome
    at: float
    key: str = ""
    status: int = 0
    problem: str = ""
    facts: dict[str, Any] = {}


class History:
    """A file of entries, one JSON object a line, and the same in memory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._calls = 0
        self.entries: list[Entry] = []

    def invoke(self, operation: str, who: str, key: str = "", **facts: Any) -> Entry:
        """Written before the request is sent."""
        self._calls += 1
        return self._add(Entry(self._calls, operation, who, "invoked", time.time(), key, facts=facts))

    def settle(
        self, invoked: Entry, outcome: Outcome, *, status: int = 0, problem: str = "", **facts: Any
    ) -> Entry:
        known = {"outcome": outcome, "at": time.time(), "status": status, "problem": problem}
        return self._add(msgspec.structs.replace(invoked, **known, facts=invoked.facts | facts))

    def _add(self, entry: Entry) -> Entry:
        self._file.write(msgspec.json.encode(entry) + b"\n")
        self.entries.append(entry)
        return entry

    def of(self, *operations: str) -> Iterator[Entry]:
        """The outcomes of these operations."""
        return (
            entry for entry in self.entries if entry.operation in operations and entry.outcome != "invoked"
        )

    def counts(self) -> dict[str, int]:
        """How many calls had which outcome."""
        return dict(Counter(entry.outcome for entry in self.entries if entry.outcome != "invoked"))
