"""Secrets at rest: encrypted with a secret that the database never sees."""

import secrets
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import ECKey

from chassis.settings import Secret
from users.key.model import PublicKey, SigningKey

NONCE_BYTES = 12


class WrongSealSecret(SystemExit):
    """Stops the boot: with this secret nobody could log in."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"SIGNING_KEY_SECRET does not open the stored key {key_id}; it was sealed with another"
        )


class Seal:
    """Makes, seals and opens signing keys, and seals other values that must not be readable in a row.

    An opened key stays in memory: each token needs it.
    """

    def __init__(self, secret: Secret) -> None:
        self._cipher = _cipher(secret, b"zoco signing keys")
        self._values = _cipher(secret, b"zoco sealed values")
        self._opened: dict[str, ECKey] = {}

    def seal_value(self, value: bytes, about: str) -> bytes:
        """AES-256-GCM; only `open_value` with the same `about` (the row it belongs to) opens it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._values.encrypt(nonce, value, about.encode())

    def open_value(self, sealed: bytes, about: str) -> bytes:
        return self._values.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())

    def new_key(self, *, now: datetime, signs_from: datetime) -> SigningKey:
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        key_id = str(key.kid)
        nonce = secrets.token_bytes(NONCE_BYTES)
        private = msgspec.json.encode(key.as_dict(private=True))
        sealed = nonce + self._cipher.encrypt(nonce, private, key_id.encode())
        public = msgspec.convert(key.as_dict(private=False), PublicKey)
        return SigningKey(key_id, sealed, public, created_at=now, signs_from=signs_from)

    def open(self, key: SigningKey) -> ECKey:
        if key.id not in self._opened:
            self._opened[key.id] = self._open(key)
        return self._opened[key.id]

    def _open(self, key: SigningKey) -> ECKey:
        nonce, content = key.sealed[:NONCE_BYTES], key.sealed[NONCE_BYTES:]
        try:
            private = self._cipher.decrypt(nonce, content, key.id.encode())
        except InvalidTag:
            raise WrongSealSecret(key.id) from None
        return ECKey.import_key(msgspec.json.decode(private, type=dict[str, str | list[str]]))


def _cipher(secret: Secret, purpose: bytes) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return AESGCM(derive.derive(secret.reveal().encode()))
