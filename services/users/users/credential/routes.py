"""Verify, recover, change, delete. Strangers get the same answer for known and unknown addresses."""

from typing import Annotated, Literal

import msgspec
from litestar import delete, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.policy import CUSTOMER_ONLY, PUBLIC
from chassis.tokens import Actor
from users.account import commands as accounts
from users.credential import commands
from users.email.model import MAX_LENGTH, normalised
from users.key.seal import Seal
from users.pace import taking_at_least
from users.password import commands as stored_passwords
from users.password.hashing import Passwords
from users.password.model import GivenPassword, NewPassword, WrongPassword, refuse_easy
from users.proof import commands as proofs
from users.proof.model import MailedToken, Purpose
from users.settings import Settings
from users.throttle.commands import Throttles
from users.throttle.model import Purpose as Tried

# Writing a mail and what goes with it takes 5 to 8 ms; finding that there is none to write takes as long.
ASKING_SECONDS = 0.03
Email = Annotated[str, Meta(max_length=MAX_LENGTH)]


class Token(msgspec.Struct, forbid_unknown_fields=True):
    token: MailedToken


class ForgotPassword(msgspec.Struct, forbid_unknown_fields=True):
    email: Email


class ResetPassword(msgspec.Struct, forbid_unknown_fields=True):
    token: MailedToken
    password: NewPassword


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True):
    current_password: GivenPassword
    new_password: NewPassword


class ChangeEmail(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
    password: GivenPassword


class OwnPassword(msgspec.Struct, forbid_unknown_fields=True):
    password: GivenPassword


class Accepted(msgspec.Struct):
    """If there is anything to mail, it will be. The same whatever the shop knows."""

    status: Literal["accepted"] = "accepted"


@post("/v1/auth/verify-email", policy=PUBLIC, status_code=204)
async def verify_email(data: JSONBody[Token], db: NamedDependency[Database]) -> None:
    async with db.transaction() as tx:
        await commands.verify_email(tx, data.token)


@post("/v1/auth/verify-email/resend", policy=CUSTOMER_ONLY, status_code=202)
async def resend_verification(
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
    throttles: NamedDependency[Throttles],
) -> Accepted:
    """The link of the mail before is no good any more. A verified address gets no mail."""
    await throttles.admit(Tried.MAIL, str(actor.id))
    async with db.transaction() as tx:
        await commands.resend_verification(tx, seal, throttles, by=actor)
    return Accepted()


@post("/v1/auth/forgot-password", policy=PUBLIC, status_code=202)
async def forgot_password(
    data: JSONBody[ForgotPassword],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
    throttles: NamedDependency[Throttles],
) -> Accepted:
    """Mails a link that is good once, for an hour."""
    email = normalised(data.email)
    await throttles.admit(Tried.MAIL, email)
    async with taking_at_least(ASKING_SECONDS), db.transaction() as tx:
        await commands.forget_password(tx, seal, throttles, email)
    return Accepted()


@post("/v1/auth/reset-password", policy=PUBLIC, status_code=204)
async def reset_password(
    data: JSONBody[ResetPassword],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
    passwords: NamedDependency[Passwords],
    settings: NamedDependency[Settings],
) -> None:
    """Ends every session. A password that is refused leaves the link good."""
    account_id = await proofs.owner(db, Purpose.RESET, data.token, now=db.clock.now())
    account = await accounts.find_own(db, account_id)
    refuse_easy(data.password, email=account.email, shop=settings.shop_name)
    password_hash = await passwords.hash(data.password)
    async with db.transaction() as tx:
        await commands.reset_password(tx, seal, data.token, password_hash)


@post("/v1/me/password", policy=CUSTOMER_ONLY, status_code=204)
async def change_password(
    data: JSONBody[ChangePassword],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
    passwords: NamedDependency[Passwords],
    throttles: NamedDependency[Throttles],
    settings: NamedDependency[Settings],
) -> None:
    """Ends every other session."""
    account = await accounts.find_own(db, actor.id)
    refuse_easy(data.new_password, email=account.email, shop=settings.shop_name, pointer="/new_password")
    verified = await _check(db, passwords, throttles, actor, data.current_password, "/current_password")
    password_hash = await passwords.hash(data.new_password)
    async with db.transaction() as tx:
        await commands.change_password(tx, seal, by=actor, verified=verified, password_hash=password_hash)


@post("/v1/me/email", policy=CUSTOMER_ONLY, status_code=202)
async def change_email(
    data: JSONBody[ChangeEmail],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
    passwords: NamedDependency[Passwords],
    throttles: NamedDependency[Throttles],
) -> Accepted:
    """Mails a link to the new address; the account has it once that link comes back."""
    email = normalised(data.email)
    await throttles.admit(Tried.MAIL, str(actor.id))
    verified = await _check(db, passwords, throttles, actor, data.password, "/password")
    async with taking_at_least(ASKING_SECONDS), db.transaction() as tx:
        await commands.ask_email_change(tx, seal, throttles, by=actor, verified=verified, email=email)
    return Accepted()


@post("/v1/auth/confirm-email", policy=PUBLIC, status_code=204)
async def confirm_email(
    data: JSONBody[Token], db: NamedDependency[Database], seal: NamedDependency[Seal]
) -> None:
    """The account has its new address from now on; the old one is told."""
    async with db.transaction() as tx:
        await commands.confirm_email_change(tx, seal, data.token)


@delete("/v1/me", policy=CUSTOMER_ONLY, status_code=204)
async def delete_me(
    data: JSONBody[OwnPassword],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    seal: NamedDependency[Seal],
    passwords: NamedDependency[Passwords],
    throttles: NamedDependency[Throttles],
) -> None:
    """For good. Orders keep what the law needs, without the person."""
    verified = await _check(db, passwords, throttles, actor, data.password, "/password")
    async with db.transaction() as tx:
        await commands.delete_account(tx, seal, by=actor, verified=verified)


async def _check(
    db: Database, passwords: Passwords, throttles: Throttles, actor: Actor, password: str, pointer: str
) -> str:
    """The stored hash that the password matches. Tries are counted, also for whoever stole a token."""
    await throttles.admit(Tried.PASSWORD, str(actor.id))
    stored = await stored_passwords.find(db, actor.id)
    if stored is None or not await passwords.verify(stored, password):
        raise WrongPassword(pointer=pointer)
    await throttles.forgive(Tried.PASSWORD, str(actor.id))
    return stored


ROUTES = [
    verify_email,
    resend_verification,
    forgot_password,
    reset_password,
    change_password,
    change_email,
    confirm_email,
    delete_me,
]
