"""An edit by staff, as it is remembered."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class StaffEdit(msgspec.Struct):
    """`changes` has what differs, each as [before, after]; one that was not there before, or is not any more,
    is null."""

    id: UUID
    action: str
    actor: str
    changes: dict[str, list[Any]]
    at: datetime


def differences(before: msgspec.Struct | None, after: msgspec.Struct | None) -> dict[str, list[Any]]:
    """The fields that differ."""
    old = msgspec.to_builtins(before) if before is not None else {}
    new = msgspec.to_builtins(after) if after is not None else {}
    return {
        name: [old.get(name), new.get(name)]
        for name in (old | new)
        if old.get(name) != new.get(name) and name != "version"
    }
