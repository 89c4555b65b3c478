"""Put products together, and take them apart."""

from uuid import UUID

from catalog.collection import store
from catalog.collection.model import (
    Collection,
    CollectionHandleTaken,
    CollectionNotFound,
    Heading,
    UnknownProducts,
)
from catalog.staff_edit import commands as staff_edit
from chassis import version
from chassis.database import Reader, Transaction
from chassis.tokens import Actor


async def create_collection(tx: Transaction, wanted: Collection, *, by: Actor) -> Collection:
    await _check(tx, wanted)
    await store.save(tx, wanted)
    await staff_edit.record(tx, f"collection:{wanted.id}", "create", by=by, before=None, after=wanted)
    return wanted


async def edit_collection(
    tx: Transaction, wanted: Collection, *, by: Actor, if_match: str | None
) -> Collection:
    before = await _locked(tx, wanted.id)
    version.check(before.version, if_match)
    await _check(tx, wanted)
    wanted.version = before.version + 1
    await store.save(tx, wanted)
    await staff_edit.record(tx, f"collection:{wanted.id}", "edit", by=by, before=before, after=wanted)
    return wanted


async def remove_collection(tx: Transaction, collection_id: UUID, *, by: Actor, if_match: str | None) -> None:
    before = await _locked(tx, collection_id)
    version.check(before.version, if_match)
    await store.remove(tx, collection_id)
    await staff_edit.record(tx, f"collection:{collection_id}", "remove", by=by, before=before, after=None)


async def find(reader: Reader, collection_id: UUID) -> Collection:
    return _found(await store.find(reader, collection_id), collection_id)


async def with_handle(reader: Reader, handle: str) -> Heading:
    found = await store.with_handle(reader, handle)
    if found is None:
        raise CollectionNotFound(handle=handle)
    return found


async def _locked(tx: Transaction, collection_id: UUID) -> Collection:
    return _found(await store.lock(tx, collection_id), collection_id)


def _found(collection: Collection | None, collection_id: UUID) -> Collection:
    if collection is None:
        raise CollectionNotFound(collection_id=str(collection_id))
    return collection


async def _check(tx: Transaction, wanted: Collection) -> None:
    owner = await store.claim_handle(tx, wanted.handle)
    if owner is not None and owner != wanted.id:
        raise CollectionHandleTaken(handle=wanted.handle)
    twice = len(set(wanted.product_ids)) < len(wanted.product_ids)
    unknown = await store.unknown(tx, wanted.product_ids)
    if unknown or twice:
        raise UnknownProducts(product_ids=[str(each) for each in unknown])
