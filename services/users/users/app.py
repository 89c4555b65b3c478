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
from users.address import routes as address_routes
from users.application import routes as application_routes
from users.audit import routes as audit_routes
from users.audit import workers as audit_workers
from users.client import routes as client_routes
from users.consent import routes as consent_routes
from users.credential import routes as credential_routes
from users.introspection import routes as introspection_routes
from users.key import commands as key_commands
from users.key import routes as key_routes
from users.key.commands import Issuer
from users.key.seal import Seal
from users.mail import workers as mail_workers
from users.mail.delivery import Sender
from users.passkey import routes as passkey_routes
from users.passkey import workers as passkey_workers
from users.passkey.model import Site
from users.password.hashing import Passwords
from users.privacy import handlers as privacy_handlers
from users.privacy import routes as privacy_routes
from users.privacy import workers as privacy_workers
from users.profile import routes as profile_routes
from users.proof import workers as proof_workers
from users.role import routes as role_routes
from users.session import routes as session_routes
from users.session import workers as session_workers
from users.settings import Settings
from users.stepup import routes as stepup_routes
from users.throttle import workers as throttle_workers
from users.throttle.commands import Throttles
from users.totp import routes as totp_routes

SWEEPERS = {
    "expired-sessions": session_workers.forget_expired,
    "expired-challenges": passkey_workers.forget_expired_challenges,
    "old-senders": audit_workers.forget_old_senders,
    "old-mails": mail_workers.forget_old,
    "expired-proofs": proof_workers.forget_expired,
    "full-throttles": throttle_workers.sweep,
}
MIGRATIONS = Path(__file__).parent / "migrations"
ROUTES = [
    *account_routes.ROUTES,
    *session_routes.ROUTES,
    *key_routes.ROUTES,
    *client_routes.ROUTES,
    *role_routes.ROUTES,
    *application_routes.ROUTES,
    *introspection_routes.ROUTES,
    *totp_routes.ROUTES,
    *passkey_routes.ROUTES,
    *stepup_routes.ROUTES,
    *audit_routes.ROUTES,
    *credential_routes.ROUTES,
    *address_routes.ROUTES,
    *consent_routes.ROUTES,
    *profile_routes.ROUTES,
    *privacy_routes.ROUTES,
]


def build(settings: Settings, clock: Clock | None = None) -> Service:
    db = Database(settings.database_url, clock=clock)
    seal = Seal(settings.signing_key_secret)
    sender = Sender(settings.smtp_url, settings.sender_address, settings.shop_name, settings.home)
    passwords = new_passwords()
    return Service(
        name="users",
        settings=settings,
        db=db,
        migrations=MIGRATIONS,
        routes=ROUTES,
        subscriptions=[account_handlers.subscriptions, privacy_handlers.subscriptions(seal)],
        workers=[
            Worker("mail", functools.partial(mail_workers.send_next, db, seal, sender)),
            Worker("privacy", functools.partial(privacy_workers.tidy, db), idle_seconds=60),
            *(Worker(name, functools.partial(step, db), idle_seconds=600) for name, step in SWEEPERS.items()),
        ],
        provide={
            "passwords": passwords,
            "issuer": Issuer(settings.issuer, seal),
            "seal": seal,
            "site": Site(settings.passkey_domain, settings.passkey_origins.split()),
            "throttles": Throttles(db, settings.throttle_factor),
        },
        resources=[passwords],
        on_start=[sender.check, functools.partial(ensure_key, db, seal)],
    )


def new_passwords() -> Passwords:
    """One core stays free for everything that is not hashing."""
    return Passwords(at_once=max(1, len(os.sched_getaffinity(0)) - 1))


async def ensure_key(db: Database, seal: Seal) -> None:
    async with db.transaction() as tx:
        await key_commands.ensure_key(tx, seal)
