"""Registering passkeys, logging in with one. What a browser sends and gets is WebAuthn's own JSON form."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.errors import Refusal
from chassis.policy import CUSTOMER_ONLY, PUBLIC
from chassis.tokens import STRONG, Actor
from users.key.commands import Issuer
from users.key.seal import Seal
from users.passkey import commands, store
from users.passkey.model import Credential, NewCredential, Passkey, Site
from users.session import commands as sessions
from users.session.model import Proof
from users.session.routes import Tokens, answer

NO_STORE = {"Cache-Control": "no-store"}


class Options(msgspec.Struct):
    """For `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`; good once, for five minutes."""

    public_key: dict[str, Any]


class RegisterPasskey(msgspec.Struct, forbid_unknown_fields=True):
    credential: NewCredential
    name: Annotated[str, Meta(min_length=1, max_length=100)] = "Passkey"


class UsePasskey(msgspec.Struct, forbid_unknown_fields=True):
    credential: Credential


class PasskeyView(msgspec.Struct):
    """`is_synced`: it may be on several devices."""

    passkey_id: UUID
    name: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyView":
        return cls(passkey.id, passkey.name, passkey.is_synced, passkey.created_at, passkey.last_used_at)


class PasskeyList(msgspec.Struct):
    """All of them: an account has at most 20."""

    items: list[PasskeyView]
    next: UUID | None = None


class RegisteredPasskey(msgspec.Struct):
    """`recovery_codes` come with the first second factor of an account, shown this once."""

    passkey: PasskeyView
    recovery_codes: list[str] | None


@post("/v1/me/passkeys/options", policy=CUSTOMER_ONLY, status_code=200)
async def registration_options(
    actor: NamedDependency[Actor], db: NamedDependency[Database], site: NamedDependency[Site]
) -> Response[Options]:
    async with db.transaction() as tx:
        options = await commands.start_registration(tx, site, by=actor)
    return Response(Options(options), headers=NO_STORE)


@post("/v1/me/passkeys", policy=CUSTOMER_ONLY)
async def register(
    data: JSONBody[RegisterPasskey],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    site: NamedDependency[Site],
    seal: NamedDependency[Seal],
) -> Response[RegisteredPasskey]:
    credential = msgspec.to_builtins(data.credential)
    async with db.transaction() as tx:
        outcome = await commands.register(tx, seal, site, credential, name=data.name, by=actor)
    if isinstance(outcome, Refusal):
        raise outcome
    view = RegisteredPasskey(PasskeyView.of(outcome.passkey), outcome.recovery_codes)
    return Response(view, headers=NO_STORE)


@get("/v1/me/passkeys", policy=CUSTOMER_ONLY)
async def list_passkeys(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> PasskeyList:
    return PasskeyList([PasskeyView.of(passkey) for passkey in await store.find_all(db, actor.id)])


@delete("/v1/me/passkeys/{passkey_id:uuid}", policy=CUSTOMER_ONLY)
async def remove(
    passkey_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
) -> None:
    async with db.transaction() as tx:
        await commands.remove(tx, seal, passkey_id, by=actor)


@post("/v1/auth/passkey/options", policy=PUBLIC, status_code=200)
async def login_options(db: NamedDependency[Database], site: NamedDependency[Site]) -> Response[Options]:
    """The same for everybody: the authenticator knows whose keys it holds."""
    async with db.transaction() as tx:
        options = await commands.start_login(tx, site)
    return Response(Options(options), headers=NO_STORE)


@post("/v1/auth/passkey", policy=PUBLIC, status_code=200)
async def login(
    data: JSONBody[UsePasskey],
    db: NamedDependency[Database],
    site: NamedDependency[Site],
    issuer: NamedDependency[Issuer],
) -> Response[Tokens]:
    """Two factors in one: the key, and what unlocks it."""
    credential = msgspec.to_builtins(data.credential)
    async with db.transaction() as tx:
        passkey = await commands.recognise(tx, site, credential)
        outcome = (
            passkey
            if isinstance(passkey, Refusal)
            else await sessions.log_in_proven(tx, issuer, passkey.account_id, Proof(STRONG, passkey.amr))
        )
    return answer(outcome)


ROUTES = [registration_options, register, list_passkeys, remove, login_options, login]
