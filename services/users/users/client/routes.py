"""The token endpoint of the services (RFC 6749 4.4)."""

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency

from chassis.body import JSONRequest
from chassis.database import Database
from chassis.policy import PUBLIC
from users.client.form import basic, read_form
from users.client.model import (
    InvalidRequest,
    UnsupportedGrantType,
    authenticate,
    granted,
)
from users.key import commands as keys
from users.key.commands import Issuer
from users.key.model import ACCESS_SECONDS
from users.settings import Settings


class ServiceToken(msgspec.Struct):
    """RFC 6749 5.1."""

    access_token: str
    scope: str
    token_type: str = "Bearer"
    expires_in: int = ACCESS_SECONDS


# Public, because the client's secret is what it checks.
@post("/internal/oauth/token", policy=PUBLIC, status_code=200, form=("grant_type", "audience", "scope?"))
async def token(
    request: JSONRequest,
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    issuer: NamedDependency[Issuer],
) -> Response[ServiceToken]:
    client_id, secret = basic(request.headers.getall("authorization", []))
    authenticate(settings.service_clients, client_id, secret)
    form = await read_form(request)
    if form.get("grant_type") != "client_credentials":
        raise UnsupportedGrantType if "grant_type" in form else InvalidRequest(parameter="grant_type")
    if not form.get("audience"):
        raise InvalidRequest(parameter="audience")
    claims = granted(client_id, form["audience"], form.get("scope", ""))
    async with db.transaction() as tx:
        access_token = await keys.issue(tx, issuer, claims)
    return Response(
        ServiceToken(access_token, claims.scope or ""),
        headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
    )


ROUTES = [token]
