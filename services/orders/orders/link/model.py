"""Links to one guest's order, and who a guest is. Both are made of a secret that the database never sees."""

import base64
import binascii
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from chassis.errors import NotFound
from chassis.settings import Secret

LIFE = timedelta(days=30)
ID_BYTES, TIME_BYTES = 16, 8


class LinkInvalid(NotFound):
    """Forged, expired, of another order or of one that has an account by now: all look the same."""

    type, title = "order-link-invalid", "The link does not open an order, or not any more"


class Links:
    """HMAC-SHA-256 with a key for each purpose: a link opens one order and is good for nothing else."""

    def __init__(self, secret: Secret) -> None:
        self._links = _key(secret, b"guest order link v1")
        self._guests = _key(secret, b"guest id v1")

    def guest_id(self, email: str) -> UUID:
        """The same for every order with this address, and nothing to read it from. No account ever has it:
        version 8 (RFC 9562 5.8), theirs are of version 7.
        """
        number = int.from_bytes(hmac.digest(self._guests, normalised(email).encode(), "sha256")[:16], "big")
        fixed = number & ~(0xF << 76) & ~(0x3 << 62)
        return UUID(int=fixed | 0x8 << 76 | 0x2 << 62)

    def token(self, order_id: UUID, since: datetime) -> str:
        """Good for LIFE from then; the same for the same order and time."""
        expires_at = int((since + LIFE).timestamp())
        told = order_id.bytes + expires_at.to_bytes(TIME_BYTES, "big")
        return base64.urlsafe_b64encode(told + self._mac(told)).decode().rstrip("=")

    def require(self, order_id: UUID, token: str, now: datetime) -> None:
        """Raise LinkInvalid unless this token opens this order now."""
        try:
            given = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise LinkInvalid from None
        told, mac = given[: ID_BYTES + TIME_BYTES], given[ID_BYTES + TIME_BYTES :]
        if not hmac.compare_digest(mac, self._mac(told)) or told[:ID_BYTES] != order_id.bytes:
            raise LinkInvalid
        if now.timestamp() >= int.from_bytes(told[ID_BYTES:], "big"):
            raise LinkInvalid

    def _mac(self, told: bytes) -> bytes:
        return hmac.digest(self._links, told, "sha256")


def normalised(email: str) -> str:
    """Two addresses are one when this is the same; users spells the addresses of accounts so."""
    return email.casefold()


def _key(secret: Secret, purpose: bytes) -> bytes:
    return hmac.digest(secret.reveal().encode(), purpose, "sha256")
