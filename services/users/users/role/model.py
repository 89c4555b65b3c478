"""A role: a name for a set of permissions. What a permission opens is written at the routes that ask it."""

import re
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from chassis.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed

CUSTOMER, ADMIN = "customer", "admin"
FIXED = frozenset({CUSTOMER, ADMIN})

MOST_ROLES = 100
NAME = "[a-z][a-z0-9_]{0,39}"
RoleName = Annotated[str, Meta(pattern=f"^{NAME}$")]


class Permission(StrEnum):
    """Everything that some route of some service asks for."""

    ACCOUNTS_DISABLE = "accounts:disable"
    ACCOUNTS_READ = "accounts:read"
    ORDERS_CANCEL = "orders:cancel"
    ORDERS_FULFIL = "orders:fulfil"
    ORDERS_READ = "orders:read"
    ORDERS_REFUND = "orders:refund"
    ORDERS_REFUND_ANY = "orders:refund-any"
    PRIVACY_RUN = "privacy:run"
    PRODUCTS_WRITE = "products:write"
    PROMOTIONS_WRITE = "promotions:write"
    RETURNS_WRITE = "returns:write"
    ROLES_ASSIGN = "roles:assign"
    ROLES_WRITE = "roles:write"
    SHIPPING_WRITE = "shipping:write"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    TAXES_WRITE = "taxes:write"
    TICKETS_MANAGE = "tickets:manage"
    TICKETS_READ = "tickets:read"
    TICKETS_REPLY = "tickets:reply"


class UnknownRole(Invalid):
    type, title = "unknown-role", "There is no such role"


class RoleNotFound(NotFound):
    type, title = "role-not-found", "There is no such role"


class RoleExists(Conflict):
    type, title = "role-exists", "There is such a role already"


class RoleChanged(PreconditionFailed):
    type, title = "role-changed", "The role was changed since you read it"


class RoleFixed(Conflict):
    """So that nobody can lock everybody out, or let everybody in."""

    type, title = "role-fixed", "This role stays as it is; make another one"


class TooManyRoles(Conflict):
    type, title = "too-many-roles", "There are as many roles as there may be"


class BeyondOwnPermissions(Forbidden):
    """Nobody gives, takes or shuts out what they do not hold themselves, so nobody can climb."""

    type, title = "beyond-own-permissions", "That takes permissions which you do not have yourself"


class Role(msgspec.Struct):
    """`version` counts its changes."""

    name: str
    description: str
    permissions: list[str]
    version: int


def require_well_formed(name: str) -> None:
    """An address may hold what no database takes."""
    if not re.fullmatch(NAME, name):
        raise RoleNotFound


def require_held(permissions: frozenset[str], *, by: frozenset[str]) -> None:
    if missing := permissions - by:
        raise BeyondOwnPermissions(permissions=sorted(missing))
