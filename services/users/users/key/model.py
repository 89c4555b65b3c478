"""Signing keys: when one is published, when it signs, and what a key set and a token hold."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from chassis.tokens import CLOCK_SKEW_SECONDS, REFRESH_SECONDS

ACCESS_SECONDS = 300
KEY_SET_MAX_AGE_SECONDS = 60

# Everybody who verifies knows a key this long after it was published, however the caches were filled.
SPREAD = timedelta(seconds=KEY_SET_MAX_AGE_SECONDS + REFRESH_SECONDS)
PUBLISHED_BEFORE_SIGNING = SPREAD + timedelta(minutes=3)
PUBLISHED_AFTER_SIGNING = SPREAD + timedelta(seconds=ACCESS_SECONDS + CLOCK_SKEW_SECONDS)


class PublicKey(msgspec.Struct, frozen=True):
    """RFC 7517, as ES256 needs it."""

    kid: str
    x: str
    y: str
    kty: Literal["EC"] = "EC"
    crv: Literal["P-256"] = "P-256"
    alg: Literal["ES256"] = "ES256"
    use: Literal["sig"] = "sig"


class PublicKeys(msgspec.Struct, frozen=True):
    """A JSON Web Key Set."""

    keys: list[PublicKey]


class SigningKey(msgspec.Struct, frozen=True):
    """`sealed` is the private part, encrypted; `signs_from` on it signs until a newer key does."""

    id: str
    sealed: bytes
    public: PublicKey
    created_at: datetime
    signs_from: datetime
    published_until: datetime | None = None


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a token says beside when and by whom it was issued: permissions of a person, a service's scope."""

    sub: str
    aud: str
    sid: str | None = None
    permissions: list[str] | None = None
    acr: str | None = None
    amr: list[str] | None = None
    auth_time: int | None = None
    client_id: str | None = None
    scope: str | None = None
