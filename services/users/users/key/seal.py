"""What is secret at rest: encrypted with a secret that the database never sees."""

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


class Box:
    """Encrypts for one purpose. What is sealed for one name opens for no other (InvalidTag)."""

    def __init__(self, secret: Secret, purpose: str) -> None:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
        self._cipher = AESGCM(derive.derive(secret.reveal().encode()))

    def seal(self, content: bytes, name: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())


class Seal:
    """Makes, seals and opens signing keys. An opened key stays in memory: each token needs it."""

    def __init__(self, secret: Secret) -> None:
        self._box = Box(secret, "zoco signing keys")
        self._opened: dict[str, ECKey] = {}

    def new_key(self, *, now: datetime, signs_from: datetime) -> SigningKey:
        key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        key_id = str(key.kid)
        sealed = self._box.seal(msgspec.json.encode(key.as_dict(private=True)), key_id)
        public = msgspec.convert(key.as_dict(private=False), PublicKey)
        return SigningKey(key_id, sealed, public, created_at=now, signs_from=signs_from)

    def open(self, key: SigningKey) -> ECKey:
        if key.id not in self._opened:
            self._opened[key.id] = self._open(key)
        return self._opened[key.id]

    def _open(self, key: SigningKey) -> ECKey:
        try:
            private = self._box.open(key.sealed, key.id)
        except InvalidTag:
            raise WrongSealSecret(key.id) from None
        return ECKey.import_key(msgspec.json.decode(private, type=dict[str, str | list[str]]))
