"""One's own authenticator app: enrol, confirm, remove; and one's factors and recovery codes."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.errors import Refusal
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from users.factor import commands as factors
from users.key.seal import Box
from users.recovery import commands as recovery
from users.totp import commands, store
from users.totp.model import otpauth_uri

NO_STORE = {"Cache-Control": "no-store"}
TotpCode = Annotated[str, Meta(pattern="^[0-9]{6}$")]


class Factors(msgspec.Struct):
    """What the account has beside its password."""

    factors: list[str]
    recovery_codes_left: int


class Enrolment(msgspec.Struct):
    """For the app: `otpauth_uri` is what the QR code holds, `secret` is for typing (base32)."""

    secret: str
    otpauth_uri: str


class ConfirmTotp(msgspec.Struct, forbid_unknown_fields=True):
    code: TotpCode


class RecoveryCodes(msgspec.Struct):
    """Shown this once; each is good for one login."""

    recovery_codes: list[str]


@get("/v1/me/factors", policy=CUSTOMER_ONLY)
async def my_factors(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> Factors:
    known = await factors.factors_of(db, actor.id)
    return Factors(known, await recovery.count_left(db, actor.id))


@post("/v1/me/totp", policy=CUSTOMER_ONLY)
async def enrol(
    actor: NamedDependency[Actor], db: NamedDependency[Database], box: NamedDependency[Box]
) -> Response[Enrolment]:
    """A new secret for an authenticator app. It counts from the moment a code confirms it."""
    async with db.transaction() as tx:
        secret = await commands.enrol(tx, box, by=actor)
    email = await store.find_email(db, actor.id)
    return Response(Enrolment(secret, otpauth_uri(secret, email)), headers=NO_STORE)


@post("/v1/me/totp/confirm", policy=CUSTOMER_ONLY, status_code=200)
async def confirm(
    data: JSONBody[ConfirmTotp],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    box: NamedDependency[Box],
) -> Response[RecoveryCodes]:
    async with db.transaction() as tx:
        outcome = await commands.confirm(tx, box, data.code, by=actor)
    if isinstance(outcome, Refusal):
        raise outcome
    return Response(RecoveryCodes(outcome), headers=NO_STORE)


@delete("/v1/me/totp", policy=CUSTOMER_ONLY)
async def remove(actor: NamedDependency[Actor], db: NamedDependency[Database]) -> None:
    async with db.transaction() as tx:
        await commands.remove(tx, by=actor)


@post("/v1/me/recovery-codes", policy=CUSTOMER_ONLY, status_code=200)
async def renew_recovery_codes(
    actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Response[RecoveryCodes]:
    """Ten new ones; those from before are good for nothing."""
    async with db.transaction() as tx:
        codes = await commands.renew_recovery_codes(tx, by=actor)
    return Response(RecoveryCodes(codes), headers=NO_STORE)


ROUTES = [my_factors, enrol, confirm, remove, renew_recovery_codes]
