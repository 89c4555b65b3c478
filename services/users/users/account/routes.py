"""Registration, one's own profile, what staff see and admins change, what other services ask."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY, PUBLIC, permission, service
from chassis.tokens import Actor
from chassis.version import IfMatch, etag, seen
from users.account import commands, store
from users.account.model import NAME_LENGTH, Account, Locale, tidy_name
from users.account.store import AccountWithCount
from users.email.model import MAX_LENGTH, normalised
from users.key.seal import Seal
from users.pace import taking_at_least
from users.password.hashing import Passwords
from users.password.model import NewPassword, refuse_easy
from users.phone.model import MAX_LENGTH as PHONE_LENGTH
from users.phone.model import e164
from users.role.model import RoleName
from users.settings import Settings
from users.throttle.commands import Throttles
from users.throttle.model import Purpose

# Creating an account takes 5 to 8 ms; finding that there is one already takes as long.
CREATION_SECONDS = 0.03
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH)]


Phone = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=PHONE_LENGTH,
        description="With its country code; null removes it",
        examples=["+34 612 345 678"],
    ),
]


class Register(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, Meta(max_length=MAX_LENGTH)]
    password: NewPassword
    name: Name
    locale: Locale = Locale.ENGLISH


class Registered(msgspec.Struct):
    """The same for an address that has an account already, which stays as it is. The id is in `/v1/me`."""

    status: Literal["registered"] = "registered"


class ChangeProfile(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET

    def wanted(self) -> dict[str, str | None]:
        """The fields that are given, in their one spelling."""
        found: dict[str, str | None] = {}
        if self.name is not UNSET:
            found["name"] = tidy_name(self.name)
        if self.locale is not UNSET:
            found["locale"] = self.locale.value
        if self.phone is not UNSET:
            found["phone"] = None if self.phone is None else e164(self.phone)
        return found


class Me(msgspec.Struct):
    account_id: UUID
    email: str
    name: str
    locale: str
    roles: list[str]
    created_at: datetime
    email_verified_at: datetime | None
    phone: str | None

    @classmethod
    def of(cls, account: Account) -> "Me":
        return cls(
            account.id,
            account.email,
            account.name,
            account.locale,
            account.roles,
            account.created_at,
            account.email_verified_at,
            account.phone,
        )


class AccountView(msgspec.Struct):
    """An account as staff see it. `order_count`: confirmed and not cancelled."""

    account_id: UUID
    email: str
    name: str
    locale: str
    roles: list[str]
    is_disabled: bool
    created_at: datetime
    order_count: int

    @classmethod
    def of(cls, account: AccountWithCount) -> "AccountView":
        return cls(
            account.id,
            account.email,
            account.name,
            account.locale,
            account.roles,
            account.is_disabled,
            account.created_at,
            account.order_count,
        )


class AccountList(msgspec.Struct):
    items: list[AccountView]
    next: UUID | None


class SetRoles(msgspec.Struct, forbid_unknown_fields=True):
    """All roles beside `customer`, which everybody has."""

    roles: Annotated[list[RoleName], Meta(max_length=20)]


class AccountState(msgspec.Struct):
    account_id: UUID
    is_disabled: bool


@post("/v1/auth/register", policy=PUBLIC)
async def register(
    data: JSONBody[Register],
    db: NamedDependency[Database],
    passwords: NamedDependency[Passwords],
    seal: NamedDependency[Seal],
    throttles: NamedDependency[Throttles],
    settings: NamedDependency[Settings],
) -> Registered:
    email, name = normalised(data.email), tidy_name(data.name)
    refuse_easy(data.password, email=email, shop=settings.shop_name)
    await throttles.admit(Purpose.REGISTER, email)
    password_hash = await passwords.hash(data.password)
    async with taking_at_least(CREATION_SECONDS), db.transaction() as tx:
        await commands.register(
            tx,
            seal,
            throttles,
            email=email,
            password_hash=password_hash,
            name=name,
            locale=data.locale,
        )
    return Registered()


@get("/v1/me", policy=CUSTOMER_ONLY)
async def me(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> Me:
    return Me.of(await store.find(db, actor.id))


@patch("/v1/me", policy=CUSTOMER_ONLY)
async def change_me(
    data: JSONBody[ChangeProfile], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Me:
    wanted = data.wanted()
    async with db.transaction() as tx:
        await commands.change_profile(tx, wanted, by=actor)
    return Me.of(await store.find(db, actor.id))


@get("/v1/admin/accounts", policy=permission("accounts:read"))
async def list_accounts(
    db: NamedDependency[Database],
    email: FromQuery[str | None] = None,
    cursor: FromQuery[UUID | None] = None,
    limit: Limit = 20,
) -> AccountList:
    """The newest first, or the one with this address."""
    wanted = None if email is None else normalised(email)
    found = await store.page(db, email=wanted, before=cursor, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return AccountList([AccountView.of(account) for account in found[:limit]], following)


@get("/v1/admin/accounts/{account_id:uuid}", policy=permission("accounts:read"))
async def read_account(account_id: FromPath[UUID], db: NamedDependency[Database]) -> Response[AccountView]:
    return await _answer(db, account_id)


@post("/v1/admin/accounts/{account_id:uuid}/disable", policy=permission("accounts:disable"), status_code=200)
async def disable(
    account_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Response[AccountView]:
    async with db.transaction() as tx:
        await commands.disable(tx, account_id, by=actor)
    return await _answer(db, account_id)


@post("/v1/admin/accounts/{account_id:uuid}/enable", policy=permission("accounts:disable"), status_code=200)
async def enable(
    account_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Response[AccountView]:
    async with db.transaction() as tx:
        await commands.enable(tx, account_id, by=actor)
    return await _answer(db, account_id)


@put("/v1/admin/accounts/{account_id:uuid}/roles", policy=permission("roles:assign"))
async def set_roles(
    account_id: FromPath[UUID],
    data: JSONBody[SetRoles],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[AccountView]:
    allowed = seen(if_match)
    async with db.transaction() as tx:
        await commands.set_roles(tx, account_id, frozenset(data.roles), by=actor, versions=allowed)
    return await _answer(db, account_id)


@get("/internal/accounts/{account_id:uuid}/state", policy=service("accounts:read"))
async def account_state(account_id: FromPath[UUID], db: NamedDependency[Database]) -> AccountState:
    """A deleted account stays known, as one that may not act."""
    return AccountState(account_id, await store.find_state(db, account_id))


async def _answer(db: Database, account_id: UUID) -> Response[AccountView]:
    account = await store.find(db, account_id)
    return Response(AccountView.of(account), headers={"ETag": etag(account.version)})


ROUTES = [
    register,
    me,
    change_me,
    list_accounts,
    read_account,
    disable,
    enable,
    set_roles,
    account_state,
]
