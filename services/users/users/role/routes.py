"""Roles as admins see and change them."""

from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from chassis.database import Database
from chassis.policy import permission
from chassis.tokens import Actor
from chassis.version import IfMatch, etag, seen
from users.role import commands, store
from users.role.model import FIXED, Permission, Role, RoleName, require_well_formed


class RoleView(msgspec.Struct):
    """A fixed role cannot be changed."""

    name: str
    description: str
    permissions: list[str]
    is_fixed: bool
    version: int

    @classmethod
    def of(cls, role: Role) -> "RoleView":
        return cls(role.name, role.description, role.permissions, role.name in FIXED, role.version)


class RoleList(msgspec.Struct):
    """All of them: there are at most 100."""

    items: list[RoleView]
    next: str | None = None


class PutRole(msgspec.Struct, forbid_unknown_fields=True):
    description: Annotated[str, Meta(max_length=200)]
    permissions: Annotated[list[Permission], Meta(max_length=100)]


class NewRole(msgspec.Struct, forbid_unknown_fields=True):
    name: RoleName
    description: Annotated[str, Meta(max_length=200)]
    permissions: Annotated[list[Permission], Meta(max_length=100)]


@get("/v1/admin/roles", policy=permission("roles:assign"))
async def list_roles(db: NamedDependency[Database]) -> RoleList:
    return RoleList([RoleView.of(role) for role in await store.find_every(db)])


@get("/v1/admin/roles/{name:str}", policy=permission("roles:assign"))
async def read_role(name: FromPath[str], db: NamedDependency[Database]) -> Response[RoleView]:
    require_well_formed(name)
    return _answer(await store.find(db, name))


@post("/v1/admin/roles", policy=permission("roles:write"))
async def create_role(
    data: JSONBody[NewRole], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Response[RoleView]:
    wanted = frozenset(str(each) for each in data.permissions)
    async with db.transaction() as tx:
        role = await commands.create(
            tx, data.name, description=data.description, permissions=wanted, by=actor
        )
    return _answer(role, status=201)


@put("/v1/admin/roles/{name:str}", policy=permission("roles:write"))
async def put_role(
    name: FromPath[str],
    data: JSONBody[PutRole],
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    if_match: IfMatch = None,
) -> Response[RoleView]:
    """Tokens have it from the next refresh on."""
    wanted = frozenset(str(each) for each in data.permissions)
    allowed = seen(if_match)
    async with db.transaction() as tx:
        role = await commands.change(
            tx, name, description=data.description, permissions=wanted, by=actor, versions=allowed
        )
    return _answer(role)


def _answer(role: Role, *, status: int = 200) -> Response[RoleView]:
    return Response(RoleView.of(role), status_code=status, headers={"ETag": etag(role.version)})


ROUTES = [list_roles, create_role, read_role, put_role]
