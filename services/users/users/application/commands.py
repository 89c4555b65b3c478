"""Registering and revoking applications; their tokens."""

import structlog

from chassis.database import Reader, Transaction
from chassis.tokens import Actor
from users.application import store
from users.application.model import (
    WELL_FORMED_ID,
    App,
    AppNotFound,
    digest,
    new_id,
    new_secret,
    require_for_apps,
    require_well_formed,
)
from users.audit import commands as audit
from users.audit.model import Action
from users.client.model import InvalidClient
from users.key import commands as keys
from users.key.commands import Issuer
from users.key.model import Claims
from users.role import commands as roles
from users.role.model import Permission, require_held

log = structlog.get_logger()


async def register(tx: Transaction, *, name: str, permissions: frozenset[str], by: Actor) -> tuple[App, str]:
    """The application and its secret, which is stored nowhere."""
    own = await roles.require_now(tx, Permission.ROLES_WRITE, by=by)
    require_for_apps(permissions)
    require_held(permissions, by=own)
    secret = new_secret()
    app = App(new_id(), name, digest(secret), sorted(permissions), by.id, tx.now)
    await store.add(tx, app)
    await audit.note(tx, by.id, Action.APP_REGISTERED, by=by, app=app.id, permissions=app.permissions)
    log.info("app_registered", app=app.id, by=str(by.id))
    return app, secret


async def revoke(tx: Transaction, app_id: str, *, by: Actor) -> None:
    """No new tokens; those that are out end within five minutes."""
    require_well_formed(app_id)
    await roles.require_now(tx, Permission.ROLES_WRITE, by=by)
    if not await store.revoke(tx, app_id):
        raise AppNotFound(client_id=app_id)
    await audit.note(tx, by.id, Action.APP_REVOKED, by=by, app=app_id)
    log.info("app_revoked", app=app_id, by=str(by.id))


async def issue(tx: Transaction, issuer: Issuer, app_id: str, secret: str, scope: str) -> tuple[Claims, str]:
    """What it may do with the token, and the token."""
    app = await store.find(tx, app_id) if WELL_FORMED_ID.fullmatch(app_id) else None
    if app is None:
        raise InvalidClient
    claims = app.claims(secret, scope)
    return claims, await keys.issue(tx, issuer, claims)


async def is_in_use(reader: Reader, app_id: str) -> bool:
    app = await store.find(reader, app_id)
    return app is not None and app.revoked_at is None
