"""A role: a name for a set of permissions. What a permission opens is written at the routes that ask it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chassis.errors import Forbidden, Invalid

CUSTOMER, ADMIN = "customer", "admin"
FIXED = frozenset({CUSTOMER, ADMIN})

PERMISSIONS = frozenset(
    {
        "accounts:disable",
        "accounts:read",
        "orders:cancel",
        "orders:fulfil",
        "orders:read",
        "orders:refund",
        "orders:refund-any",
        "privacy:run",
        "products:write",
        "returns:write",
        "roles:assign",
        "roles:write",
        "stock:read",
        "stock:write",
        "tickets:read",
        "tickets:reply",
    }
)

RoleName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class UnknownRole(Invalid):
    type, title = "unknown-role", "There is no such role"


class BeyondOwnPermissions(Forbidden):
    """Nobody gives, takes or shuts out what they do not hold themselves, so nobody can climb."""

    type, title = "beyond-own-permissions", "That takes permissions which you do not have yourself"


class Role(msgspec.Struct):
    """`version` counts its changes."""

    name: str
    description: str
    permissions: list[str]
    version: int


def require_held(permissions: frozenset[str], *, by: frozenset[str]) -> None:
    if missing := permissions - by:
        raise BeyondOwnPermissions(permissions=sorted(missing))
