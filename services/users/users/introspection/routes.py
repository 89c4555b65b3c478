"""RFC 7662 for services, RFC 8414 for everybody."""

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from chassis.body import JSONRequest
from chassis.database import Database
from chassis.policy import PUBLIC, service
from chassis.tokens import ACRS, Actor
from users.client.form import read_form
from users.client.model import InvalidRequest
from users.introspection.commands import introspect
from users.key.commands import Issuer
from users.role.model import Permission

HOUR = {"Cache-Control": "public, max-age=3600"}


class Introspection(msgspec.Struct, omit_defaults=True):
    """RFC 7662 2.2. Nothing but `active` is said of a token that is not good."""

    active: bool
    token_type: str | None = None
    iss: str | None = None
    sub: str | None = None
    aud: str | None = None
    exp: int | None = None
    iat: int | None = None
    jti: str | None = None
    client_id: str | None = None
    scope: str | None = None
    permissions: list[str] | None = None
    sid: str | None = None
    acr: str | None = None
    amr: list[str] | None = None
    auth_time: int | None = None


class Metadata(msgspec.Struct):
    """RFC 8414. Shoppers log in at `/v1/auth/login`; there is no page to be sent to, and no ID token."""

    issuer: str
    jwks_uri: str
    token_endpoint: str
    revocation_endpoint: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    acr_values_supported: list[str]
    service_documentation: str


# With the audience of the caller: a service learns about tokens that are meant for it, or for everybody.
@post("/internal/oauth/introspect", policy=service("tokens:introspect"), status_code=200, form=("token",))
async def introspect_token(
    request: JSONRequest,
    actor: NamedDependency[Actor],
    db: NamedDependency[Database],
    issuer: NamedDependency[Issuer],
) -> Response[Introspection]:
    """Takes a form with the access `token`."""
    form = await read_form(request)
    if not form.get("token"):
        raise InvalidRequest(parameter="token")
    claims = await introspect(db, issuer.url, form["token"], audience=actor.client_id or "")
    answer = Introspection(active=False) if claims is None else _described(claims)
    return Response(answer, headers={"Cache-Control": "no-store"})


@get("/.well-known/openid-configuration", policy=PUBLIC, sync_to_thread=False)
def openid_configuration(issuer: NamedDependency[Issuer]) -> Response[Metadata]:
    """Where the keys and the endpoints are."""
    return Response(_metadata(issuer.url), headers=HOUR)


@get("/.well-known/oauth-authorization-server", policy=PUBLIC, sync_to_thread=False)
def authorization_server(issuer: NamedDependency[Issuer]) -> Response[Metadata]:
    """The same as `/.well-known/openid-configuration`."""
    return Response(_metadata(issuer.url), headers=HOUR)


def _described(claims: dict[str, Any]) -> Introspection:
    return msgspec.convert({**claims, "active": True, "token_type": "Bearer"}, Introspection)


def _metadata(issuer: str) -> Metadata:
    return Metadata(
        issuer=issuer,
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        token_endpoint=f"{issuer}/v1/oauth/token",
        revocation_endpoint=f"{issuer}/v1/oauth/revoke",
        scopes_supported=sorted(Permission),
        response_types_supported=[],
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=["client_secret_basic"],
        revocation_endpoint_auth_methods_supported=["none"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["ES256"],
        acr_values_supported=list(ACRS[1:]),
        service_documentation=f"{issuer}/docs",
    )


ROUTES = [introspect_token, openid_configuration, authorization_server]
