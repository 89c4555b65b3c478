"""Registering, changing, disabling accounts, and giving them roles."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog

from chassis.database import Reader, Transaction
from chassis.ids import new_id
from chassis.tokens import Actor
from chassis.version import Seen
from users.account import store
from users.account.model import (
    Account,
    AccountChanged,
    AccountNotFound,
    Locale,
    OwnAccount,
    with_customer,
)
from users.audit import commands as audit
from users.audit.model import Action
from users.key.seal import Seal
from users.mail import commands as mails
from users.mail.model import Kind
from users.password import commands as passwords
from users.proof import commands as proofs
from users.proof.model import Purpose
from users.published import ProfileChanged, UserDisabled, UserRegistered
from users.role import commands as permissions
from users.role.model import ADMIN, require_held
from users.session import commands as sessions
from users.session.model import AccountDisabled, Ended
from users.throttle.commands import Throttles

log = structlog.get_logger()


async def register(
    tx: Transaction,
    seal: Seal,
    throttles: Throttles,
    *,
    email: str,
    password_hash: str,
    name: str,
    locale: str,
) -> None:
    """When the address has an account, only its owner is told: it may be a stranger who asks."""
    may_mail = await throttles.may_mail(tx, email)
    account = await _create(tx, email=email, password_hash=password_hash, name=name, locale=locale)
    if account is not None:
        await proofs.mail_token(
            tx, seal, Purpose.VERIFY, account_id=account.id, email=email, locale=account.locale
        )
    elif may_mail and (owner := await store.find_by_email(tx, email)) is not None:
        await tell(tx, seal, owner, Kind.ALREADY_REGISTERED)


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
        await audit.note(tx, account.id, Action.PASSWORD_CHANGED, by=None)
    if account.set_roles(frozenset({*account.roles, role})):
        await store.save(tx, account)
        await audit.note(tx, account.id, Action.ROLES_SET, by=None, roles=account.roles)
    return account


async def stored_password(reader: Reader, email: str) -> str | None:
    """Its hash, so that whoever sets a password can tell whether it is the same as before."""
    return await store.find_password_hash(reader, email)


async def own(tx: Transaction, account_id: UUID) -> Account:
    """The account of whoever asks, held until the transaction ends."""
    account = (await store.lock(tx, account_id)).get(account_id)
    if account is None:
        raise AccountNotFound
    if account.is_disabled:
        raise AccountDisabled
    return account


async def lock_by_email(tx: Transaction, email: str) -> Account | None:
    return await store.lock_by_email(tx, email)


async def find_by_email(reader: Reader, email: str) -> Account | None:
    return await store.find_by_email(reader, email)


async def find_own(reader: Reader, account_id: UUID) -> Account:
    return await store.find(reader, account_id)


async def verify(tx: Transaction, account: Account) -> None:
    """The caller holds the account, and a proof that its owner reads its address."""
    if (verified := account.verify(tx.now)) is not None:
        await store.save(tx, account)
        await tx.publish(verified, of=account.id)
        await audit.note(tx, account.id, Action.EMAIL_VERIFIED, by=None)


async def move(tx: Transaction, account: Account, email: str) -> bool:
    """The proven address becomes the account's; False when somebody else has it by now."""
    if not await store.move(tx, account, email):
        return False
    account.email, account.email_verified_at = email, account.email_verified_at or tx.now
    await store.save(tx, account)
    await tx.publish(ProfileChanged(account_id=account.id, fields=["email"]), of=account.id)
    await audit.note(tx, account.id, Action.EMAIL_CHANGED, by=None)
    return True


async def bury(tx: Transaction, account: Account, *, by: Actor) -> None:
    """The caller has ended its sessions. What stays has no person in it."""
    if ADMIN in account.roles and not account.is_disabled:
        raise OwnAccount
    await store.bury(tx, account.id)
    await passwords.forget(tx, account.id)
    await tx.publish(UserDisabled(account_id=account.id), of=account.id)
    await audit.note(tx, account.id, Action.DELETED, by=by)
    await audit.forget_senders(tx, account.id)
    log.info("account_deleted", account_id=str(account.id))


async def tell(tx: Transaction, seal: Seal, account: Account, kind: Kind, *, at: str | None = None) -> None:
    """A mail to the owner, at their address unless another is given."""
    await mails.write(
        tx, seal, kind, account_id=account.id, recipient=at or account.email, locale=account.locale
    )


async def change_profile(tx: Transaction, wanted: Mapping[str, str | None], *, by: Actor) -> None:
    account = await own(tx, by.id)
    if (changed := account.change_profile(wanted)) is not None:
        await store.save(tx, account)
        await tx.publish(changed, of=account.id)
        await audit.note(tx, account.id, Action.PROFILE_CHANGED, by=by, fields=changed.fields)


async def disable(tx: Transaction, account_id: UUID, *, by: Actor) -> None:
    """Also ends every session: refresh tokens die now, access tokens within their five minutes."""
    account = await _administered(tx, account_id, by=by, permission="accounts:disable")
    if account.id == by.id:
        raise OwnAccount
    if (disabled := account.disable(tx.now)) is not None:
        await store.save(tx, account)
        await sessions.end_all(tx, account.id, Ended.DISABLED)
        await tx.publish(disabled, of=account.id)
        await audit.note(tx, account.id, Action.DISABLED, by=by)
        log.info("account_disabled", account_id=str(account.id), by=str(by.id))


async def enable(tx: Transaction, account_id: UUID, *, by: Actor) -> None:
    account = await _administered(tx, account_id, by=by, permission="accounts:disable")
    if (enabled := account.enable()) is not None:
        await store.save(tx, account)
        await tx.publish(enabled, of=account.id)
        await audit.note(tx, account.id, Action.ENABLED, by=by)
        log.info("account_enabled", account_id=str(account.id), by=str(by.id))


async def set_roles(
    tx: Transaction, account_id: UUID, roles: frozenset[str], *, by: Actor, versions: Seen
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
        await audit.note(tx, account.id, Action.ROLES_SET, by=by, roles=account.roles)
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


async def give_order(tx: Transaction, order_id: UUID, account_id: UUID) -> None:
    """It counts for this account, whatever was or will be heard of it under a guest's id."""
    await store.give_order(tx, order_id, account_id)


async def _create(
    tx: Transaction, *, email: str, password_hash: str, name: str, locale: str
) -> Account | None:
    """None when the address has an account already."""
    account = Account(
        id=new_id(),
        email=email,
        name=name,
        locale=locale,
        roles=with_customer(frozenset()),
        disabled_at=None,
        version=1,
        created_at=tx.now,
        email_verified_at=None,
        phone=None,
    )
    if not await store.add(tx, account):
        return None
    await passwords.set_password(tx, account.id, password_hash)
    await tx.publish(UserRegistered(account_id=account.id), of=account.id)
    await audit.note(tx, account.id, Action.REGISTERED, by=None)
    log.info("account_registered", account_id=str(account.id))
    return account


async def _administered(tx: Transaction, account_id: UUID, *, by: Actor, permission: str) -> Account:
    """The account, for somebody who has the permission at this moment: the token may be five minutes old.

    Both rows are held: of two admins who shut each other out at once, one comes first and stays. Nobody
    touches an account that may do more than they may.
    """
    accounts = await store.lock(tx, account_id, by.id)
    own = await permissions.require_now(tx, permission, by=by)
    if account_id not in accounts:
        raise AccountNotFound(account_id=account_id)
    account = accounts[account_id]
    require_held(await permissions.permissions_in(tx, account.roles), by=own)
    return account
