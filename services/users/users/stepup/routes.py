"""The answer to the challenge `insufficient-user-authentication`."""

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from chassis.database import Database
from chassis.errors import Invalid, Refusal
from chassis.policy import CUSTOMER_ONLY
from chassis.tokens import Actor
from users.key.commands import Issuer
from users.key.model import ACCESS_SECONDS
from users.passkey.model import Credential, Site
from users.password.hashing import Passwords
from users.password.model import GivenPassword
from users.session import commands as sessions
from users.session.commands import Checked
from users.session.routes import Code
from users.stepup import commands


class StepUp(msgspec.Struct, forbid_unknown_fields=True):
    """Either `password`, with a `code` if there is a second factor, or the answer of a `passkey`."""

    password: GivenPassword | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    passkey: Credential | UnsetType = UNSET


class AccessToken(msgspec.Struct):
    """RFC 6749 5.1. The session keeps its refresh token, whose next tokens are as strong."""

    access_token: str
    token_type: str = "Bearer"
    expires_in: int = ACCESS_SECONDS


class StepUpIncomplete(Invalid):
    type, title = "step-up-incomplete", "Send the password, or the answer of a passkey"


@post("/v1/auth/step-up", policy=CUSTOMER_ONLY, status_code=200)
async def step_up(
    data: JSONBody[StepUp],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    passwords: NamedDependency[Passwords],
    issuer: NamedDependency[Issuer],
    site: NamedDependency[Site],
) -> Response[AccessToken]:
    """Prove again who you are; the running session carries on, as strong and as recent as this proof."""
    if (data.password is UNSET) == (data.passkey is UNSET):
        raise StepUpIncomplete
    if data.passkey is not UNSET:
        credential = msgspec.to_builtins(data.passkey)
        async with db.transaction() as tx:
            outcome = await commands.with_passkey(tx, issuer, site, credential, by=actor)
    else:
        password = await _checked(db, passwords, actor, str(data.password))
        async with db.transaction() as tx:
            outcome = await commands.with_password(tx, issuer, password, data.code or None, by=actor)
    if isinstance(outcome, Refusal):
        raise outcome
    return Response(AccessToken(outcome), headers={"Cache-Control": "no-store"})


async def _checked(db: Database, passwords: Passwords, actor: Actor, given: str) -> Checked | None:
    stored = await sessions.stored_password(db, actor.id)
    is_right = await passwords.verify(stored, given)
    return Checked(stored) if stored is not None and is_right else None


ROUTES = [step_up]
