"""Access tokens: who is asking, proven by a signature (RFC 9068 `at+jwt`, ES256)."""

import asyncio
import base64
import time
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

import aiohttp
import msgspec
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from chassis.errors import Unauthenticated, Unavailable

log = structlog.get_logger()

AUDIENCE = "zoco"
CLOCK_SKEW_SECONDS = 60
REFRESH_SECONDS = 60.0
RETRY_SECONDS = 2.0
MAX_TOKEN_LENGTH = 8 * 1024
# Authentication context classes: `acr` 1 is one factor, 2 is two, or a passkey that verified its user.
ACRS = ("0", "1", "2")
STRONG = "2"


class InvalidToken(Unauthenticated):
    type, title = "invalid-token", "The access token is not valid"
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="zoco", error="invalid_token"'}


class Actor(msgspec.Struct, frozen=True):
    """Whoever is asking: a person (`account_id`), a service (`client_id`), or nobody yet."""

    account_id: UUID | None = None
    client_id: str | None = None
    permissions: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    session_id: str | None = None
    acr: str = "0"
    auth_time: datetime | None = None

    @property
    def id(self) -> UUID:
        """The account of a person who is signed in."""
        if self.account_id is None:
            raise Unauthenticated
        return self.account_id

    @property
    def principal(self) -> str:
        return f"client:{self.client_id}" if self.client_id else f"account:{self.account_id}"

    @property
    def is_strong(self) -> bool:
        """A person who showed two factors; a machine has no second one, its secret is all there is."""
        return self.account_id is None or self.has_acr(STRONG)

    def has_acr(self, wanted: str) -> bool:
        """At least this one; an `acr` that we never issue is as good as none."""
        return self.acr in ACRS and ACRS.index(self.acr) >= ACRS.index(wanted)

    def may(self, permission: str) -> bool:
        return permission in self.permissions and self.is_strong

    def may_see(self, owner_id: UUID | None, permission: str) -> bool:
        """Its own things; another's only with the permission to read such things."""
        return (owner_id is not None and owner_id == self.account_id) or self.may(permission)


class KeySource(Protocol):
    """Where a verifier finds the key that a token names; InvalidToken when there is none."""

    async def find(self, key_id: str) -> ECKey: ...


class _KeySet(msgspec.Struct):
    """RFC 7517 section 5, before anything is known of its keys."""

    keys: list[dict[str, Any]]


class Keys:
    """The public keys of the issuer, kept fresh; the last good serve while it is away or talks nonsense."""

    def __init__(self, jwks_url: str, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self._url = jwks_url
        self._retry_seconds = retry_seconds
        self._keys: dict[str, ECKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._refreshing: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> ECKey:
        """The key named by a token. An unknown one asks the issuer first, but not again and again."""
        if key_id in self._keys:
            if time.monotonic() - self._fetched_at > REFRESH_SECONDS:
                self._refresh()
            return self._keys[key_id]
        await self._refresh()
        if key_id in self._keys:
            return self._keys[key_id]
        if not self._keys:
            raise Unavailable(detail="the keys that verify tokens cannot be fetched")
        raise InvalidToken(detail="the token is signed with an unknown key")

    def _refresh(self) -> "asyncio.Task[None]":
        """The refresh under way, or a new one, or the last one when it was only just tried."""
        if self._refreshing is None or (
            self._refreshing.done() and time.monotonic() - self._tried_at > self._retry_seconds
        ):
            self._tried_at = time.monotonic()
            self._refreshing = asyncio.create_task(self._replace())
        return self._refreshing

    async def _replace(self) -> None:
        try:
            self._keys = await self._fetch()
            self._fetched_at = time.monotonic()
        except (aiohttp.ClientError, TimeoutError, ValueError, JoseError, msgspec.MsgspecError) as error:
            log.warning("keys_not_refreshed", why=repr(error))

    async def _fetch(self) -> dict[str, ECKey]:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
            session.get(self._url) as answer,
        ):
            answer.raise_for_status()
            told = msgspec.json.decode(await answer.read(), type=_KeySet)
        keys = KeySet.import_key_set({"keys": told.keys}).keys
        good = [key for key in keys if isinstance(key, ECKey) and key.curve_name == "P-256" and key.kid]
        if not good:
            raise ValueError("a set without a key for ES256")
        return {str(key.kid): key for key in good}


class Verifier:
    """Turns a bearer token into an actor, or refuses it. People carry the audience `zoco`, services ours."""

    def __init__(self, keys: KeySource, *, issuer: str, service: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audiences = {AUDIENCE, service}

    async def verify(self, token: str) -> Actor:
        return _actor(await self.claims(token))

    async def claims(self, token: str) -> dict[str, Any]:
        """What the token says, once signature, times, issuer and audience are found to be good."""
        header = _header(token)
        key = await self._keys.find(header["kid"])
        try:
            claims = jwt.decode(token, key, algorithms=["ES256"]).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            raise InvalidToken from None
        self._check(claims)
        return claims

    def _check(self, claims: dict[str, Any]) -> None:
        now = time.time()
        times = [claims.get("exp"), claims.get("iat", now), claims.get("nbf", now)]
        if not all(isinstance(value, int | float) for value in times):
            raise InvalidToken(detail="the token's times cannot be read")
        expires, issued, begins = times
        if now >= expires + CLOCK_SKEW_SECONDS:
            raise InvalidToken(detail="the token has expired")
        if max(issued, begins) > now + CLOCK_SKEW_SECONDS:
            raise InvalidToken(detail="the token is not valid yet")
        audience = claims.get("aud")
        named = set(audience) if isinstance(audience, list) else {audience}
        if claims.get("iss") != self._issuer or not named & self._audiences:
            raise InvalidToken(detail="the token is for somebody else")


def _header(token: str) -> dict[str, str]:
    """The protected header, allowed only as we write it: one algorithm, one type, a key id."""
    if len(token) > MAX_TOKEN_LENGTH or token.count(".") != 2:
        raise InvalidToken
    try:
        header = jwt_header(token)
    except (ValueError, TypeError, RecursionError):
        raise InvalidToken from None
    kind = header.get("typ")
    is_ours = header.get("alg") == "ES256" and isinstance(kind, str) and kind.lower() == "at+jwt"
    if not is_ours or not isinstance(header.get("kid"), str) or {"crit", "b64"} & set(header):
        raise InvalidToken
    return header


def jwt_header(token: str) -> dict[str, Any]:
    """The header of a token, unverified."""
    first = token.split(".", 1)[0]
    header = msgspec.json.decode(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    if not isinstance(header, dict):
        raise TypeError("a token header is an object")
    return header


def _permissions(claims: dict[str, Any]) -> frozenset[str]:
    permissions = claims.get("permissions", [])
    if not isinstance(permissions, list):
        raise TypeError("permissions are a list")
    return frozenset(permissions)


def _machine(claims: dict[str, Any]) -> Actor:
    """A service has scopes at the one it calls; an application has permissions, and opens nothing inside."""
    audience = claims["aud"]
    if AUDIENCE in (audience if isinstance(audience, list) else [audience]):
        return Actor(client_id=claims["client_id"], permissions=_permissions(claims))
    return Actor(client_id=claims["client_id"], scopes=frozenset(str(claims.get("scope", "")).split()))


def _actor(claims: dict[str, Any]) -> Actor:
    try:
        if "client_id" in claims:
            return _machine(claims)
        return Actor(
            account_id=UUID(str(claims["sub"])),
            permissions=_permissions(claims),
            session_id=claims.get("sid"),
            acr=str(claims.get("acr", "0")),
            auth_time=datetime.fromtimestamp(claims["auth_time"], UTC) if "auth_time" in claims else None,
        )
    except (KeyError, ValueError, TypeError, OverflowError):
        raise InvalidToken(detail="the token's claims cannot be read") from None
