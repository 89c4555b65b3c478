"""A software authenticator: what a phone does with `create()` and `get()` (WebAuthn Level 3)."""

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, SYNCABLE, SYNCED, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40
ORIGIN = "https://shop.example"
DOMAIN = "shop.example"


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator(msgspec.Struct):
    """Holds one key. Tests turn its knobs to lie: another origin, nobody verified, a counter that stays."""

    key: ec.EllipticCurvePrivateKey = msgspec.field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    origin: str = ORIGIN
    domain: str = DOMAIN
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    user_handle: bytes = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to creation options, as `PublicKeyCredential.toJSON()` writes it."""
        self.user_handle = decode(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = (
            bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        )
        data = self._data(ATTESTED) + attested
        return self._wrapped(
            {
                "clientDataJSON": encode(self._client_data("webauthn.create", options)),
                "attestationObject": encode(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
                "transports": ["internal"],
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to request options."""
        self.counter += 1 if self.counter else 0
        client_data, data = self._client_data("webauthn.get", options), self._data()
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._wrapped(
            {
                "clientDataJSON": encode(client_data),
                "authenticatorData": encode(data),
                "signature": encode(signature),
                "userHandle": encode(self.user_handle),
            }
        )

    def _data(self, more: int = 0) -> bytes:
        head = hashlib.sha256(self.domain.encode()).digest()
        return head + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _wrapped(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": encode(self.credential_id),
            "rawId": encode(self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
