"""Applications as admins see them; the public OAuth endpoints (RFC 6749 4.4, RFC 7009)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from chassis.body import JSONRequest
from chassis.database import Database
from chassis.policy import PUBLIC, permission
from chassis.tokens import Actor
from users.application import commands, store
from users.application.model import App
from users.client.form import basic, read_form
from users.client.model import InvalidRequest, UnsupportedGrantType
from users.client.routes import ServiceToken
from users.key.commands import Issuer
from users.role.model import Permission
from users.session import commands as sessions

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
Limit = Annotated[int, QueryParameter(ge=1, le=100)]


class RegisterApp(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    permissions: Annotated[list[Permission], Meta(min_length=1, max_length=100)]


class AppView(msgspec.Struct):
    client_id: str
    name: str
    permissions: list[str]
    created_by: UUID
    created_at: datetime

    @classmethod
    def of(cls, app: App) -> "AppView":
        return cls(app.id, app.name, app.permissions, app.created_by, app.created_at)


class RegisteredApp(msgspec.Struct):
    """`client_secret` is shown this once."""

    app: AppView
    client_secret: str


class AppList(msgspec.Struct):
    items: list[AppView]
    next: str | None


@post("/v1/admin/apps", policy=permission("roles:write"))
async def register_app(
    data: JSONBody[RegisterApp], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> Response[RegisteredApp]:
    """An application of somebody else that acts by itself, with these permissions at most."""
    wanted = frozenset(str(each) for each in data.permissions)
    async with db.transaction() as tx:
        app, secret = await commands.register(tx, name=data.name, permissions=wanted, by=actor)
    return Response(RegisteredApp(AppView.of(app), secret), headers=NO_STORE)


@get("/v1/admin/apps", policy=permission("roles:write"))
async def list_apps(
    db: NamedDependency[Database],
    limit: FromQuery[Limit] = 20,
    cursor: FromQuery[str | None] = None,
) -> AppList:
    found = await store.page(db, after=cursor, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return AppList([AppView.of(app) for app in found[:limit]], following)


@delete("/v1/admin/apps/{client_id:str}", policy=permission("roles:write"))
async def revoke_app(
    client_id: FromPath[str], actor: NamedDependency[Actor], db: NamedDependency[Database]
) -> None:
    """It gets no new tokens; those that are out end within five minutes."""
    async with db.transaction() as tx:
        await commands.revoke(tx, client_id, by=actor)


# Public, because the application's secret is what it checks.
@post("/v1/oauth/token", policy=PUBLIC, status_code=200, form=("grant_type", "scope?"))
async def app_token(
    request: JSONRequest, db: NamedDependency[Database], issuer: NamedDependency[Issuer]
) -> Response[ServiceToken]:
    """Takes a form: `grant_type=client_credentials` and perhaps a `scope`, with the secret as HTTP Basic."""
    client_id, secret = basic(request.headers.getall("authorization", []))
    form = await read_form(request)
    if form.get("grant_type") != "client_credentials":
        raise UnsupportedGrantType if "grant_type" in form else InvalidRequest(parameter="grant_type")
    async with db.transaction() as tx:
        claims, token = await commands.issue(tx, issuer, client_id, secret, form.get("scope", ""))
    return Response(ServiceToken(token, claims.scope or ""), headers=NO_STORE)


@post("/v1/oauth/revoke", policy=PUBLIC, status_code=200, form=("token",))
async def revoke_token(request: JSONRequest, db: NamedDependency[Database]) -> None:
    """Takes a form with a refresh `token`. An unknown one is as good as revoked (RFC 7009 2.2)."""
    form = await read_form(request)
    if not form.get("token"):
        raise InvalidRequest(parameter="token")
    async with db.transaction() as tx:
        await sessions.log_out(tx, form["token"])


ROUTES = [register_app, list_apps, revoke_app, app_token, revoke_token]
