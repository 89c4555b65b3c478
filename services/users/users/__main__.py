"""The command line of users: the standard roles, and what only an operator on the machine may do."""

import argparse
import os
import re
import sys

import uvloop

from chassis.database import Database
from chassis.errors import Refusal
from chassis.main import main
from chassis.telemetry import configure
from users.account import commands as accounts
from users.account.model import tidy_name
from users.app import build, new_box, new_passwords
from users.email.model import normalised
from users.key import commands as keys
from users.key.seal import Seal
from users.password.model import MAX_LENGTH, MIN_LENGTH
from users.role.model import CUSTOMER
from users.settings import Settings
from users.totp import commands as totps

PASSWORD_VARIABLE = "ZOCO_PASSWORD"
TOTP_VARIABLE = "ZOCO_TOTP_SECRET"


async def create_account(settings: Settings, arguments: argparse.Namespace) -> None:
    """The account exists afterwards, with this role, password and authenticator app, if one is given.

    The same again changes nothing.
    """
    email, name, password = normalised(arguments.email), tidy_name(arguments.name), _password()
    totp_secret = _totp_secret()
    async with Database(settings.database_url) as db, new_passwords() as hashing:
        is_same = await hashing.verify(await accounts.stored_password(db, email), password)
        password_hash = None if is_same else await hashing.hash(password)
        async with db.transaction() as tx:
            account = await accounts.provide(
                tx, email=email, password_hash=password_hash, name=name, role=arguments.role
            )
            if totp_secret:
                await totps.provide(tx, new_box(settings), account.id, totp_secret)
    print(f"{account.id} {' '.join(account.roles)}")


async def rotate_keys(settings: Settings, _: argparse.Namespace) -> None:
    """Publish the next signing key; it takes over by itself when every verifier knows it."""
    async with Database(settings.database_url) as db, db.transaction() as tx:
        key = await keys.rotate(tx, Seal(settings.signing_key_secret))
    print(f"{key.id} signs from {key.signs_from:%Y-%m-%dT%H:%M:%SZ}")


def _password() -> str:
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise SystemExit(f"{PASSWORD_VARIABLE} must hold {MIN_LENGTH} to {MAX_LENGTH} characters")
    return password


def _totp_secret() -> str:
    """The secret that an authenticator app has already, or nothing: staff then enrol at their first login."""
    secret = os.environ.get(TOTP_VARIABLE, "")
    if secret and not re.fullmatch("[A-Z2-7]{32,128}", secret):
        raise SystemExit(f"{TOTP_VARIABLE} must hold 32 characters or more of base32, without padding")
    return secret


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m users")
    words = parser.add_subparsers(required=True)
    create = words.add_parser(
        "create-account", help=f"with the password in {PASSWORD_VARIABLE} and, for staff, {TOTP_VARIABLE}"
    )
    create.add_argument("email")
    create.add_argument(
        "--role", default=CUSTOMER, help="customer, support_agent, admin, … (a row of the table roles)"
    )
    create.add_argument("--name", required=True)
    create.set_defaults(work=create_account)
    rotate = words.add_parser("rotate-keys", help="publish the next signing key")
    rotate.set_defaults(work=rotate_keys)
    return parser


def run() -> None:
    if sys.argv[1:2] not in (["create-account"], ["rotate-keys"]):
        main("users", Settings, build)
        return
    arguments = _parser().parse_args()
    settings = Settings.load()
    configure("users", settings.log_level)
    try:
        uvloop.run(arguments.work(settings, arguments))
    except Refusal as refusal:
        raise SystemExit(f"{refusal.title} ({refusal.type})") from None


if __name__ == "__main__":
    run()
