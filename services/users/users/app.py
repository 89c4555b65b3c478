"""Users put together."""

import functools
import os
from pathlib import Path

from chassis.clock import Clock
from chassis.database import Database
from chassis.loops import Worker
from chassis.service import Service
from users.account import handlers as account_handlers
from users.account import routes as account_routes
from users.client import routes as client_routes
from users.key import commands as key_commands
from users.key import routes as key_routes
from users.key.commands import Issuer
from users.key.seal import Box, Seal
from users.password.hashing import Passwords
from users.session import routes as session_routes
from users.session import workers as session_workers
from users.settings import Settings
from users.totp import routes as totp_routes

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, clock: Clock | None = None) -> Service:
    db = Database(settings.database_url, clock=clock)
    seal = Seal(settings.signing_key_secret)
    passwords = new_passwords()
    return Service(
        name="users",
        settings=settings,
        db=db,
        migrations=MIGRATIONS,
        routes=[
            *account_routes.ROUTES,
            *session_routes.ROUTES,
            *key_routes.ROUTES,
            *client_routes.ROUTES,
            *totp_routes.ROUTES,
        ],
        subscriptions=[account_handlers.subscriptions],
        workers=[
            Worker(
                "expired-sessions",
                functools.partial(session_workers.forget_expired, db),
                idle_seconds=600,
            )
        ],
        provide={"passwords": passwords, "issuer": Issuer(settings.issuer, seal), "box": new_box(settings)},
        resources=[passwords],
        on_start=[functools.partial(ensure_key, db, seal)],
    )


def new_box(settings: Settings) -> Box:
    """What seals the secrets of authenticator apps."""
    return Box(settings.signing_key_secret, "zoco totp secrets")


def new_passwords() -> Passwords:
    """One core stays free for everything that is not hashing."""
    return Passwords(at_once=max(1, len(os.sched_getaffinity(0)) - 1))


async def ensure_key(db: Database, seal: Seal) -> None:
    async with db.transaction() as tx:
        await key_commands.ensure_key(tx, seal)
