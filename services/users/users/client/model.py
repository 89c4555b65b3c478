"""Which service may call which, and what it may do there."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar

from chassis.errors import BadRequest, Unauthenticated
from users.key.model import Claims

# Caller → callee → scopes. What is not here is not allowed.
GRANTS: dict[str, dict[str, frozenset[str]]] = {
    "orders": {
        "catalog": frozenset({"reservations:write"}),
        "users": frozenset({"accounts:read", "profiles:read", "profiles:contact", "tokens:introspect"}),
    },
    "support": {
        "orders": frozenset({"orders:act", "orders:read"}),
        "users": frozenset({"profiles:read"}),
    },
    "catalog": {},
}


class InvalidRequest(BadRequest):
    """The refusals of this feature carry RFC 6749's `error` beside the members of a problem."""

    type, title = "invalid-token-request", "The token request cannot be read"
    error: ClassVar[str] = "invalid_request"

    def __init__(self, **facts: Any) -> None:
        super().__init__(error=self.error, **facts)


class UnsupportedGrantType(InvalidRequest):
    type, title = "unsupported-grant-type", "Only client_credentials is offered here"
    error = "unsupported_grant_type"


class InvalidTarget(InvalidRequest):
    """RFC 8707. The same for a service that does not exist and one that this client may not call."""

    type, title = "invalid-target", "This client may not call that audience"
    error = "invalid_target"


class InvalidScope(InvalidRequest):
    type, title = "invalid-scope", "This client may not do that there"
    error = "invalid_scope"


class InvalidClient(Unauthenticated):
    type, title = "invalid-client", "The client's name or secret is wrong"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Basic realm="zoco"'}

    def __init__(self) -> None:
        super().__init__(error="invalid_client")


def authenticate(digests: Mapping[str, str], client_id: str, secret: str) -> None:
    """Secrets are long and random, so a plain SHA-256 hides them; an unknown client costs the same."""
    expected = digests.get(client_id, "")
    given = hashlib.sha256(secret.encode()).hexdigest()
    if not hmac.compare_digest(expected.lower().encode(), given.encode()):
        raise InvalidClient


def granted(client_id: str, audience: str, wanted: str) -> Claims:
    """The claims of the token: the wanted scopes, or all that the client has there."""
    allowed = GRANTS.get(client_id, {}).get(audience)
    if allowed is None:
        raise InvalidTarget
    scopes = frozenset(wanted.split()) or allowed
    if not scopes <= allowed:
        raise InvalidScope
    return Claims(sub=client_id, aud=audience, client_id=client_id, scope=" ".join(sorted(scopes)))
