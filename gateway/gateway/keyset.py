"""The public keys that verify tokens: which sets are acceptable, and how Envoy is given one."""

import base64
import binascii
from typing import Literal

import msgspec

from gateway.document import Json
from gateway.errors import GatewayError

NAME = "keys"  # of the route configuration, as the keys listener asks for it
MAX_BYTES = 64 * 1024

# NIST P-256 (SP 800-186 3.2.1.3). Checked here and not with a library, which would add a third to the memory
# of a process that lives as long as Envoy.
_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class KeysRefused(GatewayError):
    """Not a key set this gateway verifies tokens with; the last good one stays."""


class PublicKey(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 7517, as far as ES256 needs it. Other members are dropped before Envoy sees the key."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    kid: str
    x: str
    y: str
    alg: Literal["ES256"] = "ES256"
    use: Literal["sig"] = "sig"
    d: str | None = None


class KeySet(msgspec.Struct, frozen=True):
    keys: tuple[PublicKey, ...]


def read(body: bytes) -> KeySet:
    try:
        keys = msgspec.json.decode(body, type=KeySet)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KeysRefused(f"not a set of ES256 keys: {error}") from None
    if not keys.keys:
        raise KeysRefused("the key set is empty")
    if len({key.kid for key in keys.keys}) < len(keys.keys) or not all(key.kid for key in keys.keys):
        raise KeysRefused("every key needs a kid of its own")
    for key in keys.keys:
        _check(key)
    return keys


def _check(key: PublicKey) -> None:
    if key.d is not None:
        raise KeysRefused(f"key {key.kid} carries its private part; withdraw it at once")
    x, y = _coordinate(key.x), _coordinate(key.y)
    if (y * y - x * x * x + 3 * x - _B) % _PRIME:
        raise KeysRefused(f"key {key.kid} is not a point of P-256")


def _coordinate(text: str) -> int:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise KeysRefused("a coordinate is not base64url") from None
    if len(raw) != 32:
        raise KeysRefused("a coordinate of P-256 has 32 bytes")
    return int.from_bytes(raw, "big")


def route_configuration(keys: KeySet | None) -> dict[str, Json]:
    """What the keys listener answers: the set, or 503 before there ever was one."""
    answer: Json = {"status": 503}
    if keys is not None:
        members = [{name: value for name, value in _members(key)} for key in keys.keys]
        answer = {"status": 200, "body": {"inline_string": msgspec.json.encode({"keys": members}).decode()}}
    route = {"match": {"prefix": "/"}, "direct_response": answer}
    return {
        "name": NAME,
        "max_direct_response_body_size_bytes": MAX_BYTES,
        "virtual_hosts": [{"name": NAME, "domains": ["*"], "routes": [route]}],
    }


def _members(key: PublicKey) -> list[tuple[str, str]]:
    return [(name, getattr(key, name)) for name in ("kty", "crv", "kid", "x", "y", "alg", "use")]
