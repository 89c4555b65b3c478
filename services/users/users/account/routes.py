"""Registration, one's own profile, what staff see and admins change, what other services ask."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from chassis.database import Database
from chassis.errors import Invalid, Refusal
from chassis.policy import CUSTOMER_ONLY, PUBLIC, permission, service
from chassis.tokens import Actor
from users.account import commands, store
from users.account.model import NAME_LENGTH, Account, Locale, tidy_name
from users.account.store import AccountWithCount, Profile
from users.email.model import MAX_LENGTH, normalised
from users.password.hashing import Passwords
from users.password.model import NewPassword
from users.role.model import RoleName

MOST_PROFILES = 100
# Creating an account takes 3 to 5 ms; finding that there is one already takes as long.
CREATION_SECONDS = 0.025
ETAGS = re.compile(r'(?<!W/)"([0-9]{1,9})"')
IF_MATCH = Annotated[
    str,
    HeaderParameter(name="If-Match", required=False, description="The ETag of the account as it was read."),
]
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH)]


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


class Me(msgspec.Struct):
    account_id: UUID
    email: str
    name: str
    locale: str
    roles: list[str]
    created_at: datetime

    @classmethod
    def of(cls, account: Account) -> "Me":
        return cls(account.id, account.email, account.name, account.locale, account.roles, account.created_at)


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


class ProfileList(msgspec.Struct):
    items: list[Profile]


class PreconditionRequired(Refusal):
    """RFC 6585: two admins must not undo each other's work unseen."""

    status, type, title = 428, "precondition-required", "Send If-Match with the ETag that you have read"


@post("/v1/auth/register", policy=PUBLIC)
async def register(
    data: JSONBody[Register], db: NamedDependency[Database], passwords: NamedDependency[Passwords]
) -> Registered:
    email, name = normalised(data.email), tidy_name(data.name)
    password_hash = await passwords.hash(data.password)
    async with _taking_at_least(CREATION_SECONDS), db.transaction() as tx:
        await commands.register(tx, email=email, password_hash=password_hash, name=name, locale=data.locale)
    return Registered()


@get("/v1/me", policy=CUSTOMER_ONLY)
async def me(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> Me:
    return Me.of(await store.find(db, actor.id))


@patch("/v1/me", policy=CUSTOMER_ONLY)
async def change_me(
    data: JSONBody[ChangeProfile], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Me:
    name = None if data.name is UNSET else tidy_name(data.name)
    locale = None if data.locale is UNSET else data.locale
    async with db.transaction() as tx:
        await commands.change_profile(tx, by=actor, name=name, locale=locale)
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
    if_match: IF_MATCH = "",
) -> Response[AccountView]:
    versions = _versions(if_match)
    async with db.transaction() as tx:
        await commands.set_roles(tx, account_id, frozenset(data.roles), by=actor, versions=versions)
    return await _answer(db, account_id)


@get("/internal/accounts/{account_id:uuid}/state", policy=service("accounts:read"))
async def account_state(account_id: FromPath[UUID], db: NamedDependency[Database]) -> AccountState:
    account = await store.find(db, account_id)
    return AccountState(account.id, account.is_disabled)


@get("/internal/profiles", policy=service("profiles:read"))
async def profiles(ids: FromQuery[str], db: NamedDependency[Database]) -> ProfileList:
    """Up to 100 ids, separated by commas; unknown ones are left out."""
    return ProfileList(await store.find_profiles(db, _ids(ids)))


@contextlib.asynccontextmanager
async def _taking_at_least(seconds: float) -> AsyncIterator[None]:
    started = time.monotonic()
    yield
    await asyncio.sleep(started + seconds - time.monotonic())


async def _answer(db: Database, account_id: UUID) -> Response[AccountView]:
    account = await store.find(db, account_id)
    return Response(AccountView.of(account), headers={"ETag": f'"{account.version}"'})


def _versions(if_match: str) -> frozenset[int] | None:
    """The versions that If-Match allows, or None for all (RFC 9110 13.1.1)."""
    if not if_match.strip():
        raise PreconditionRequired
    if if_match.strip() == "*":
        return None
    return frozenset(int(number) for number in ETAGS.findall(if_match))


def _ids(text: str) -> list[UUID]:
    try:
        ids = [UUID(part) for part in text.split(",")]
    except ValueError:
        raise Invalid(parameter="ids", detail="expected UUIDs separated by commas") from None
    if len(ids) > MOST_PROFILES:
        raise Invalid(parameter="ids", detail=f"at most {MOST_PROFILES} ids at once")
    return ids


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
    profiles,
]
