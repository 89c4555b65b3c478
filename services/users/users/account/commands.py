"""Registering, changing, disabling accounts, and giving them roles."""

from datetime import datetime
from uuid import UUID

import structlog

from chassis.database import Reader, Transaction
from chassis.errors import Forbidden
from chassis.ids import new_id
from chassis.tokens import Actor
from users.account import store
from users.account.model import (
    Account,
    AccountChanged,
    AccountNotFound,
    Locale,
    OwnAccount,
    with_customer,
)
from users.password import commands as passwords
from users.published import UserRegistered
from users.role import commands as permissions
from users.role.model import ADMIN, require_held
from users.session import commands as sessions
from users.session.model import AccountDisabled, Ended

log = structlog.get_logger()


async def register(tx: Transaction, *, email: str, password_hash: str, name: str, locale: str) -> None:
    """Nothing happens when the address has an account, and nobody is told: it may be a stranger who asks."""
    await _create(tx, email=email, password_hash=password_hash, name=name, locale=locale)


async def provide(tx: Transaction, *, email: str, password_hash: str | None, name: str, role: str) -> Account:
    """The operator's way: the account exists afterwards, with this role and, unless None, this password."""
    await permissions.require_known(tx, frozenset({role}))
    if password_hash is not None:
        await _create(tx, email=email, password_hash=password_hash, name=name, locale=Locale.ENGLISH)
    account = await store.lock_by_email(tx, email)
    if account is None:
        raise AccountNotFound
    if password_hash is not None:
        await passwords.set_password(tx, account.id, password_hash)
        await sessions.end_all(tx, account.id, Ended.PASSWORD)
    if account.set_roles(frozenset({*account.roles, role})):
        await store.save(tx, account)
    return account


async def stored_password(reader: Reader, email: str) -> str | None:
    """Its hash, so that whoever sets a password can tell whether it is the same as before."""
    return await store.find_password_hash(reader, email)


async def change_profile(tx: Transaction, *, by: Actor, name: str | None, locale: str | None) -> None:
    account = (await store.lock(tx, by.id)).get(by.id)
    if account is None:
        raise AccountNotFound
    if account.is_disabled:
        raise AccountDisabled
    if (changed := account.change_profile(name=name, locale=locale)) is not None:
        await store.save(tx, account)
        await tx.publish(changed, of=account.id)


async def disable(tx: Transaction, account_id: UUID, *, by: Actor) -> None:
    """Also ends every session: refresh tokens die now, access tokens within their five minutes."""
    account = await _administered(tx, account_id, by=by, permission="accounts:disable")
    if account.id == by.id:
        raise OwnAccount
    if (disabled := account.disable(tx.now)) is not None:
        await store.save(tx, account)
        await sessions.end_all(tx, account.id, Ended.DISABLED)
        await tx.publish(disabled, of=account.id)
        log.info("account_disabled", account_id=str(account.id), by=str(by.id))


async def enable(tx: Transaction, account_id: UUID, *, by: Actor) -> None:
    account = await _administered(tx, account_id, by=by, permission="accounts:disable")
    if (enabled := account.enable()) is not None:
        await store.save(tx, account)
        await tx.publish(enabled, of=account.id)
        log.info("account_enabled", account_id=str(account.id), by=str(by.id))


async def set_roles(
    tx: Transaction, account_id: UUID, roles: frozenset[str], *, by: Actor, versions: frozenset[int] | None
) -> None:
    """`versions` are those of the account that whoever asks may have seen; None is any."""
    await permissions.require_known(tx, roles)
    account = await _administered(tx, account_id, by=by, permission="roles:assign")
    if versions is not None and account.version not in versions:
        raise AccountChanged(version=account.version)
    if account.id == by.id and ADMIN in account.roles and ADMIN not in roles:
        raise OwnAccount
    given = await permissions.permissions_in(tx, roles)
    require_held(given, by=await permissions.permissions_of(tx, by.id))
    if account.set_roles(roles):
        await store.save(tx, account)
        log.info("roles_set", account_id=str(account.id), roles=account.roles, by=str(by.id))


async def note_order(
    tx: Transaction,
    order_id: UUID,
    account_id: UUID,
    *,
    confirmed_at: datetime | None = None,
    cancelled_at: datetime | None = None,
) -> None:
    """The customer may be unknown here or gone: the row waits, and counts for nobody."""
    await store.note_order(tx, order_id, account_id, confirmed_at=confirmed_at, cancelled_at=cancelled_at)


async def _create(tx: Transaction, *, email: str, password_hash: str, name: str, locale: str) -> None:
    account = Account(
        id=new_id(),
        email=email,
        name=name,
        locale=locale,
        roles=with_customer(frozenset()),
        disabled_at=None,
        version=1,
        created_at=tx.now,
    )
    if await store.add(tx, account):
        await passwords.set_password(tx, account.id, password_hash)
        await tx.publish(UserRegistered(account_id=account.id), of=account.id)
        log.info("account_registered", account_id=str(account.id))


async def _administered(tx: Transaction, account_id: UUID, *, by: Actor, permission: str) -> Account:
    """The account, for somebody who has the permission at this moment: the token may be five minutes old.

    Both rows are held: of two admins who shut each other out at once, one comes first and stays. Nobody
    touches an account that may do more than they may.
    """
    accounts = await store.lock(tx, account_id, by.id)
    own = await permissions.permissions_of(tx, by.id)
    if permission not in own:
        raise Forbidden
    if account_id not in accounts:
        raise AccountNotFound(account_id=account_id)
    account = accounts[account_id]
    require_held(await permissions.permissions_in(tx, account.roles), by=own)
    return account
