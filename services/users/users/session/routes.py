"""Login, refresh, logout."""

from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType

from chassis.body import JSONRequest
from chassis.database import Database
from chassis.errors import Refusal
from chassis.policy import PUBLIC
from users.email.model import MAX_LENGTH, normalised
from users.key.commands import Issuer
from users.key.model import ACCESS_SECONDS
from users.key.seal import Box
from users.password.hashing import Passwords
from users.password.model import GivenPassword
from users.session import commands, store
from users.session.commands import Checked, Grant
from users.session.model import Device, WrongCredentials

ADDRESS = "X-Envoy-External-Address"  # the edge sets it; a client's own never arrives
LONGEST_USER_AGENT = 256
# Six digits of an authenticator app, or a recovery code.
Code = Annotated[str, Meta(min_length=1, max_length=40)]


class Login(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, Meta(max_length=MAX_LENGTH)]
    password: GivenPassword
    code: Code | UnsetType = UNSET


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
    request: JSONRequest,
    db: NamedDependency[Database],
    passwords: NamedDependency[Passwords],
    issuer: NamedDependency[Issuer],
    box: NamedDependency[Box],
) -> Response[Tokens]:
    """An account with a second factor also sends a `code`; without one the answer names its factors."""
    holder = await store.find_holder(db, normalised(data.email))
    stored = None if holder is None else holder.password_hash
    is_right = await passwords.verify(stored, data.password)
    if holder is None or not is_right:
        raise WrongCredentials
    renewed = await passwords.renewed(holder.password_hash, data.password)
    async with db.transaction() as tx:
        outcome = await commands.log_in(
            tx,
            issuer,
            box,
            holder.account_id,
            password=Checked(holder.password_hash, renewed),
            code=data.code or None,
            device=device_of(request),
        )
    return answer(outcome)


@post("/v1/auth/refresh", policy=PUBLIC, status_code=200)
async def refresh(
    data: JSONBody[RefreshToken], db: NamedDependency[Database], issuer: NamedDependency[Issuer]
) -> Response[Tokens]:
    async with db.transaction() as tx:
        outcome = await commands.refresh(tx, issuer, data.refresh_token)
    return answer(outcome)


@post("/v1/auth/logout", policy=PUBLIC, status_code=204)
async def logout(data: JSONBody[RefreshToken], db: NamedDependency[Database]) -> None:
    async with db.transaction() as tx:
        await commands.log_out(tx, data.refresh_token)


def answer(outcome: Grant | Refusal) -> Response[Tokens]:
    if isinstance(outcome, Refusal):
        raise outcome
    tokens = Tokens(outcome.access_token, outcome.refresh_token, outcome.refresh_expires_in)
    return Response(tokens, headers={"Cache-Control": "no-store"})


def device_of(request: JSONRequest) -> Device:
    """What the edge and the client say. Only printable characters, since it is shown to people."""
    said = request.headers.get("user-agent", "")[:LONGEST_USER_AGENT]
    peer = request.client.host if request.client else ""
    user_agent = "".join(character for character in said if character.isprintable())
    return Device(user_agent, request.headers.get(ADDRESS, peer)[:45])


ROUTES = [login, refresh, logout]
