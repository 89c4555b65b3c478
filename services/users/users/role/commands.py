"""What an account may do at this moment, whatever its token says; making and changing roles."""

from collections.abc import Iterable
from uuid import UUID

import structlog

from chassis.database import Reader, Transaction
from chassis.errors import Forbidden
from chassis.tokens import Actor
from chassis.version import Seen
from users.audit import commands as audit
from users.audit.model import Action
from users.role import store
from users.role.model import (
    FIXED,
    MOST_ROLES,
    Permission,
    Role,
    RoleChanged,
    RoleExists,
    RoleFixed,
    TooManyRoles,
    UnknownRole,
    require_held,
    require_well_formed,
)

log = structlog.get_logger()


async def permissions_of(reader: Reader, account_id: UUID) -> frozenset[str]:
    """What its roles allow now; nothing when it is disabled."""
    return frozenset(await store.find_permissions(reader, account_id))


async def permissions_in(reader: Reader, names: Iterable[str]) -> frozenset[str]:
    """What these roles allow together."""
    found = await store.find_all(reader, names)
    return frozenset(permission for role in found.values() for permission in role.permissions)


async def require_known(reader: Reader, names: frozenset[str]) -> None:
    found = await store.find_all(reader, names)
    if unknown := sorted(names - found.keys()):
        raise UnknownRole(pointer="/roles", roles=unknown)


async def require_now(reader: Reader, permission: str, *, by: Actor) -> frozenset[str]:
    """All permissions of somebody who has this one at this moment: the token may be five minutes old."""
    own = await permissions_of(reader, by.id)
    if permission not in own:
        raise Forbidden
    return own


async def create(
    tx: Transaction, name: str, *, description: str, permissions: frozenset[str], by: Actor
) -> Role:
    own = await require_now(tx, Permission.ROLES_WRITE, by=by)
    require_held(permissions, by=own)
    role = Role(name, description, sorted(permissions), version=1)
    if not await store.add(tx, role, most=MOST_ROLES):
        known = await store.find_all(tx, [name])
        raise RoleExists(role=name) if known else TooManyRoles
    await _note(tx, role, by=by)
    return role


async def change(
    tx: Transaction,
    name: str,
    *,
    description: str,
    permissions: frozenset[str],
    by: Actor,
    versions: Seen,
) -> Role:
    """`versions` are those of the role that whoever asks may have seen; None is any."""
    require_well_formed(name)
    own = await require_now(tx, Permission.ROLES_WRITE, by=by)
    role = await store.lock(tx, name)
    if name in FIXED:
        raise RoleFixed(role=name)
    if versions is not None and role.version not in versions:
        raise RoleChanged(version=role.version)
    require_held(permissions | frozenset(role.permissions), by=own)
    role.description, role.permissions = description, sorted(permissions)
    await store.save(tx, role)
    await _note(tx, role, by=by)
    return role


async def _note(tx: Transaction, role: Role, *, by: Actor) -> None:
    await audit.note(tx, by.id, Action.ROLE_CHANGED, by=by, role=role.name, permissions=role.permissions)
    log.info("role_changed", role=role.name, permissions=role.permissions, by=str(by.id))
