"""A location: a place where stock is kept."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from chassis import version
from chassis.errors import Conflict, Invalid, NotFound

DEFAULT_LOCATION = UUID("01890000-0000-7000-8000-000000000001")
"""There from the first day. New variants begin here, returns come back here, what is owed is owed here."""

# `(?!\n)`: without it `$` lets a line break pass.
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$", max_length=60)]


class LocationNotFound(NotFound):
    type, title = "location-not-found", "There is no such location"


class LocationTaken(Conflict):
    type, title = "location-taken", "Another location has this key"


class DefaultLocationStays(Conflict):
    type, title = "default-location-stays", "The default location is always active"


class UnknownLocation(Invalid):
    type, title = "unknown-location", "The location that is named does not exist"


class Location(msgspec.Struct):
    """Holds take from the active ones, the lowest `priority` first."""

    id: UUID
    key: str
    name: str
    priority: int
    is_active: bool
    version: int = 1

    @property
    def etag(self) -> str:
        return version.etag(self.version)

    def edit(self, *, name: str, priority: int, is_active: bool, if_match: str | None) -> None:
        version.check(self.version, if_match)
        if self.id == DEFAULT_LOCATION and not is_active:
            raise DefaultLocationStays(location=self.key)
        self.name, self.priority, self.is_active = name, priority, is_active
        self.version += 1
