"""SQL about roles; which account has which is only read."""

from collections.abc import Iterable
from uuid import UUID

from chassis.database import Reader, Transaction
from users.role.model import Role, RoleNotFound

ROLE = "SELECT name, description, permissions, version FROM roles "


async def find_every(reader: Reader) -> list[Role]:
    return await reader.all(Role, ROLE + "ORDER BY name")


async def find(reader: Reader, name: str) -> Role:
    role = await reader.one(Role, ROLE + "WHERE name = $1", name)
    if role is None:
        raise RoleNotFound(role=name)
    return role


async def lock(tx: Transaction, name: str) -> Role:
    role = await tx.one(Role, ROLE + "WHERE name = $1 FOR UPDATE", name)
    if role is None:
        raise RoleNotFound(role=name)
    return role


async def add(tx: Transaction, role: Role, *, most: int) -> bool:
    """False when there is such a role already, or as many as there may be."""
    return bool(
        await tx.execute(
            "INSERT INTO roles (name, description, permissions, changed_at) "
            "SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM roles) < $5 ON CONFLICT (name) DO NOTHING",
            role.name,
            role.description,
            role.permissions,
            tx.now,
            most,
        )
    )


async def save(tx: Transaction, role: Role) -> None:
    role.version += 1
    await tx.execute(
        "UPDATE roles SET description = $2, permissions = $3, version = $4, changed_at = $5 WHERE name = $1",
        role.name,
        role.description,
        role.permissions,
        role.version,
        tx.now,
    )


async def find_all(reader: Reader, names: Iterable[str]) -> dict[str, Role]:
    """Those that exist."""
    roles = await reader.all(Role, ROLE + "WHERE name = ANY($1::text[])", list(names))
    return {role.name: role for role in roles}


async def find_permissions(reader: Reader, account_id: UUID) -> list[str]:
    """All that its roles allow, sorted; none for an account that is disabled or gone."""
    return await reader.all(
        str,
        "SELECT DISTINCT p FROM accounts a JOIN roles r ON r.name = ANY (a.roles), unnest(r.permissions) p "
        "WHERE a.id = $1 AND a.disabled_at IS NULL ORDER BY p",
        account_id,
    )
