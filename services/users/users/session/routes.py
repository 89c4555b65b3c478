"""Login, refresh, logout."""

from typing import Annotated, NoReturn

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.errors import Refusal
from chassis.policy import PUBLIC
from users.email.model import MAX_LENGTH, normalised
from users.key.commands import Issuer
from users.key.model import ACCESS_SECONDS
from users.pace import taking_at_least
from users.password.hashing import Passwords
from users.password.model import GivenPassword
from users.session import commands, store
from users.session.commands import Grant
from users.session.model import Holder, WrongCredentials
from users.throttle.commands import Throttles
from users.throttle.model import Purpose

# Writing down that a password was wrong takes 3 ms; for an address without an account nothing is written.
REFUSAL_SECONDS = 0.025


class Login(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, Meta(max_length=MAX_LENGTH)]
    password: GivenPassword


class RefreshToken(msgspec.Struct, forbid_unknown_fields=True):
    refresh_token: Annotated[str, Meta(min_length=1, max_length=256)]


class Tokens(msgspec.Struct):
    """RFC 6749 5.1. The refresh token is good for one use, within `refresh_expires_in` seconds."""

    access_token: str
    refresh_token: str
    refresh_expires_in: int
    token_type: str = "Bearer"
    expires_in: int = ACCESS_SECONDS


@post("/v1/auth/login", policy=PUBLIC, status_code=200)
async def login(
    data: JSONBody[Login],
    db: NamedDependency[Database],
    passwords: NamedDependency[Passwords],
    issuer: NamedDependency[Issuer],
    throttles: NamedDependency[Throttles],
) -> Response[Tokens]:
    email = normalised(data.email)
    await throttles.admit(Purpose.LOGIN, email)
    holder = await store.find_holder(db, email)
    stored = None if holder is None else holder.password_hash
    is_right = await passwords.verify(stored, data.password)
    if holder is None or not is_right:
        await _refuse(db, holder)
    renewed = await passwords.renewed(holder.password_hash, data.password)
    async with db.transaction() as tx:
        grant = await commands.log_in(
            tx, issuer, holder.account_id, verified=holder.password_hash, renewed=renewed
        )
    await throttles.forgive(Purpose.LOGIN, email)
    return _answer(grant)


async def _refuse(db: Database, holder: Holder | None) -> NoReturn:
    async with taking_at_least(REFUSAL_SECONDS), db.transaction() as tx:
        if holder is not None:
            await commands.note_failure(tx, holder.account_id)
    raise WrongCredentials


@post("/v1/auth/refresh", policy=PUBLIC, status_code=200)
async def refresh(
    data: JSONBody[RefreshToken], db: NamedDependency[Database], issuer: NamedDependency[Issuer]
) -> Response[Tokens]:
    async with db.transaction() as tx:
        outcome = await commands.refresh(tx, issuer, data.refresh_token)
    if isinstance(outcome, Refusal):
        raise outcome
    return _answer(outcome)


@post("/v1/auth/logout", policy=PUBLIC, status_code=204)
async def logout(data: JSONBody[RefreshToken], db: NamedDependency[Database]) -> None:
    async with db.transaction() as tx:
        await commands.log_out(tx, data.refresh_token)


def _answer(grant: Grant) -> Response[Tokens]:
    tokens = Tokens(grant.access_token, grant.refresh_token, grant.refresh_expires_in)
    return Response(tokens, headers={"Cache-Control": "no-store"})


ROUTES = [login, refresh, logout]
