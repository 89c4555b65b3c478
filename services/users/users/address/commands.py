"""Keeping an address book."""

from uuid import UUID

import msgspec

from chassis.database import Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from users.account import commands as accounts
from users.address import store
from users.address.model import MOST, Address, AddressBookFull, AddressNotFound, Postal
from users.audit import commands as audit
from users.audit.model import Action
from users.published import ProfileChanged


async def add(
    tx: Transaction, postal: Postal, *, by: Actor, is_default_shipping: bool, is_default_billing: bool
) -> Address:
    """The first address is the default for everything."""
    account = await accounts.own(tx, by.id)
    held = await store.count(tx, account.id)
    if held >= MOST:
        raise AddressBookFull(most=MOST)
    address = Address(
        **msgspec.structs.asdict(postal),
        id=new_id(),
        is_default_shipping=is_default_shipping or not held,
        is_default_billing=is_default_billing or not held,
        created_at=tx.now,
    )
    await store.put(tx, account.id, address)
    await _changed(tx, by, Action.ADDRESS_ADDED, address.id)
    return address


async def change(
    tx: Transaction,
    address_id: UUID,
    postal: Postal,
    *,
    by: Actor,
    is_default_shipping: bool,
    is_default_billing: bool,
) -> Address:
    account = await accounts.own(tx, by.id)
    before = await store.find(tx, account.id, address_id)
    address = Address(
        **msgspec.structs.asdict(postal),
        id=before.id,
        is_default_shipping=is_default_shipping,
        is_default_billing=is_default_billing,
        created_at=before.created_at,
    )
    if address != before:
        await store.put(tx, account.id, address)
        await _changed(tx, by, Action.ADDRESS_CHANGED, address.id)
    return address


async def remove(tx: Transaction, address_id: UUID, *, by: Actor) -> None:
    """If it was a default, there is none until the owner chooses one."""
    account = await accounts.own(tx, by.id)
    if not await store.delete(tx, account.id, address_id):
        raise AddressNotFound(address_id=address_id)
    await _changed(tx, by, Action.ADDRESS_REMOVED, address_id)


async def forget(tx: Transaction, account_id: UUID) -> None:
    await store.delete_all(tx, account_id)


async def _changed(tx: Transaction, by: Actor, action: Action, address_id: UUID) -> None:
    await tx.publish(ProfileChanged(account_id=by.id, fields=["addresses"]), of=by.id)
    await audit.note(tx, by.id, action, by=by, address_id=str(address_id))
