"""What an account may do at this moment, whatever its token says."""

from collections.abc import Iterable
from uuid import UUID

from chassis.database import Reader
from users.role import store
from users.role.model import UnknownRole


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
