"""Login, refresh, logout, and the list of where one is signed in."""

from datetime import datetime
from typing import Annotated, NoReturn, Self
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from chassis.database import Database
from chassis.errors import Refusal
from chassis.policy import CUSTOMER_ONLY, PUBLIC
from chassis.tokens import Actor
from users.email.model import MAX_LENGTH, normalised
from users.key.commands import Issuer
from users.key.model import ACCESS_SECONDS
from users.pace import taking_at_least
from users.password.hashing import Passwords
from users.password.model import GivenPassword
from users.session import commands, store
from users.session.commands import Checked, Grant
from users.session.model import Holder, WrongCredentials
from users.session.store import OpenSession
from users.throttle.commands import Throttles
from users.throttle.model import Purpose

# Writing down that a password was wrong takes 3 ms; for an address without an account nothing is written.
REFUSAL_SECONDS = 0.025
Limit = Annotated[int, QueryParameter(ge=1, le=100)]
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


class SessionView(msgspec.Struct):
    """`last_used_at` is the last refresh; `authenticated_at` the last proof of who it is."""

    session_id: UUID
    opened_at: datetime
    authenticated_at: datetime
    last_used_at: datetime
    expires_at: datetime
    user_agent: str
    address: str
    is_current: bool

    @classmethod
    def of(cls, session: OpenSession, actor: Actor) -> Self:
        return cls(
            session.id,
            session.opened_at,
            session.authenticated_at,
            session.rotated_at,
            session.idle_until,
            session.user_agent,
            session.address,
            is_current=str(session.id) == actor.session_id,
        )


class SessionList(msgspec.Struct):
    items: list[SessionView]
    next: UUID | None


@post("/v1/auth/login", policy=PUBLIC, status_code=200)
async def login(
    data: JSONBody[Login],
    db: NamedDependency[Database],
    passwords: NamedDependency[Passwords],
    issuer: NamedDependency[Issuer],
    throttles: NamedDependency[Throttles],
) -> Response[Tokens]:
    """An account with a second factor also sends a `code`; without one the answer names its factors."""
    email = normalised(data.email)
    await throttles.admit(Purpose.LOGIN, email)
    holder = await store.find_holder(db, email)
    stored = None if holder is None else holder.password_hash
    is_right = await passwords.verify(stored, data.password)
    if holder is None or not is_right:
        await _refuse(db, holder)
    renewed = await passwords.renewed(holder.password_hash, data.password)
    async with db.transaction() as tx:
        outcome = await commands.log_in(
            tx,
            issuer,
            holder.account_id,
            password=Checked(holder.password_hash, renewed),
            code=data.code or None,
        )
    if not isinstance(outcome, Refusal):
        await throttles.forgive(Purpose.LOGIN, email)
    return answer(outcome)


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


@post("/v1/auth/logout-everywhere", policy=CUSTOMER_ONLY, status_code=204)
async def logout_everywhere(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> None:
    """Ends every session, this one too. Access tokens end by themselves within five minutes."""
    async with db.transaction() as tx:
        await commands.log_out_everywhere(tx, by=actor)


@get("/v1/me/sessions", policy=CUSTOMER_ONLY)
async def list_sessions(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    limit: FromQuery[Limit] = 20,
    cursor: FromQuery[UUID | None] = None,
) -> SessionList:
    """Where you are signed in, the newest first."""
    found = await store.page(db, actor.id, now=db.clock.now(), before=cursor, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return SessionList([SessionView.of(session, actor) for session in found[:limit]], following)


@delete("/v1/me/sessions/{session_id:uuid}", policy=CUSTOMER_ONLY)
async def end_session(
    session_id: FromPath[UUID], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> None:
    """Its access token ends by itself within five minutes."""
    async with db.transaction() as tx:
        await commands.end_own(tx, session_id, by=actor)


ROUTES = [login, refresh, logout, logout_everywhere, list_sessions, end_session]
