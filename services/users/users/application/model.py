"""An application: what it may be allowed, its id and its secret."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from chassis.errors import Invalid, NotFound
from chassis.tokens import AUDIENCE
from users.client.model import InvalidClient, InvalidScope
from users.key.model import Claims
from users.role.model import Permission

# What a machine may do. What acts on people, or speaks for one, stays with people and their second factors.
FOR_APPS = frozenset(
    {
        Permission.ACCOUNTS_READ,
        Permission.ORDERS_CANCEL,
        Permission.ORDERS_READ,
        Permission.PRODUCTS_WRITE,
        Permission.STOCK_READ,
        Permission.STOCK_WRITE,
        Permission.TICKETS_READ,
    }
)
WELL_FORMED_ID = re.compile("app_[a-z0-9]{16}")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class AppNotFound(NotFound):
    type, title = "app-not-found", "There is no such application"


class NotForApps(Invalid):
    type, title = "not-for-apps", "Only people may be allowed that"


class App(msgspec.Struct):
    """The secret itself is known to nobody but the application."""

    id: str
    name: str
    secret_hash: bytes
    permissions: list[str]
    created_by: UUID
    created_at: datetime
    revoked_at: datetime | None = None

    def claims(self, secret: str, scope: str) -> Claims:
        """The claims of its token: the permissions it wants, or all that it has."""
        if self.revoked_at is not None or not hmac.compare_digest(self.secret_hash, digest(secret)):
            raise InvalidClient
        wanted = frozenset(scope.split()) or frozenset(self.permissions)
        if not wanted <= frozenset(self.permissions):
            raise InvalidScope
        return Claims(
            sub=self.id,
            aud=AUDIENCE,
            client_id=self.id,
            permissions=sorted(wanted),
            scope=" ".join(sorted(wanted)),
        )


def require_well_formed(app_id: str) -> None:
    """An address may hold what no database takes."""
    if not WELL_FORMED_ID.fullmatch(app_id):
        raise AppNotFound


def require_for_apps(permissions: frozenset[str]) -> None:
    if refused := sorted(permissions - FOR_APPS):
        raise NotForApps(pointer="/permissions", permissions=refused)


def new_id() -> str:
    return "app_" + "".join(secrets.choice(ALPHABET) for _ in range(16))


def new_secret() -> str:
    """256 random bits, so a fast hash hides it well."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
