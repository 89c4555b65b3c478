"""SQL about roles; which account has which is only read."""

from collections.abc import Iterable
from uuid import UUID

from chassis.database import Reader
from users.role.model import Role

ROLE = "SELECT name, description, permissions, version FROM roles "


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
