"""The token endpoint of the services (RFC 6749 4.4). It reads a form, so it does its own parsing."""

import base64
import binascii
from urllib.parse import parse_qsl

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency

from chassis.body import JSONRequest
from chassis.database import Database
from chassis.policy import PUBLIC
from users.client.model import (
    InvalidClient,
    InvalidRequest,
    UnsupportedGrantType,
    authenticate,
    granted,
)
from users.key import commands as keys
from users.key.commands import Issuer
from users.key.model import ACCESS_SECONDS
from users.settings import Settings

FORM = "application/x-www-form-urlencoded"
MOST_PARAMETERS = 20


class ServiceToken(msgspec.Struct):
    """RFC 6749 5.1."""

    access_token: str
    scope: str
    token_type: str = "Bearer"
    expires_in: int = ACCESS_SECONDS


# Public, because the client's secret is what it checks.
@post("/internal/oauth/token", policy=PUBLIC, status_code=200)
async def token(
    request: JSONRequest,
    db: NamedDependency[Database],
    settings: NamedDependency[Settings],
    issuer: NamedDependency[Issuer],
) -> Response[ServiceToken]:
    client_id, secret = _basic(request.headers.getall("authorization", []))
    authenticate(settings.service_clients, client_id, secret)
    form = await _form(request)
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


def _basic(headers: list[str]) -> tuple[str, str]:
    scheme, _, encoded = headers[0].partition(" ") if len(headers) == 1 else ("", "", "")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidClient from None
    client_id, separator, secret = text.partition(":")
    if scheme.lower() != "basic" or not separator:
        raise InvalidClient
    return client_id, secret


async def _form(request: JSONRequest) -> dict[str, str]:
    """RFC 6749 3.2: a parameter comes at most once."""
    if request.content_type[0] != FORM:
        raise InvalidRequest(detail=f"the body must be {FORM}")
    try:
        pairs = parse_qsl(
            (await request.body()).decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        raise InvalidRequest(detail="the body is not a form") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise InvalidRequest(detail="a parameter comes twice")
    return form


ROUTES = [token]
