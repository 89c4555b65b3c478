"""Add locations and change them. What that does to stock, stock finds out by itself, level by level."""

import copy

from catalog.location import store
from catalog.location.model import Location, LocationNotFound, LocationTaken, UnknownLocation
from catalog.staff_edit import commands as staff_edit
from chassis.database import Reader, Transaction
from chassis.tokens import Actor


async def add_location(tx: Transaction, wanted: Location, *, by: Actor) -> Location:
    if await store.lock(tx, wanted.key) is not None:
        raise LocationTaken(location=wanted.key)
    await store.save(tx, wanted)
    await staff_edit.record(tx, f"location:{wanted.key}", "add", by=by, before=None, after=wanted)
    return wanted


async def edit_location(
    tx: Transaction, key: str, *, name: str, priority: int, is_active: bool, by: Actor, if_match: str | None
) -> Location:
    location = _found(await store.lock(tx, key), key)
    before = copy.copy(location)
    location.edit(name=name, priority=priority, is_active=is_active, if_match=if_match)
    await store.save(tx, location)
    await staff_edit.record(tx, f"location:{key}", "edit", by=by, before=before, after=location)
    return location


async def find(reader: Reader, key: str) -> Location:
    return _found(await store.find(reader, key), key)


async def named(reader: Reader, key: str) -> Location:
    """The one that somebody means by its key; refuses the request that names it."""
    location = await store.find(reader, key)
    if location is None:
        raise UnknownLocation(pointer="/location", location=key)
    return location


def _found(location: Location | None, key: str) -> Location:
    if location is None:
        raise LocationNotFound(location=key)
    return location
